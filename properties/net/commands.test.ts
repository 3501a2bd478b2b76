import { describe, expect, it } from 'vitest';
import { type FeatureSet, windowOf } from '../../spec/features.ts';
import {
  CTRL_GUEST_OFFLOADS,
  CTRL_MAC_ADDR,
  CTRL_RX,
  CTRL_VQ,
  GUEST_ANNOUNCE,
  GUEST_CSUM,
  GUEST_TSO4,
  MQ,
  NOTF_COAL,
  RSS,
} from '../../spec/net/features.ts';
import { commandValue, type TraceEvent } from '../../src/trace/events.ts';
import { accepts, event, reset, writes } from '../../src/trace/fixtures/events.ts';
import { AD, ADF, LIVE, live, runOf, said, told } from '../fixtures/runs.ts';
import {
  announcementsAcknowledged,
  commandForbiddenWithoutFeature,
  commandOfNegotiatedFeature,
  laterPairsAskedFor,
  offloadsWhereNegotiated,
  pairsAskedForExist,
} from './commands.ts';

const QUEUE = 4;
const sends = (commandClass: number, command: number): TraceEvent =>
  event('command', QUEUE, commandValue(commandClass, command));
const data = (word: number): TraceEvent => event('command-data', QUEUE, word);
const answers = (value: number): TraceEvent => event('command-ack', QUEUE, value);
const frame = (queue: number): TraceEvent => event('transmit', queue, 1);

/** A driver that negotiated a set; six events. */
const negotiating = (set: FeatureSet, ...events: readonly TraceEvent[]): TraceEvent[] => [
  reset,
  writes(AD),
  accepts(0, windowOf(set, 0)),
  accepts(1, windowOf(set, 1)),
  writes(ADF),
  writes(LIVE),
  ...events,
];

describe('a command without its feature', () => {
  it.each<[string, FeatureSet, TraceEvent, number | 'holds', number | 'holds']>([
    ['PROMISC', CTRL_VQ, sends(0, 0), 6, 'holds'],
    ['PROMISC with CTRL_RX', CTRL_VQ | CTRL_RX, sends(0, 0), 'holds', 'holds'],
    ['ALLUNI with CTRL_RX alone', CTRL_VQ | CTRL_RX, sends(0, 2), 6, 'holds'],
    ['MAC_ADDR_SET with CTRL_MAC_ADDR alone', CTRL_VQ | CTRL_MAC_ADDR, sends(1, 1), 'holds', 'holds'],
    ['MAC_TABLE_SET with CTRL_MAC_ADDR alone', CTRL_VQ | CTRL_MAC_ADDR, sends(1, 0), 6, 'holds'],
    ['VQ_SET with NOTF_COAL alone', CTRL_VQ | NOTF_COAL, sends(6, 2), 6, 'holds'],
    ['TX_SET with NOTF_COAL', CTRL_VQ | NOTF_COAL, sends(6, 0), 'holds', 'holds'],
    ['VLAN_ADD, of which no duty speaks', CTRL_VQ, sends(2, 0), 'holds', 6],
    ['VQ_PAIRS_SET, of which none does', CTRL_VQ | RSS, sends(4, 0), 'holds', 6],
    ['TX_SET without a control queue', NOTF_COAL, sends(6, 0), 'holds', 6],
    ['one that nobody knows', CTRL_VQ, sends(77, 7), 'holds', 'holds'],
    ['one that nobody knows, without a control queue', 0n, sends(77, 7), 'holds', 6],
  ])('should be found, as a duty or else: %s', (_, set, sent, must, should) => {
    expect(said(commandForbiddenWithoutFeature, negotiating(set, sent))).toBe(must);
    expect(said(commandOfNegotiatedFeature, negotiating(set, sent))).toBe(should);
  });

  it('should go by what was settled on, whatever is written later', () => {
    const late = accepts(1, windowOf(NOTF_COAL, 1));
    expect(said(commandForbiddenWithoutFeature, negotiating(CTRL_VQ, late, sends(6, 0)))).toBe(7);
    const legacy = { scenario: { transport: 'pci-legacy' } } as const;
    const events = [reset, accepts(0, windowOf(CTRL_VQ, 0)), writes(AD | 4), sends(0, 0)];
    expect(said(commandForbiddenWithoutFeature, events, legacy)).toBe(3);
  });

  it('should be told by its name, or by its numbers', () => {
    const tells = (set: FeatureSet, sent: TraceEvent) =>
      told(commandOfNegotiatedFeature, runOf(negotiating(set, sent)));
    expect(tells(CTRL_VQ, sends(3, 0))).toBe('ANNOUNCE_ACK is sent, and {GUEST_ANNOUNCE} is not negotiated');
    expect(tells(0n, sends(77, 7))).toBe('command 7 of class 77 is sent, and {CTRL_VQ} is not negotiated');
  });

  it('should be nothing that a run without a negotiation is asked about', () =>
    expect(said(commandForbiddenWithoutFeature, [reset, sends(0, 0)])).toBe('does not apply'));
});

describe('a frame on a later pair', () => {
  const mq = CTRL_VQ | MQ;
  it.each<[string, FeatureSet, readonly TraceEvent[], number | 'holds']>([
    ['unasked', mq, [frame(1), frame(3)], 7],
    ['asked for', mq, [sends(4, 0), data(2), frame(3)], 'holds'],
    ['asked for, and the answer is known', mq, [sends(4, 0), data(2), answers(0), frame(3)], 'holds'],
    ['asked for, nobody knows how many', mq, [sends(4, 0), frame(3)], 'holds'],
    ['asked for, and refused', mq, [sends(4, 0), data(2), answers(1), frame(3)], 9],
    ['asked for afterwards', mq, [frame(3), sends(4, 0), data(2)], 6],
    ['behind those asked for', mq, [sends(4, 0), data(2), frame(3), frame(5)], 9],
    ['given back', mq, [sends(4, 0), data(2), frame(3), sends(4, 0), data(1), frame(3)], 11],
    ['by a table of RSS', mq | RSS, [sends(4, 1), frame(5)], 'holds'],
    ['after another command', mq, [sends(4, 2), frame(3)], 7],
    ['with RSS alone, of which no duty speaks', CTRL_VQ | RSS, [frame(3)], 'holds'],
  ])('should wait for its command: %s', (_, set, events, expected) =>
    expect(
      said(laterPairsAskedFor, negotiating(set, ...events), { scenario: { maxVirtqueuePairs: 4 } }),
    ).toBe(expected),
  );

  it('should be told by its queue', () => {
    const run = runOf(negotiating(mq, sends(4, 0), data(2), frame(5)), {
      scenario: { maxVirtqueuePairs: 4 },
    });
    expect(told(laterPairsAskedFor, run)).toBe(
      'a frame is sent on transmitq3 while the first 2 pairs alone may be used',
    );
  });
});

describe('an announcement', () => {
  const status = (value: number): TraceEvent => event('config-read', 6, value);
  const outcome = live();
  it.each<[string, FeatureSet, readonly TraceEvent[], number | 'holds']>([
    ['acknowledged', CTRL_VQ | GUEST_ANNOUNCE, [status(3), sends(3, 0)], 'holds'],
    ['never acknowledged', CTRL_VQ | GUEST_ANNOUNCE, [status(1), status(3)], 7],
    ['acknowledged before it is asked for', CTRL_VQ | GUEST_ANNOUNCE, [sends(3, 0), status(3)], 7],
    ['answered by another command', CTRL_VQ | GUEST_ANNOUNCE, [status(3), sends(0, 0)], 6],
    ['not asked for', CTRL_VQ | GUEST_ANNOUNCE, [status(1)], 'holds'],
    ['not negotiated', CTRL_VQ, [status(3)], 'holds'],
  ])('should be acknowledged: %s', (_, set, events, expected) => {
    expect(said(announcementsAcknowledged, negotiating(set, ...events), { outcome })).toBe(expected);
    expect(said(announcementsAcknowledged, negotiating(set, ...events))).toBe('does not apply');
  });
});

describe('what a command asks for', () => {
  it.each([
    [0, 6],
    [1, 'holds'],
    [4, 'holds'],
    [5, 6],
  ])('should be pairs that there are: %i of 4', (pairs, expected) =>
    expect(
      said(pairsAskedForExist, negotiating(CTRL_VQ | MQ, sends(4, 0), data(pairs)), {
        scenario: { maxVirtqueuePairs: 4 },
      }),
    ).toBe(expected),
  );

  it('should be nothing wrong where it is not known, or another command', () => {
    expect(said(pairsAskedForExist, negotiating(CTRL_VQ | MQ, sends(4, 0)))).toBe('holds');
    expect(said(pairsAskedForExist, negotiating(CTRL_VQ | MQ, sends(4, 1), data(0)))).toBe('holds');
  });

  it('should be offloads that were negotiated', () => {
    const turnsOn = (word: number, ...more: readonly TraceEvent[]) =>
      negotiating(CTRL_VQ | CTRL_GUEST_OFFLOADS | GUEST_CSUM, sends(5, 0), data(word), ...more);
    expect(said(offloadsWhereNegotiated, turnsOn(windowOf(GUEST_CSUM, 0)))).toBe('holds');
    expect(said(offloadsWhereNegotiated, turnsOn(0))).toBe('holds');
    expect(said(offloadsWhereNegotiated, turnsOn(windowOf(GUEST_TSO4, 0)))).toBe(6);
    expect(told(offloadsWhereNegotiated, runOf(turnsOn(0, data(1 << 14))))).toBe(
      '{GUEST_UDP_TUNNEL_GSO} is turned on, and is not negotiated',
    );
    expect(said(offloadsWhereNegotiated, negotiating(CTRL_VQ, sends(6, 0), data(0xff)))).toBe('holds');
  });
});
