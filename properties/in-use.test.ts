import { describe, expect, it } from 'vitest';
import { ADMIN_VQ, F_SUSPEND, RING_RESET, VERSION_1 } from '../spec/feature-bits.ts';
import { type FeatureSet, NONE, union, windowOf } from '../spec/features.ts';
import {
  CTRL_MAC_ADDR,
  CTRL_RX,
  CTRL_VQ,
  GUEST_CSUM,
  GUEST_ECN,
  GUEST_TSO4,
  MAC,
  MQ,
  MRG_RXBUF,
  RSS,
} from '../spec/net/features.ts';
import { type FrameHeader, headerValue } from '../spec/net/headers.ts';
import { SUSPEND } from '../spec/status.ts';
import type { Property } from '../src/run/property.ts';
import { commandValue, type TraceEvent } from '../src/trace/events.ts';
import { accepts, event, offers, reads, reset, sizeIs, writes } from '../src/trace/fixtures/events.ts';
import { otherIndex } from '../src/trace/other-registers.ts';
import type { NetRun } from '../src/types/net/run.ts';
import { deviceQueueResetEnds } from './device-queue-resets.ts';
import { deviceNumbersAdminQueues } from './device-registers.ts';
import { AD, ADF, LIVE, said } from './fixtures/runs.ts';
import { deviceShowsAddress, deviceSupportsCommands } from './net/device-commands.ts';
import { deviceBeginsWithFirstPair, deviceHasStatedQueues } from './net/device-pairs.ts';
import {
  deviceCountsBuffers,
  deviceHeaderLegal,
  deviceMarksWhereNegotiated,
  deviceSegmentsWhereNegotiated,
} from './net/packets.ts';
import { deviceSuspendsAsAsked } from './suspend.ts';

const each = (set: FeatureSet, to: typeof accepts): TraceEvent[] =>
  [0, 1].map((window) => to(window, windowOf(set, window)));

/** A driver that settles on a set, and writes another when it is too late. */
const driven = (settled: FeatureSet, late: FeatureSet, events: readonly TraceEvent[]): TraceEvent[] => [
  reset,
  reads(0),
  writes(AD),
  ...each(union(settled, late), offers),
  ...each(settled, accepts),
  writes(ADF),
  reads(ADF),
  ...each(late, accepts),
  writes(LIVE),
  ...events,
];

const often = (one: TraceEvent): TraceEvent[] => new Array<TraceEvent>(1000).fill(one);
const comesIn = (header: Partial<FrameHeader>, buffers: number): TraceEvent[] => [
  event('receive-header', 0, headerValue({ flags: 0, gsoType: 0, gsoSize: 0, buffers, ...header })),
  event('receive', 0, buffers),
];
const command = (kind: readonly [number, number], data: number, answer: number): TraceEvent[] => [
  event('command', 2, commandValue(...kind)),
  event('command-data', 2, data),
  event('command-ack', 2, answer),
];
const segment = { flags: 1, gsoType: 1, gsoSize: 1448 };
const other = (name: string, value: number) => event('other', otherIndex({ name, isWrite: false }), value);

/** What a device does, and two sets: of which one makes it wrong, and the other does not. */
type Row = readonly [
  property: Property<NetRun>,
  wrong: FeatureSet,
  right: FeatureSet,
  events: readonly TraceEvent[],
];

const rows: readonly Row[] = [
  [deviceSegmentsWhereNegotiated, NONE, GUEST_CSUM | GUEST_TSO4, comesIn(segment, 1)],
  [deviceHeaderLegal, NONE, GUEST_CSUM, comesIn({ flags: 1 }, 1)],
  [deviceCountsBuffers, VERSION_1, VERSION_1 | MRG_RXBUF, comesIn({}, 2)],
  [deviceSupportsCommands, CTRL_VQ | CTRL_RX, CTRL_VQ, command([0, 0], 1, 1)],
  [
    deviceShowsAddress,
    CTRL_VQ | CTRL_MAC_ADDR | MAC,
    CTRL_VQ | CTRL_MAC_ADDR,
    [...command([1, 1], 0x0302_0102, 0), event('config-read', 0, 0)],
  ],
  [deviceHasStatedQueues, VERSION_1 | MQ, VERSION_1, [event('config-read', 8, 2), sizeIs(3, 0)]],
  [deviceBeginsWithFirstPair, CTRL_VQ | MQ, CTRL_VQ | MQ | RSS, [event('receive', 2, 1)]],
  [deviceSuspendsAsAsked, F_SUSPEND, NONE, [writes(LIVE | SUSPEND), ...often(reads(LIVE))]],
  [
    deviceQueueResetEnds,
    RING_RESET,
    NONE,
    [event('queue-reset-write', 0, 1), ...often(event('queue-reset-read', 0, 1))],
  ],
  [
    deviceNumbersAdminQueues,
    ADMIN_VQ,
    NONE,
    [event('queue-count-read', 0, 3), other('admin_queue_index', 2)],
  ],
];

describe('features that are written when it is too late', () => {
  it.each(rows)(
    'should make no device wrong, nor should those they replace: %#, $id',
    (property, wrong, right, events) => {
      const isWrong = (settled: FeatureSet, late: FeatureSet) =>
        typeof said(property, driven(settled, late, events)) === 'number';
      expect(property.level).toBe('must');
      expect([isWrong(wrong, wrong), isWrong(right, right)]).toEqual([true, false]);
      expect([isWrong(wrong, right), isWrong(right, wrong)]).toEqual([false, false]);
    },
  );

  it('should not count for what is recommended', () => {
    const plain = GUEST_CSUM | GUEST_TSO4;
    const marked = comesIn({ ...segment, gsoType: 0x81 }, 1);
    const at = driven(plain, plain, []).length;
    expect(said(deviceMarksWhereNegotiated, driven(plain, plain | GUEST_ECN, marked))).toBe(at);
  });

  it('should count once the driver is live', () => {
    const live = driven(VERSION_1, VERSION_1, [...each(VERSION_1 | MRG_RXBUF, accepts), ...comesIn({}, 2)]);
    expect(said(deviceCountsBuffers, live)).toBe('holds');
  });
});
