import { match, P } from 'ts-pattern';
import { deviceTypeRules } from '../../spec/device-types.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import { fromWindows, union } from '../../spec/features.ts';
import type { Run } from '../run/run.ts';
import type { EventKind } from '../trace/events.ts';
import type { Round } from '../trace/rounds.ts';
import type { Breach } from './breaches.ts';
import { eventPhrase, queueOf } from './event-line.ts';
import { endPhrase } from './story-beside.ts';
import { roundName } from './story-rounds.ts';

/** A run as it goes to and fro between a driver and its device. Plain data: it may come from another process. */
export interface Sequence {
  readonly driver: string;
  readonly device: string;
  readonly bands: readonly Band[];
  /** How the run ended. */
  readonly end: string;
  /** What is broken there and at no access. */
  readonly broken: readonly string[];
}

/** A round. */
export interface Band {
  readonly title: string;
  readonly steps: readonly Step[];
}

export type Step =
  | {
      readonly kind: 'access';
      /** Who tells the other something: what is read comes from the device. `driver` with `alone`: it acts by itself. */
      readonly from: 'driver' | 'device';
      readonly alone: boolean;
      /** Positions of its first and its last event: accesses of one kind are told together. */
      readonly first: number;
      readonly last: number;
      readonly text: string;
      /** The status byte that was written or read. */
      readonly status?: number;
      /** What it breaks, a sentence each. */
      readonly broken: readonly string[];
    }
  | { readonly kind: 'left out'; readonly events: number };

/** What a run does, and where it breaks something: `breaches`, those that are to be marked. */
export function sequenceOf(
  driver: string,
  run: Run,
  breaches: readonly Pick<Breach, 'property' | 'violation'>[],
): Sequence {
  const { scenario, rounds } = run;
  const broken = new Map<number, string[]>();
  for (const { property, violation } of breaches) {
    const at = violation.at < 0 ? AT_END : violation.at;
    broken.set(at, [...(broken.get(at) ?? []), `${property.id}: ${violation.because()}`]);
  }
  const isTold = ({ index, start, end }: Readonly<Round>): boolean =>
    index < FIRST_ROUNDS ||
    index === rounds.length - 1 ||
    [...broken.keys()].some((at) => start <= at && at < end);
  return {
    driver,
    device: `virtio-${scenario.type} device over ${scenario.transport}${scenario.peek ? '' : ', no peek'}`,
    bands: rounds.filter(isTold).map((round) => ({
      title: roundName(run, round.index, true),
      steps: shortened(stepsOf(run, round, broken)),
    })),
    end: endPhrase(run),
    broken: broken.get(AT_END) ?? [],
  };
}

/** The positions of the last events of the accesses that a sequence tells, in their order. */
export const accessesOf = ({ bands }: Sequence): number[] =>
  bands.flatMap(({ steps }) => steps).flatMap((step) => (step.kind === 'access' ? [step.last] : []));

// --- internal ---

const AT_END = -1;

/** Rounds that are shown from the beginning on; the last is too, and those in which something breaks. */
const FIRST_ROUNDS = 3;

/** Steps of a round from which on those in the middle are left out, and those that stay at its beginning and its end. */
const MOST_STEPS = 40;
const HEAD = 16;
const TAIL = 12;

/** Steps, where they are too many without some from the middle that break nothing. */
function shortened(steps: readonly Step[]): Step[] {
  if (steps.length <= MOST_STEPS) return [...steps];
  const kept: Step[] = [];
  for (const [i, step] of steps.entries()) {
    const isKept = i < HEAD || i >= steps.length - TAIL || (step.kind === 'access' && step.broken.length > 0);
    const before = kept.at(-1);
    const events = step.kind === 'access' ? step.last - step.first + 1 : step.events;
    if (isKept) kept.push(step);
    else if (before?.kind === 'left out')
      kept[kept.length - 1] = { ...before, events: before.events + events };
    else kept.push({ kind: 'left out', events });
  }
  return kept;
}

function stepsOf(run: Run, round: Readonly<Round>, broken: ReadonlyMap<number, readonly string[]>): Step[] {
  const steps: Step[] = [];
  for (let first = round.start; first < round.end; ) {
    let last = first;
    const isAlone = (at: number): boolean => broken.has(at);
    while (!isAlone(last) && last + 1 < round.end && !isAlone(last + 1) && belong(run, last, last + 1))
      last++;
    steps.push(stepOf(run, first, last, broken.get(first) ?? []));
    first = last + 1;
  }
  return steps;
}

/** What a driver does to one virtqueue to bring it up. */
const ofQueue: ReadonlySet<EventKind> = new Set([
  'queue-size-read',
  'queue-enabled-read',
  'queue-size-write',
  'queue-addresses-write',
  'queue-notify-off-read',
]);

/** Whether an event is told together with the one before it. */
function belong({ trace }: Run, at: number, next: number): boolean {
  const [one, other] = [trace.at(at), trace.at(next)];
  if (ofQueue.has(one.kind) && ofQueue.has(other.kind)) return one.index === other.index;
  if (one.kind !== other.kind) return false;
  return one.kind === 'status-read' ? one.value === other.value : one.kind !== 'status-write';
}

function stepOf(run: Run, first: number, last: number, broken: readonly string[]): Step {
  const { kind, value } = run.trace.at(first);
  const directions = Array.from({ length: last - first + 1 }, (_, i) => directionAt(run, first + i));
  const text = first === last ? eventPhrase(run, first) : togetherPhrase(run, first, last);
  return {
    kind: 'access',
    // Of a virtqueue that is read and then made, what is made counts.
    ...(directions.find(({ from }) => from === 'driver') ?? directionAt(run, first)),
    first,
    last,
    text,
    ...(kind === 'status-read' || kind === 'status-write' ? { status: value } : {}),
    broken,
  };
}

/** Several events of one kind, or several of one virtqueue, in words. */
function togetherPhrase(run: Run, first: number, last: number): string {
  const events = Array.from({ length: last - first + 1 }, (_, i) => run.trace.at(first + i));
  const [{ kind } = { kind: 'other' as const }] = events;
  const features = (): string =>
    printFeatures(
      union(...events.map(({ index, value }) => fromWindows([0, 0, 0, 0].with(index, value)))),
      deviceTypeRules[run.scenario.type].names,
    );
  if (ofQueue.has(kind)) {
    const sizes = events.filter(
      (event) => event.kind === 'queue-size-read' || event.kind === 'queue-size-write',
    );
    const size = sizes.at(-1)?.value;
    const verb = events.some((event) => event.kind === 'queue-addresses-write') ? 'makes' : 'looks at';
    return `${verb} ${queueOf(run, first)}${size === undefined ? '' : ` of ${size}`}`;
  }
  return match(kind)
    .with('offer-read', () => `reads the offer: ${features()}`)
    .with('accepted-write', () => `accepts ${features()}`)
    .with('accepted-read', () => `reads back what it accepts: ${features()}`)
    .otherwise(() => {
      const [one, ...others] = events.map((_, i) => eventPhrase(run, first + i));
      const end = others.at(-1);
      if (others.every((other) => other === one)) return `${one}, ${events.length} times`;
      return others.length === 1 ? `${one}, ${end}` : `${one} … ${end}: ${events.length} such`;
    });
}

/** Who does what an event tells: what comes in with a buffer is said by the device. */
const directionAt = ({ trace }: Run, at: number): ReturnType<typeof directionOf> =>
  trace.at(at).kind === 'command' && at > 0 && trace.at(at - 1).kind === 'receive'
    ? directionOf('receive')
    : directionOf(trace.at(at).kind);

const directionOf = (kind: EventKind): { readonly from: 'driver' | 'device'; readonly alone: boolean } =>
  match(kind)
    .with(
      'status-read',
      'offer-read',
      'config-read',
      'queue-count-read',
      'peek',
      'queue-size-read',
      'queue-enabled-read',
      'queue-notify-off-read',
      'queue-reset-read',
      'used-read',
      'ring-look',
      'capability',
      'used',
      'receive-header',
      'receive',
      'command-ack',
      'request',
      'accepted-read',
      'config-generation-read',
      () => ({ from: 'device', alone: false }) as const,
    )
    .with('stop', 'wake', 'drop', () => ({ from: 'driver', alone: true }) as const)
    .with(P.string, () => ({ from: 'driver', alone: false }) as const)
    .exhaustive();
