import { describe, expect, it } from 'vitest';
import { type FeatureSet, windowOf } from '../../spec/features.ts';
import { CTRL_RX, CTRL_RX_EXTRA, CTRL_VQ, HASH_REPORT, RSS } from '../../spec/net/features.ts';
import { commandValue, type TraceEvent } from '../../src/trace/events.ts';
import { accepts, event, reset, writes } from '../../src/trace/fixtures/events.ts';
import { AD, ADF, LIVE, said } from '../fixtures/runs.ts';
import { deviceSupportsCommands } from './device-commands.ts';

const QUEUE = 2;

/** A command with its data, as far as that is known, and the answer to it; after six events. */
const answered = (
  set: FeatureSet,
  [commandClass, command]: readonly [number, number],
  data: readonly number[],
  answer: number | undefined,
): TraceEvent[] => [
  reset,
  writes(AD),
  accepts(0, windowOf(set, 0)),
  accepts(1, windowOf(set, 1)),
  writes(ADF),
  writes(LIVE),
  event('command', QUEUE, commandValue(commandClass, command)),
  ...data.map((word) => event('command-data', QUEUE, word)),
  ...(answer === undefined ? [] : [event('command-ack', QUEUE, answer)]),
];

describe('a command that a device has to support', () => {
  const rx = CTRL_VQ | CTRL_RX;
  const hashes = CTRL_VQ | HASH_REPORT;
  it.each<
    [string, FeatureSet, readonly [number, number], readonly number[], number | undefined, number | 'holds']
  >([
    ['PROMISC, done', rx, [0, 0], [1], 0, 'holds'],
    ['PROMISC, refused', rx, [0, 0], [1], 1, 6],
    ['PROMISC, never answered', rx, [0, 0], [1], undefined, 'holds'],
    ['PROMISC that says neither on nor off', rx, [0, 0], [2], 1, 'holds'],
    ['PROMISC of which no more is known', rx, [0, 0], [], 1, 'holds'],
    ['PROMISC unasked', CTRL_VQ, [0, 0], [1], 1, 'holds'],
    ['NOBCAST, refused', CTRL_VQ | CTRL_RX_EXTRA, [0, 5], [0], 1, 6],
    ['NOBCAST with CTRL_RX alone', rx, [0, 5], [0], 1, 'holds'],
    ['a table of addresses, which may be too long', rx, [1, 0], [0], 1, 'holds'],
    ['no hashes, refused', hashes, [4, 2], [0], 1, 6],
    ['some hashes, which it may not know', hashes, [4, 2], [1], 1, 'holds'],
    ['no hashes, with RSS', hashes | RSS, [4, 2], [0], 1, 'holds'],
    ['one that nobody knows', rx, [77, 7], [0], 1, 'holds'],
  ])('should be done: %s', (_, set, command, data, answer, expected) =>
    expect(said(deviceSupportsCommands, answered(set, command, data, answer))).toBe(expected),
  );

  it('should not be asked of a device that is gone', () =>
    expect(
      said(deviceSupportsCommands, answered(rx, [0, 0], [1], 0xff), {
        scenario: { quirks: { vanishesAfter: 9 } },
      }),
    ).toBe('does not apply'));
});
