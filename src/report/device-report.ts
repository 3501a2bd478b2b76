import { type DeviceJudgement, GIVEN, hasQueues, MADE_UP } from '../judge/devices/judge-device.ts';
import type { DeviceFinding, DeviceVerdict } from '../judge/devices/judged-device.ts';
import { writtenSteps } from '../judge/devices/written.ts';
import type { Verdict } from '../judge/result.ts';
import { clausesBroken } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { type Block, cell, type Field, type Tone } from './blocks.ts';
import { citation, ruleFields, sources } from './citation.ts';
import { type Command, commandLine } from './command.ts';
import { eventLines } from './event-line.ts';
import type { PropertyText } from './property-text.ts';
import { readingFields } from './reading-fields.ts';
import { devicePhrase } from './scenario-line.ts';
import type { Outcome, TestPoint } from './test-points.ts';
import { counted, listed } from './wrap.ts';

/** What a report of a device needs besides its judgement. */
export interface DeviceKnowledge {
  readonly properties: readonly PropertyText[];
  /** The command line that begins a judgement of the same device. */
  readonly command: Command;
  /** What stands at the end of it. */
  readonly after?: Command | undefined;
  /** The run that the events of a finding tell of. */
  readonly runOf: (finding: Pick<DeviceFinding, 'events'>) => Run;
}

/** A device that was judged, and what is needed to tell of it. */
export interface ToldDevice {
  readonly judgement: DeviceJudgement;
  readonly knowledge: DeviceKnowledge;
}

/** A device that was judged: what it is, what became of each property, or (`isWhole` is false) of each that does not hold, and of each violation the shortest way to see it. */
export function deviceReport(
  judgement: DeviceJudgement,
  knowledge: DeviceKnowledge,
  isWhole: boolean,
): Block[] {
  const { suite, device, shown, seed, runs, type, properties, cut, driven } = judgement;
  const [round] = shown.rounds;
  const asked = properties.filter(({ verdict }) => verdict !== 'unknown');
  const never = properties.filter(({ verdict, applicable }) => verdict === 'unknown' && applicable === 0);
  const lost = properties.filter(({ verdict, applicable }) => verdict === 'unknown' && applicable > 0);
  return [
    { kind: 'title', text: `${suite}, seed ${seed}: ${device}, driven ${counted(runs, 'time')}` },
    {
      kind: 'paragraph',
      text:
        `A virtio-${type} device over ${devicePhrase(shown)}, judged by VIRTIO ${shown.version}. It offers ${round?.offer ?? '{}'} ` +
        `and has virtqueues of ${listed((round?.sizes ?? []).map(String)) || 'no size'}.`,
    },
    ...(cut
      ? [
          {
            kind: 'paragraph',
            tone: 'unsure',
            text: `${cut === 'lost' ? 'Driven no further, as it was lost again and again' : 'Interrupted'}: what only held so far is unknown.`,
          } as const,
        ]
      : []),
    ...(driven
      ? [
          {
            kind: 'list',
            items: eventLines(knowledge.runOf({ events: driven })).map((line) => sentence(line, undefined)),
          } as const,
        ]
      : []),
    ...tableOf(asked, judgement, knowledge, isWhole),
    ...properties.flatMap((one) =>
      one.findings.map((finding, place) =>
        deviceEntry(
          one,
          finding,
          knowledge,
          place === 0 ? undefined : { title: `Another cause of ${one.id}` },
        ),
      ),
    ),
    ...(never.length && !driven
      ? [
          { kind: 'heading', text: 'Never exercised, so unknown' } as const,
          { kind: 'paragraph', text: `${listed(never.map(({ id }) => id))}.` } as const,
        ]
      : []),
    ...(lost.length
      ? [
          { kind: 'heading', text: 'Unknown' } as const,
          {
            kind: 'list',
            items: lost.map(
              ({ id, violations }) =>
                `${id}: ${violations ? 'seen broken, and not again' : 'it only held so far'}`,
            ),
          } as const,
        ]
      : []),
    { kind: 'heading', text: 'Verdict' },
    { kind: 'paragraph', text: deviceSummary(judgement), tone: tones[judgement.verdict] },
  ];
}

/** What was found by one property, under another title than that of its verdict, with more said before all else. */
export interface Elsewhere {
  readonly title: string;
  readonly before?: readonly Field[];
}

/** What was found by one property: its rule, what the driver did and saw, and how it is seen again. */
export function deviceEntry(
  one: DeviceVerdict,
  finding: DeviceFinding,
  { properties, command, after, runOf }: DeviceKnowledge,
  elsewhere?: Elsewhere,
): Block {
  const property = properties.find(({ id }) => id === one.id);
  const run = runOf(finding);
  const fields: Field[] = [
    ...(elsewhere?.before ?? []),
    ...(property ? [{ label: 'Expected', text: `${property.title}.` }, ...readingFields(property)] : []),
    ...ruleFields(finding.clauses, run.scenario.version),
    ...eventLines(run).map((text, at) => ({
      label: at === finding.at ? 'Seen' : 'Driver',
      text: sentence(text, at === finding.at ? finding.because : undefined),
    })),
    ...(finding.at < 0 ? [{ label: 'Seen', text: stopped(finding.because) }] : []),
    ...(one.expected === undefined ? [] : [{ label: 'Known', text: stopped(one.expected) }]),
    ...(finding.events.length ? [{ label: 'Found by', text: `${foundBy(finding.driver)}.` }] : []),
    { label: 'Replay', command: replay({ command, after }, finding) },
  ];
  const broken = one.level === 'should' ? 'departed from' : 'violated';
  return {
    kind: 'entry',
    title:
      elsewhere?.title ??
      `${one.id} (${one.level}): ${broken} in ${one.violations} of ${counted(one.applicable, 'run')}`,
    tone: one.level === 'should' || one.expected !== undefined ? 'unsure' : 'bad',
    fields,
  };
}

/** What became of a device in a line. */
export function deviceSummary({ device, verdict, properties, cut, shown }: DeviceJudgement): string {
  const binding = properties.filter(({ level }) => level !== 'should');
  const broken = binding.filter((one) => one.verdict === 'violated' && one.expected === undefined);
  const warned = properties.filter(({ level, ...one }) => level === 'should' && one.verdict === 'violated');
  const passed = properties.filter(isUnexpectedPass);
  const known = binding.filter((one) => one.verdict === 'violated' && one.expected !== undefined);
  const keeps = known.length
    ? `breaks nothing that binds it but ${listed(known.map(({ id }) => id))}, as expected`
    : 'breaks no rule that binds it';
  const told = [
    ...(broken.length ? [`breaks ${listed(broken.map(({ id }) => id))}`] : []),
    ...(passed.length ? [`keeps ${listed(passed.map(({ id }) => id))}, which was expected to fail`] : []),
    ...(verdict === 'holds' ? [keeps] : []),
    ...(verdict === 'unknown' ? [cut ? `${keeps} so far` : unknownBecause(properties, shown)] : []),
    ...(warned.length ? [`departs from ${counted(warned.length, 'recommendation')}`] : []),
  ];
  return `${device} ${listed(told)}.`;
}

/** Why nothing is to be said of a device as a whole. */
function unknownBecause(properties: readonly DeviceVerdict[], shown: DeviceJudgement['shown']): string {
  const open = properties.filter(({ verdict }) => verdict === 'unknown');
  const lost = open.filter(({ level, violations }) => level !== 'should' && violations > 0);
  const missed = open.filter(({ expected }) => expected !== undefined);
  if (lost.length) return `broke ${listed(lost.map(({ id }) => id))} and did not do so again`;
  if (!missed.length && !hasQueues(shown)) return 'shows no virtqueue, so that little could be asked of it';
  return missed.length
    ? `was never asked ${listed(missed.map(({ id }) => id))}, which was expected to fail`
    : 'was asked nothing that binds it';
}

/** Verdicts on a device as tests. */
export const deviceTestPoints = (
  judgement: DeviceJudgement,
  { properties, command, after }: DeviceKnowledge,
): TestPoint[] =>
  judgement.properties.map((one): TestPoint => {
    const title = properties.find(({ id }) => id === one.id)?.title ?? one.id;
    return {
      subject: judgement.device,
      id: one.id,
      level: one.level,
      title,
      outcome: outcomeOf(one),
      lines: [
        ...(one.expected === undefined
          ? []
          : [
              isUnexpectedPass(one)
                ? stopped(`It was expected to fail: ${one.expected}`)
                : stopped(`Expected: ${one.expected}`),
            ]),
        ...one.findings.flatMap((finding) => [
          stopped(finding.because),
          ...finding.clauses.map((clause) => `Rule: ${citation(clause, judgement.shown.version)}`),
          `Replay: ${commandLine(replay({ command, after }, finding))}`,
        ]),
        ...(one.verdict === 'unknown'
          ? [
              one.applicable
                ? one.violations
                  ? 'It was seen broken, and not again.'
                  : 'It held as far as the campaign went.'
                : 'It was never exercised.',
            ]
          : []),
      ],
    };
  });

// --- internal ---

function foundBy(driver: string): string {
  if (driver === GIVEN) return 'the steps that were given';
  return driver === MADE_UP ? 'a driver that is made up' : `the policy ${driver}`;
}

const tones = { holds: 'good', violated: 'bad', unknown: 'unsure' } as const satisfies Record<Verdict, Tone>;

const isUnexpectedPass = ({ expected, verdict }: DeviceVerdict): boolean =>
  expected !== undefined && verdict === 'holds';

const outcomeOf = (one: DeviceVerdict): Outcome => {
  const { verdict, level, expected } = one;
  if (isUnexpectedPass(one)) return 'fails';
  if (verdict === 'violated') return expected !== undefined || level === 'should' ? 'warns' : 'fails';
  if (verdict === 'holds') return 'passes';
  return expected !== undefined || (level !== 'should' && one.violations > 0) ? 'unknown' : 'skipped';
};

const order = ['must', 'policy', 'should'] as const;

/** What was asked, the violated first, then by level; what holds only counted where not the whole is asked for. */
function tableOf(
  verdicts: readonly DeviceVerdict[],
  { type, shown: { transport } }: DeviceJudgement,
  { properties }: DeviceKnowledge,
  isWhole: boolean,
): Block[] {
  const rank = ({ verdict, level }: DeviceVerdict): number =>
    (verdict === 'violated' ? 0 : order.length) + order.indexOf(level);
  const told = verdicts.filter((one) => isWhole || one.verdict === 'violated' || isUnexpectedPass(one));
  const left = verdicts.length - told.length;
  const restsOn = (id: string): string => {
    const property = properties.find((one) => one.id === id);
    return property ? sources(clausesBroken(property, {}, { type, transport })) : '';
  };
  const table: Block = {
    kind: 'table',
    head: ['property', 'level', 'verdict', 'asked', 'broken', 'rests on'],
    right: [3, 4],
    rows: told
      .toSorted((a, b) => rank(a) - rank(b))
      .map((one) => [
        cell(one.id),
        cell(one.level),
        cell(verdictWord(one), toneOf(one)),
        cell(String(one.applicable)),
        cell(String(one.violations)),
        cell(restsOn(one.id) || '–'),
      ]),
  };
  return [
    ...(told.length ? [table] : []),
    ...(left
      ? [
          {
            kind: 'paragraph',
            text: `${counted(left, 'property holds', 'properties hold')}: --details names them.`,
          } as const,
        ]
      : []),
  ];
}

const toneOf = ({ verdict, level, expected }: DeviceVerdict): Tone => {
  if (verdict === 'holds') return expected === undefined ? 'plain' : 'bad';
  return level === 'should' || expected !== undefined ? 'unsure' : 'bad';
};

const verdictWord = ({ verdict, expected, level }: DeviceVerdict): string => {
  if (expected !== undefined) return verdict === 'violated' ? 'expected' : 'passes unexpectedly';
  return verdict === 'violated' && level === 'should' ? 'departs' : verdict;
};

/** `3  reads the status 0` as `3: reads the status 0: WHY`; what the line says already is not said again. */
const sentence = (line: string, because: string | undefined): string => {
  const [, at = '', text = line] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
  return stopped(`${at}: ${text}${because === undefined || text.endsWith(because) ? '' : `: ${because}`}`);
};

/** With a full stop, which what a program or a user says may have. */
const stopped = (text: string): string => (text.endsWith('.') ? text : `${text}.`);

const replay = (
  { command, after = [] }: Pick<DeviceKnowledge, 'command' | 'after'>,
  { events }: DeviceFinding,
): Command => [...command, ...(events.length ? ['--steps', writtenSteps(events)] : []), ...after];
