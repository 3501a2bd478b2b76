import { deviceTypeRules } from '../../spec/device-types.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import { type FeatureSet, isEmpty, without } from '../../spec/features.ts';
import type { Run } from '../run/run.ts';
import type { EventKind } from '../trace/events.ts';
import type { Round } from '../trace/rounds.ts';
import type { Block, Field } from './blocks.ts';
import { sizesPhrase } from './queue-names.ts';
import { counted } from './wrap.ts';

/** Rounds told at the beginning and at the end of a run that has very many. */
const FIRST = 3;
const LAST = 1;

/** The rounds of a run, each with what was offered, accepted and found, and how it ended. */
export function roundsOf(run: Run): Block[] {
  const { rounds } = run;
  const left = rounds.length - FIRST - LAST;
  const told = left > 1 ? [...rounds.slice(0, FIRST), ...rounds.slice(-LAST)] : rounds;
  return told.flatMap((round, i) => [
    ...(left > 1 && i === FIRST
      ? [{ kind: 'paragraph', text: `${left} more rounds, and then:` } satisfies Block]
      : []),
    roundEntry(run, round, rounds[round.index - 1]),
  ]);
}

/** What a round of a run is called, by its number, and (`isCounted`) of how many; a driver that is seen to look before it resets its device has not begun one. */
export function roundName({ said, rounds }: Run, index: number, isCounted = false): string {
  const before = said && rounds[0] && isMereLook(rounds[0]) ? 1 : 0;
  if (index < before) return 'Before round 1';
  return `Round ${index + 1 - before}${isCounted ? ` of ${rounds.length - before}` : ''}`;
}

/** What is told of a round of a run, by label; undefined: there is none. */
export function roundTexts(run: Run, index: number): ReadonlyMap<string, string> | undefined {
  const round = run.rounds[index];
  if (!round) return undefined;
  const texts = roundFields(run, round, run.rounds[index - 1]).map(({ label, text }): [string, string] => [
    label,
    text,
  ]);
  return new Map([['It begins', resetPhrase(round)], ...texts]);
}

// --- internal ---

type Print = (features: FeatureSet) => string;

type TextField = Extract<Field, { readonly text: string }>;

function roundFields(run: Run, round: Round, before: Round | undefined): TextField[] {
  const set: Print = (features) => printFeatures(features, deviceTypeRules[run.scenario.type].names);
  return [
    ...(round.offerWindows ? [{ label: 'Offered', text: set(round.offered) }] : []),
    ...(round.acceptedWindows ? [{ label: 'Accepted', text: acceptedPhrase(round, before, set) }] : []),
    ...sizeFields(run, round),
    { label: 'Then', text: endOf(run, round) },
  ];
}

function roundEntry(run: Run, round: Round, before: Round | undefined): Block {
  const fields = roundFields(run, round, before);
  const last = Math.max(round.start, round.end - 1);
  const title = `${roundName(run, round.index)}, events ${round.start} to ${last}: ${resetPhrase(round)}`;
  return { kind: 'entry', title, tone: 'plain', fields };
}

const isMereLook = ({ afterReset, changedUnreset }: Round): boolean => !afterReset && changedUnreset < 0;

function resetPhrase({ afterReset, polls, zeroSeen, begun }: Round): string {
  if (!afterReset) return 'the device as it was found.';
  if (polls === 0) return 'reset, without a look at the status.';
  const seen = zeroSeen >= 0 && (begun < 0 || zeroSeen < begun);
  return seen
    ? `reset, which the status shows after ${counted(polls, 'read')}.`
    : `reset, not done after ${counted(polls, 'read')} of the status.`;
}

function acceptedPhrase(round: Round, before: Round | undefined, set: Print): string {
  const { accepted, offered, offerWindows } = round;
  const earlier = before?.acceptedWindows ? before.accepted : undefined;
  const dropped = earlier === undefined ? without(offered, accepted) : without(earlier, accepted);
  const since = earlier === undefined ? 'not taken' : 'given up since the round before';
  const back = earlier === undefined ? 0n : without(accepted, earlier);
  return [
    accepted === offered && offerWindows && !isEmpty(offered) ? 'all of it' : set(accepted),
    ...(isEmpty(dropped) ? [] : [`${since}: ${set(dropped)}`]),
    ...(isEmpty(back) ? [] : [`new since the round before: ${set(back)}`]),
    ...featuresOkPhrase(round),
  ].join('; ');
}

function featuresOkPhrase({ featuresOkWritten, featuresOkRead, confirmed }: Round): string[] {
  if (featuresOkWritten < 0) return [];
  if (featuresOkRead < 0) return ['FEATURES_OK set and not read back'];
  return [confirmed ? 'FEATURES_OK stays' : 'FEATURES_OK does not stay: the device refuses'];
}

const sizeEvents: readonly (readonly [label: string, kind: EventKind])[] = [
  ['Peeked', 'peek'],
  ['Found', 'queue-size-read'],
];

/** Sizes that the driver read, and those that it wrote where they differ. */
function sizeFields(run: Run, round: Round): TextField[] {
  const sizesBy = (kind: EventKind): Map<number, number> => {
    const sizes = new Map<number, number>();
    for (let at = round.start; at < round.end; at++) {
      const event = run.trace.at(at);
      if (event.kind === kind) sizes.set(event.index, event.value);
    }
    return sizes;
  };
  const phrase = (sizes: Map<number, number>): string => sizesPhrase(sizes, run.scenario, round.accepted);
  const fields = sizeEvents.map(([label, kind]) => ({
    label: isEarly(run, round, kind) ? `${label} before FEATURES_OK` : label,
    text: phrase(sizesBy(kind)),
  }));
  const found = sizesBy('queue-size-read');
  const written = sizesBy('queue-size-write');
  const changed = new Map([...written].filter(([queue, size]) => found.get(queue) !== size));
  return [...fields, { label: 'Sizes set', text: phrase(changed) }].filter(({ text }) => text);
}

/** Whether sizes were asked for before the features were settled. */
function isEarly(run: Run, { start, featuresOkWritten }: Round, kind: EventKind): boolean {
  for (let at = start; at < featuresOkWritten; at++) if (run.trace.at(at).kind === kind) return true;
  return false;
}

function endOf({ rounds, outcome }: Run, round: Round): string {
  if (round.failed >= 0) return 'FAILED.';
  if (round.driverOk >= 0 && round.index === rounds.length - 1) return 'DRIVER_OK.';
  if (round.index < rounds.length - 1)
    return round.driverOk >= 0
      ? 'DRIVER_OK, and a reset all the same.'
      : isMereLook(round)
        ? 'a reset.'
        : 'given up for a reset.';
  return outcome?.kind === 'crashed' ? 'the probe breaks off.' : 'nothing more.';
}
