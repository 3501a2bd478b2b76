import { describe, expect, it } from 'vitest';
import { type FeatureSet, windowOf } from '../../spec/features.ts';
import {
  CTRL_MAC_ADDR,
  CTRL_RX,
  CTRL_RX_EXTRA,
  CTRL_VQ,
  GUEST_ANNOUNCE,
  HASH_REPORT,
  MAC,
  RSS,
} from '../../spec/net/features.ts';
import { commandValue, type TraceEvent } from '../../src/trace/events.ts';
import { accepts, event, reset, writes } from '../../src/trace/fixtures/events.ts';
import { AD, ADF, LIVE, said } from '../fixtures/runs.ts';
import { deviceEndsAnnouncement, deviceShowsAddress, deviceSupportsCommands } from './device-commands.ts';

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

describe('the configuration after a command', () => {
  const config = (offset: number, value: number): TraceEvent => event('config-read', offset, value);
  const announcing = CTRL_VQ | GUEST_ANNOUNCE;

  it.each<[string, number, readonly TraceEvent[], number | 'holds']>([
    ['asks for no announcement', 0, [config(6, 1)], 'holds'],
    ['still asks for one', 0, [config(6, 3)], 7],
    ['still asks for one, of a device that refused', 1, [config(6, 3)], 'holds'],
    ['asks for the next one, perhaps', 0, [config(8, 1), config(6, 3)], 'holds'],
    ['is not read', 0, [], 'holds'],
  ])('should be as ANNOUNCE_ACK has it: %s', (_, answer, events, expected) =>
    expect(said(deviceEndsAnnouncement, [...answered(announcing, [3, 0], [], answer), ...events])).toBe(
      expected,
    ),
  );

  const address = [0x03020102, 0x0504];
  const set = CTRL_VQ | CTRL_MAC_ADDR | MAC;
  it.each<[string, FeatureSet, number, readonly TraceEvent[], number | 'holds']>([
    ['shows it', set, 0, [config(0, 2), config(1, 1), config(5, 5)], 'holds'],
    ['shows another', set, 0, [config(0, 2), config(5, 4)], 11],
    ['shows all of it at once', set, 0, [config(0, 0x03020102)], 'holds'],
    ['shows another, of a device that refused', set, 1, [config(0, 0)], 'holds'],
    ['shows another, without MAC', CTRL_VQ | CTRL_MAC_ADDR, 0, [config(0, 0)], 'holds'],
    ['shows another field', set, 0, [config(6, 0)], 'holds'],
  ])('should be as MAC_ADDR_SET has it: %s', (_, features, answer, events, expected) =>
    expect(said(deviceShowsAddress, [...answered(features, [1, 1], address, answer), ...events])).toBe(
      expected,
    ),
  );

  it('should be as the last of them has it', () => {
    const [, , , , , , ...first] = answered(set, [1, 1], address, 0);
    const events = [...answered(set, [1, 1], [0, 0], 0), ...first, config(0, 2)];
    expect(said(deviceShowsAddress, events)).toBe('holds');
  });
});
