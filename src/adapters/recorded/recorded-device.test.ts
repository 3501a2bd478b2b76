import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union, windowOf } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { event } from '../../trace/fixtures/events.ts';
import { Trace } from '../../trace/trace.ts';
import type { Header } from './format.ts';
import { recordedDevice } from './recorded-device.ts';

const offloads = union(net.GUEST_TSO4, net.GUEST_TSO6);
const set = union(VERSION_1, net.CTRL_VQ, net.CTRL_GUEST_OFFLOADS, net.GUEST_CSUM, offloads);
const negotiated = [
  ...[0, 1].map((window) => event('accepted-write', window, windowOf(set, window))),
  event('status-write', 0, 11),
  event('status-read', 0, 11),
];
const SET = event('command', 2, 5 * 256);
const data = (...words: number[]) => words.map((word) => event('command-data', 2, word));
const ack = (answer: number) => event('command-ack', 2, answer);
const TSO4 = 1 << 7;

describe('the offloads of a recorded device', () => {
  it.each<[string, ReturnType<typeof event>[], FeatureSet]>([
    ['on where no command says otherwise', [], NONE],
    ['off but for what a command leaves on', [SET, ...data(TSO4, 0), ack(0)], net.GUEST_TSO6],
    ['off, all of them, where nobody knows what it said', [SET], offloads],
    [
      'as they were where the device did not do it',
      [SET, ...data(0, 0), ack(0), SET, ...data(TSO4), ack(1)],
      offloads,
    ],
    ['on where it is another command', [event('command', 2, 4 * 256), ...data(1), ack(0)], NONE],
    ['on again after a reset', [SET, ack(0), event('status-write', 0, 0)], NONE],
  ])('should be %s', (_, events, off) => {
    const header: Header = {
      subject: 'somebody',
      transport: 'pci',
      offered: '0x0',
      queueSizes: [64, 64, 64],
      device: { acceptsFeatures: true, mtu: 1500 },
      observed: { finalStatus: 15, framesTransmitted: 0, txWatchdog: false, rxBuffersPostedAtEnd: 0 },
    };
    expect(recordedDevice(header, Trace.of([...negotiated, ...events])).switchedOff).toBe(off);
  });
});
