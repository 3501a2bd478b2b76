import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { features, NONE, union } from '../../spec/features.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../../spec/status.ts';
import { accessesByKind, commandValue, eventKinds } from './events.ts';
import {
  accepts,
  addresses,
  enables,
  event,
  offers,
  reads,
  reset,
  roundOf,
  roundsOf,
  sizeIs,
  sizeTo,
  writes,
} from './fixtures/events.ts';
import { NEVER, Round, readRounds } from './rounds.ts';
import { Trace } from './trace.ts';

const LIVE = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;

describe('a negotiation by the book', () => {
  it('should be one round in which everything has its place', () => {
    const [round, ...more] = roundsOf(
      reset,
      reads(0),
      writes(ACKNOWLEDGE),
      writes(ACKNOWLEDGE | DRIVER),
      offers(0, 0x20),
      offers(1, 1),
      accepts(0, 0x20),
      accepts(1, 1),
      writes(ACKNOWLEDGE | DRIVER | FEATURES_OK),
      reads(ACKNOWLEDGE | DRIVER | FEATURES_OK),
      event('peek', 0, 256),
      event('peek', 1, 256),
      event('queue-count-read', 0, 3),
      sizeIs(0, 256),
      event('queue-enabled-read', 0, 0),
      sizeTo(0, 256),
      addresses(0),
      event('queue-notify-off-read', 0, 0),
      addresses(1),
      enables(0),
      enables(1),
      writes(LIVE),
      event('notify', 0, 0),
      event('config-write', 8, 1),
    );
    expect(more).toEqual([]);
    expect(round).toEqual(
      Object.assign(new Round(0, 0, true), {
        end: 24,
        accesses: 48,
        polls: 1,
        zeroSeen: 1,
        begun: 2,
        statusWrites: [
          { at: 2, value: 1, before: 0, kept: 0 },
          { at: 3, value: 3, before: 1, kept: 1 },
          { at: 8, value: 11, before: 3, kept: 3 },
          { at: 21, value: 15, before: 11, kept: 11 },
        ],
        offered: features(5, 32),
        accepted: features(5, 32),
        settled: features(5, 32),
        offerWindows: 0b11,
        acceptedWindows: 0b11,
        firstOfferRead: 4,
        lastOfferRead: 5,
        firstAcceptedWrite: 6,
        lastAcceptedWrite: 7,
        answered: 7,
        featuresOkWritten: 8,
        featuresOkRead: 9,
        confirmed: true,
        firstPeek: 10,
        lastPeek: 11,
        firstQueueAccess: 10,
        firstQueueChange: 15,
        sizesWritten: [15],
        firstEnable: 19,
        lastEnable: 20,
        highestEnabled: 1,
        enabledUnsized: 20,
        driverOk: 21,
        firstNotify: 22,
        configWrites: [{ at: 23, offset: 8 }],
      }),
    );
  });

  it('should be empty where nothing happened', () => expect(roundsOf()).toEqual([]));
});

describe('where rounds begin', () => {
  it('should be at each reset', () =>
    expect(
      roundsOf(reset, writes(1), reset, reset, writes(1)).map(({ index, start, end }) => [index, start, end]),
    ).toEqual([
      [0, 0, 2],
      [1, 2, 3],
      [2, 3, 5],
    ]));

  it('should be where a recording begins, which may be within a negotiation: then it is cut', () =>
    expect(roundsOf(reads(0), reset).map(({ start, cut }) => [start, cut])).toEqual([
      [0, true],
      [1, false],
    ]));

  it('should be where a driver first changes a fresh device, at which a look has not yet begun anything', () => {
    const found = readRounds(Trace.of([reads(0), offers(0, 1), writes(1)], true));
    expect(found.map(({ cut, afterReset, changedUnreset }) => [cut, afterReset, changedUnreset])).toEqual([
      [false, false, 2],
    ]);
    const looked = readRounds(Trace.of([reads(0), reset], true));
    expect(looked.map(({ cut, afterReset }) => [cut, afterReset])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('should find nothing set on a fresh device that is gone', () => {
    const [round] = readRounds(Trace.of([reads(0xff), writes(ACKNOWLEDGE)], true));
    expect(round?.statusWrites).toEqual([{ at: 1, value: ACKNOWLEDGE, before: 0, kept: 0 }]);
  });

  it('should take a cut recording at its word for what came before its first read', () => {
    const round = roundOf(reads(LIVE), writes(LIVE | FAILED));
    expect(round.statusWrites).toEqual([
      { at: 1, value: LIVE | FAILED, before: ACKNOWLEDGE | DRIVER, kept: LIVE },
    ]);
    expect(roundOf(reads(LIVE)).statusBefore(0)).toBe(ACKNOWLEDGE | DRIVER);
    expect(roundOf(offers(0, 1), reads(LIVE)).statusBefore(2)).toBe(0);
  });

  it('should leave nothing of one round in the next', () => {
    const [, second] = roundsOf(
      reset,
      offers(0, 7),
      accepts(0, 7),
      sizeIs(0, 4),
      enables(0),
      writes(DRIVER),
      reset,
      sizeTo(0, 8),
      writes(ACKNOWLEDGE),
    );
    expect(second).toEqual(
      Object.assign(new Round(1, 6, true), {
        end: 9,
        accesses: 4,
        begun: 8,
        statusWrites: [{ at: 8, value: 1, before: 0, kept: 0 }],
        firstQueueAccess: 7,
        firstQueueChange: 7,
        sizesWritten: [7],
        programmedUnfound: 7,
      }),
    );
  });
});

describe('what was offered and accepted', () => {
  it('should be composed of every window, the last value of each', () => {
    const round = roundOf(
      reset,
      offers(0, 1),
      offers(2, 4),
      offers(0, 0xffff_ffff),
      accepts(3, 0x8000_0000),
      accepts(1, 6),
      accepts(1, 2),
    );
    expect(round.offered).toBe(union(0xffff_ffffn, features(66)));
    expect(round.offerWindows).toBe(0b101);
    expect([round.firstOfferRead, round.lastOfferRead]).toEqual([1, 3]);
    expect(round.accepted).toBe(features(127, 33));
    expect(round.acceptedWindows).toBe(0b1010);
    expect([round.firstAcceptedWrite, round.lastAcceptedWrite]).toEqual([4, 6]);
  });

  it('should be settled when FEATURES_OK is set for the first time', () => {
    const round = roundOf(
      reset,
      accepts(0, 1),
      accepts(1, 1),
      writes(FEATURES_OK),
      accepts(0, 3),
      writes(FEATURES_OK),
    );
    expect([round.settled, round.accepted]).toEqual([features(0, 32), features(0, 1, 32)]);
    expect(roundOf(reset, accepts(0, 1)).settled).toBe(NONE);
  });

  it('should be late once FEATURES_OK or DRIVER_OK is set, write by write', () => {
    const late = (status: number) =>
      roundOf(reset, accepts(0, 1), writes(status), accepts(0, 3), accepts(1, 1)).acceptedLate;
    for (const status of [FEATURES_OK, DRIVER_OK])
      expect(late(status)).toEqual([features(0, 1), features(0, 1, 32)]);
    expect(late(1)).toEqual([]);
  });

  it('should be what was accepted before DRIVER_OK, whatever is written then', () => {
    const { accepted, answered, acceptedWhenLive } = roundOf(reset, accepts(0, 3), writes(7), accepts(0, 1));
    expect([accepted, answered, acceptedWhenLive]).toEqual([features(0, 1), 1, 3]);
  });

  it('should be nothing where nothing was read or written', () => {
    const { offered, accepted, offerWindows, acceptedWindows } = roundOf(reset);
    expect([offered, accepted, offerWindows, acceptedWindows]).toEqual([NONE, NONE, 0, 0]);
  });
});

describe('the control commands of a round', () => {
  it('should be known by class, command, data and answer, in order, and frames by their later queues', () => {
    const { commands, laterFrames } = roundOf(
      reset,
      event('control', 4, 3),
      event('command', 4, commandValue(4, 0)),
      event('command-data', 4, 2),
      event('transmit', 1, 1),
      event('transmit', 3, 1),
      event('command', 4, commandValue(255, 255)),
      event('command-ack', 4, 1),
    );
    expect(commands).toEqual([
      { at: 2, queue: 4, class: 4, command: 0, data: [2], answer: undefined },
      { at: 6, queue: 4, class: 255, command: 255, data: [], answer: 1 },
    ]);
    expect(laterFrames).toEqual([{ at: 5, queue: 3 }]);
  });

  it('should be none where an answer or data belong to none', () =>
    expect(roundOf(reset, event('command-data', 4, 2), event('command-ack', 4, 0)).commands).toEqual([]));
});

describe('any trace', () => {
  const anything = fc.array(
    fc.record({
      kind: fc.constantFrom(...eventKinds),
      index: fc.nat(3),
      value: fc.constantFrom(0, 0, 1, 3, 8, 11, 15, 0x80, 0xff, 32769),
    }),
    { maxLength: 40 },
  );

  it('should be cut into rounds without a gap or an overlap', () =>
    fc.assert(
      fc.property(anything, (events) => {
        const rounds = readRounds(Trace.of(events));
        let end = 0;
        for (const [i, round] of rounds.entries()) {
          expect([round.index, round.start]).toEqual([i, end]);
          expect(round.end).toBeGreaterThan(round.start);
          end = round.end;
        }
        expect(end).toBe(events.length);
      }),
      { numRuns: 300, seed: 1 },
    ));

  it('should cost what its events cost', () =>
    fc.assert(
      fc.property(anything, (events) => {
        const accesses = readRounds(Trace.of(events)).reduce((sum, round) => sum + round.accesses, 0);
        expect(accesses).toBe(events.reduce((sum, { kind }) => sum + accessesByKind[kind], 0));
      }),
      { numRuns: 300, seed: 1 },
    ));

  it('should read as the same rounds wherever it is cut at a reset', () =>
    fc.assert(
      fc.property(anything, anything, (before, after) => {
        const whole = readRounds(Trace.of([...before, reset, ...after]));
        const part = readRounds(Trace.of([reset, ...after]));
        const shift = before.length;
        const shifted = whole.slice(whole.length - part.length).map((round) => ({
          length: round.end - round.start,
          accepted: round.accepted,
          statusWrites: round.statusWrites.map((write) => ({ ...write, at: write.at - shift })),
          raisedSize: round.raisedSize < 0 ? NEVER : round.raisedSize - shift,
          programmedLate: round.programmedLate < 0 ? NEVER : round.programmedLate - shift,
        }));
        expect(shifted).toEqual(
          part.map(({ start, end, accepted, statusWrites, raisedSize, programmedLate }) => ({
            length: end - start,
            accepted,
            statusWrites,
            raisedSize,
            programmedLate,
          })),
        );
      }),
      { numRuns: 200, seed: 1 },
    ));
});
