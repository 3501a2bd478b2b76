import { featureWindows, rulesOver } from '../../spec/transports.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Round, roundsOf } from '../trace/rounds.ts';
import { type Kept, Shaper, ShapeStore, type TraceShape } from '../trace/shape.ts';
import type { Trace } from '../trace/trace.ts';
import { answerTo, type Negotiation } from './negotiation.ts';
import { wholeOffer } from './offers.ts';

/** What of a scenario the meaning of a trace hangs on. */
type Setting = Pick<Scenario, 'type' | 'version' | 'transport'>;

/**
 * What a trace alone tells, whatever the sizes of the rings and whatever else the scenario holds: the negotiation.
 * Shared by all runs that leave the same shape, but for those whose driver did not read the whole offer.
 */
export interface TraceView {
  readonly scenario: Setting;
  /** Whether the device is driven through the legacy interface. */
  readonly legacy: boolean;
  readonly rounds: readonly Readonly<Round>[];
  /** The round in which the run ended; undefined where it holds no event. */
  readonly last: Readonly<Round> | undefined;
  /** Register accesses of the whole probe; and of them the polls for the end of a reset, which are the device's doing. */
  readonly accesses: number;
  readonly polls: number;
  /** The rounds in which features were written. */
  readonly negotiations: readonly Negotiation[];
  /** The last of them. */
  readonly final: Negotiation | undefined;
}

/** What somebody says of a view. */
export interface Remark {
  readonly by: object;
}

/** A view, and what the last two said of it: who has spoken need not think it over for the next run that leaves it. */
export interface SharedView extends TraceView {
  remark: Remark | undefined;
  remarkBefore: Remark | undefined;
}

/** Reads a trace. Remembered: a campaign meets the same few hundred shapes again and again. */
export function read(trace: Trace, scenario: Scenario): SharedView {
  const shape = shaper.draw(trace);
  const { fresh } = trace;
  for (let known = remembered.get(shape.hash); known !== undefined; known = known.next) {
    if (known.fresh === fresh && isSetting(known.view.scenario, scenario) && store.isSame(known.shape, shape))
      return known.view;
  }
  const view = readAfresh(shape, scenario, fresh);
  if (shape.length > LONGEST || !isWhole(view)) return view;
  if (store.length + shape.length > REMEMBERED) {
    remembered.clear();
    store.clear();
  }
  remembered.set(shape.hash, { shape: store.add(shape), view, fresh, next: remembered.get(shape.hash) });
  return view;
}

// --- internal ---

interface Known {
  readonly shape: Kept;
  readonly view: SharedView;
  /** As of its trace. */
  readonly fresh: boolean;
  /** Another one of the same hash. */
  readonly next: Known | undefined;
}

/** Events of all view that are remembered at the most; all are forgotten where more come by. */
const REMEMBERED = 100_000;
/** … and of one: runs that go on for long are seldom the same. */
const LONGEST = 512;

const remembered = new Map<number, Known>();
const store = new ShapeStore();
const shaper = new Shaper();

const isSetting = (one: Setting, other: Setting): boolean =>
  one.transport === other.transport && one.version === other.version && one.type === other.type;

/** Whether the offer of a round was read in every window that a driver must cover. */
const isWholeOffer = ({ offerWindows }: Round, { transport, version }: Setting): boolean => {
  const windows = (1 << featureWindows(transport, version)) - 1;
  return (offerWindows & windows) === windows;
};

/** Whether that is so of each round that was answered: else more than the trace has a say. */
const isWhole = ({ negotiations, scenario }: TraceView): boolean => {
  for (const { round } of negotiations) if (!isWholeOffer(round, scenario)) return false;
  return true;
};

function readAfresh(shape: TraceShape, scenario: Scenario, fresh: boolean): SharedView {
  const { type, version, transport } = scenario;
  const rounds = roundsOf(shape, fresh);
  const negotiations: Negotiation[] = [];
  let accesses = 0;
  let polls = 0;
  for (const round of rounds) {
    accesses += round.accesses;
    polls += round.polls;
    if (round.acceptedWindows !== 0) {
      const offered = isWholeOffer(round, scenario) ? round.offered : wholeOffer(round, rounds, scenario);
      negotiations.push({ round, answer: answerTo(offered, round.accepted, type, transport, version) });
    }
  }
  return {
    scenario: { type, version, transport },
    legacy: rulesOver(transport).legacy,
    rounds,
    last: rounds[rounds.length - 1],
    accesses,
    polls,
    negotiations,
    final: negotiations[negotiations.length - 1],
    remark: undefined,
    remarkBefore: undefined,
  };
}
