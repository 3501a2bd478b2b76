import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, union, windowOf } from '../../spec/features.ts';
import { CTRL_VQ, MQ, RSS } from '../../spec/net/features.ts';
import { commandValue, type TraceEvent } from '../../src/trace/events.ts';
import { accepts, event, offers, reset, sizeIs, writes } from '../../src/trace/fixtures/events.ts';
import { LIVE, runOf, said, told } from '../fixtures/runs.ts';
import { deviceBeginsWithFirstPair, deviceHasStatedQueues } from './device-pairs.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

const windows = (set: FeatureSet, to: typeof offers): TraceEvent[] =>
  [0, 1].map((window) => to(window, windowOf(set, window)));
/** A reset that is awaited, ACKNOWLEDGE and DRIVER, an offer. */
const offered = (set: FeatureSet) => [reset, event('status-read', 0, 0), writes(3), ...windows(set, offers)];
const negotiated = (set: FeatureSet) => [...offered(set), ...windows(set, accepts)];
const pairsAre = (pairs: number) => event('config-read', 8, pairs);
const countIs = (count: number) => event('queue-count-read', 0, count);

const several = union(VERSION_1, CTRL_VQ, MQ);
const one = union(VERSION_1, CTRL_VQ);

describe('the queue pairs of a device', () => {
  const made = negotiated(several);
  const at = made.length;

  it.each<Row>([
    ['all', [...made, pairsAre(2), sizeIs(2, 16), sizeIs(3, 16), sizeIs(4, 16)], 'holds'],
    ['all, and none behind them', [...made, pairsAre(2), sizeIs(3, 16), sizeIs(5, 0)], 'holds'],
    ['one fewer', [...made, pairsAre(3), sizeIs(3, 16), sizeIs(4, 0)], at + 2],
    ['one fewer, at a peek', [...made, pairsAre(3), event('peek', 5, 0)], at + 1],
    ['one fewer, which is stated last', [...made, sizeIs(3, 0), pairsAre(2)], at + 1],
    ['fewer by their number', [...made, pairsAre(2), countIs(4)], at + 1],
    ['as many as their number says', [...made, countIs(5), pairsAre(2)], 'holds'],
    [
      'all, of a driver that takes the first',
      [...offered(several), ...windows(one, accepts), pairsAre(2), sizeIs(3, 0)],
      'holds',
    ],
    ['one that is not there, as any device may lack one', [...made, pairsAre(1), sizeIs(0, 0)], 'holds'],
    ['a number that is none', [...made, pairsAre(0xffff), sizeIs(2, 0)], 'holds'],
    ['not stated', [...made, sizeIs(2, 0)], 'does not apply'],
    ['not offered', [...negotiated(one), pairsAre(2), sizeIs(2, 0)], 'does not apply'],
  ])('should be as many as it states: %s', (_, events, expected) =>
    expect(said(deviceHasStatedQueues, events)).toBe(expected),
  );

  it('should be told as they are missing', () => {
    expect(told(deviceHasStatedQueues, runOf([...made, pairsAre(2), sizeIs(3, 0)]))).toBe(
      '2 pairs are stated, and virtqueue 3 does not exist',
    );
    expect(told(deviceHasStatedQueues, runOf([...made, pairsAre(2), countIs(3)]))).toBe(
      '2 pairs are stated, which take 5 queues, and num_queues is 3',
    );
  });
});

describe('a frame that comes in', () => {
  const live = [...negotiated(several), writes(LIVE)];
  const at = live.length;
  const comesIn = (queue: number, buffers = 1) => event('receive', queue, buffers);
  const sets = (command: number, ...more: readonly TraceEvent[]) => [
    event('control', 4, 3),
    event('command', 4, commandValue(4, command)),
    ...more,
  ];
  const data = (pairs: number) => event('command-data', 4, pairs);
  const ack = (status: number) => event('command-ack', 4, status);

  it.each<Row>([
    ['on the first pair', [...live, comesIn(0)], 'holds'],
    ['on the second', [...live, comesIn(0), comesIn(2)], at + 1],
    ['and is dropped, as no buffer takes it', [...live, comesIn(2, 0)], 'holds'],
    ['on the second, once that is enabled', [...live, ...sets(0, data(2), ack(0)), comesIn(2)], 'holds'],
    ['on the third, when two are', [...live, ...sets(0, data(2), ack(0)), comesIn(4)], at + 4],
    ['on any, once nobody knows how many are', [...live, ...sets(0), comesIn(6)], 'holds'],
    ['on any, of an answer without its command', [...live, ...sets(0, ack(0)), comesIn(6)], 'holds'],
    ['on the second, which was refused', [...live, ...sets(0, data(2), ack(1)), comesIn(2)], at + 4],
    ['on the second, after another command', [...live, ...sets(2), comesIn(2)], at + 2],
    [
      'on the second, which is disabled again',
      [...live, ...sets(0, data(2), ack(0)), ...sets(0, data(1), ack(0)), comesIn(2)],
      at + 8,
    ],
    [
      'on the second, of a driver of one pair',
      [...negotiated(one), writes(LIVE), comesIn(2)],
      'does not apply',
    ],
    ['where a table steers', [...negotiated(several | RSS), writes(LIVE), comesIn(2)], 'does not apply'],
    ['before the driver is live', [...negotiated(several)], 'does not apply'],
  ])('should be on pairs that may receive: %s', (_, events, expected) =>
    expect(said(deviceBeginsWithFirstPair, events)).toBe(expected),
  );
});
