import { transportRules } from '../../spec/transports.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Round, roundsOf } from '../trace/rounds.ts';
import { isSame, keep, type Sketch, Sketcher } from '../trace/sketch.ts';
import type { Trace } from '../trace/trace.ts';
import { answerIn, type Negotiation } from './negotiation.ts';

/** What of a scenario the meaning of a trace hangs on. */
export type Setting = Pick<Scenario, 'type' | 'version' | 'transport'>;

/**
 * What a trace alone tells, whatever the sizes of the rings and whatever else the scenario holds: the negotiation.
 * Shared by all runs that leave the same sketch.
 */
export interface Reading {
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

/** Reads a trace. Remembered: a campaign meets the same few hundred sketches again and again. */
export function read(trace: Trace, scenario: Setting): Reading {
  const sketch = sketcher.draw(trace);
  for (let known = remembered.get(sketch.hash); known !== undefined; known = known.next) {
    if (isSetting(known.reading.scenario, scenario) && isSame(known.sketch, sketch)) return known.reading;
  }
  const reading = readAfresh(sketch, scenario);
  if (!isWorthKeeping(sketch)) return reading;
  if (events + sketch.length > REMEMBERED) {
    remembered.clear();
    events = 0;
  }
  remembered.set(sketch.hash, { sketch: keep(sketch), reading, next: remembered.get(sketch.hash) });
  events += sketch.length;
  return reading;
}

// --- internal ---

interface Known {
  readonly sketch: Sketch;
  readonly reading: Reading;
  /** Another one of the same hash. */
  readonly next: Known | undefined;
}

/** Events of all readings that are remembered at the most; all are forgotten where more come by. */
const REMEMBERED = 400_000;
/** … and of one: runs that go on for long are seldom the same. */
const LONGEST = 512;

const remembered = new Map<number, Known>();
let events = 0;

/** A sketch that holds NaN, which only nonsense writes, is equal to none. */
const isWorthKeeping = ({ length, values }: Sketch): boolean =>
  length <= LONGEST && !values.subarray(0, length).includes(Number.NaN);

const sketcher = new Sketcher();

const isSetting = (one: Setting, other: Setting): boolean =>
  one.transport === other.transport && one.version === other.version && one.type === other.type;

function readAfresh(sketch: Sketch, { type, version, transport }: Setting): Reading {
  const rounds = roundsOf(sketch);
  const negotiations: Negotiation[] = [];
  let accesses = 0;
  let polls = 0;
  for (const round of rounds) {
    accesses += round.accesses;
    polls += round.polls;
    if (round.acceptedWindows !== 0) {
      negotiations.push({ round, answer: answerIn(round, type, transport, version) });
    }
  }
  return {
    scenario: { type, version, transport },
    legacy: transportRules[transport].legacy,
    rounds,
    last: rounds[rounds.length - 1],
    accesses,
    polls,
    negotiations,
    final: negotiations[negotiations.length - 1],
  };
}
