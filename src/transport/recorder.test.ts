import { describe, expect, it } from 'vitest';
import { aNetDevice } from '../scenario/fixtures/scenarios.ts';
import type { ControlCommand } from '../trace/commands.ts';
import { Trace } from '../trace/trace.ts';
import { netDevice } from '../types/net/model.ts';
import { Recorder, SealedError } from './recorder.ts';
import type { DriverTransport } from './transport.ts';

/** A device that answers each read with another number, and remembers what it was told. */
class Talker implements DriverTransport {
  readonly told: (readonly [string, ...number[]])[] = [];
  readStatus = () => 11;
  writeStatus = (status: number) => this.hears('status', status);
  readOffer = (window: number) => 100 + window;
  writeAccepted = (window: number, bits: number) => this.hears('accepted', window, bits);
  readConfig = (offset: number) => 200 + offset;
  writeConfig = (offset: number, value: number) => this.hears('config', offset, value);
  readQueueCount = () => 3;
  peekQueueSize = (queue: number) => 300 + queue;
  readQueueSize = (queue: number) => 400 + queue;
  readQueueEnabled = (queue: number) => 500 + queue;
  writeQueueSize = (queue: number, size: number) => this.hears('size', queue, size);
  writeQueueAddresses = (queue: number) => this.hears('addresses', queue);
  readQueueNotifyOff = (queue: number) => 600 + queue;
  enableQueue = (queue: number) => this.hears('enable', queue);
  resetQueue = (queue: number) => this.hears('reset', queue);
  readQueueReset = (queue: number) => 700 + queue;
  releaseQueue = (queue: number) => this.hears('release', queue);
  notify = (queue: number) => this.hears('notify', queue);
  makeAvailable = (queue: number, buffers: number) => this.hears('available', queue, buffers);
  readUsed = (queue: number) => 800 + queue;
  rareAccess = (_: unknown, index: number, value: number) => 900 + index + value;
  sendCommand = (queue: number, { class: commandClass, command }: ControlCommand) => {
    this.hears('command', queue, commandClass, command);
    return 1;
  };
  private hears(what: string, ...values: number[]): void {
    this.told.push([what, ...values]);
  }
}

/** Every access there is. */
const accesses: readonly ((device: DriverTransport) => unknown)[] = [
  (device) => device.readStatus(),
  (device) => device.writeStatus(1),
  (device) => device.readOffer(1),
  (device) => device.writeAccepted(1, 7),
  (device) => device.readConfig(8),
  (device) => device.writeConfig(8, 9),
  (device) => device.readQueueCount(),
  (device) => device.peekQueueSize(2),
  (device) => device.readQueueSize(2),
  (device) => device.readQueueEnabled(2),
  (device) => device.writeQueueSize(2, 16),
  (device) => device.writeQueueAddresses(2),
  (device) => device.readQueueNotifyOff(2),
  (device) => device.enableQueue(2),
  (device) => device.resetQueue(2),
  (device) => device.readQueueReset(2),
  (device) => device.releaseQueue(2),
  (device) => device.notify(2),
  (device) => device.makeAvailable(2, 5),
  (device) => device.readUsed(2),
  (device) => device.rareAccess('receive', 2, 1),
  (device) => device.sendCommand(4, { class: 4, command: 0, data: [2], descriptors: 3 }),
];

describe('a recorder', () => {
  it('should write each access into the trace as one event, a command as several, with what was read or written', () => {
    const trace = new Trace();
    const recorder = new Recorder(new Talker(), trace);
    for (const access of accesses) access(recorder);
    expect([...trace].map(({ kind, index, value }) => [kind, index, value])).toEqual([
      ['status-read', 0, 11],
      ['status-write', 0, 1],
      ['offer-read', 1, 101],
      ['accepted-write', 1, 7],
      ['config-read', 8, 208],
      ['config-write', 8, 9],
      ['queue-count-read', 0, 3],
      ['peek', 2, 302],
      ['queue-size-read', 2, 402],
      ['queue-enabled-read', 2, 502],
      ['queue-size-write', 2, 16],
      ['queue-addresses-write', 2, 0],
      ['queue-notify-off-read', 2, 602],
      ['queue-enable-write', 2, 1],
      ['queue-reset-write', 2, 1],
      ['queue-reset-read', 2, 702],
      ['queue-release', 2, 0xffff],
      ['notify', 2, 2],
      ['post', 2, 5],
      ['used-read', 2, 802],
      ['receive', 2, 903],
      ['control', 4, 3],
      ['command', 4, 0x400],
      ['command-data', 4, 2],
      ['notify', 4, 4],
      ['command-ack', 4, 1],
    ]);
  });

  it('should hand on what is written to the device, and what is read to the driver', () => {
    const device = new Talker();
    const recorder = new Recorder(device, new Trace());
    expect(accesses.map((access) => access(recorder)).filter((value) => value !== undefined)).toEqual([
      11, 101, 208, 3, 302, 402, 502, 602, 702, 802, 903, 1,
    ]);
    expect(device.told).toEqual([
      ['status', 1],
      ['accepted', 1, 7],
      ['config', 8, 9],
      ['size', 2, 16],
      ['addresses', 2],
      ['enable', 2],
      ['reset', 2],
      ['release', 2],
      ['notify', 2],
      ['available', 2, 5],
      ['command', 4, 4, 0],
    ]);
  });

  it('should write no answer to a command where none ever comes', () => {
    const trace = new Trace();
    const command = { class: 1, command: 2, descriptors: 3, data: [] };
    expect(new Recorder(netDevice(aNetDevice()), trace).sendCommand(2, command)).toBeUndefined();
    expect([...trace].map(({ kind }) => kind)).toEqual(['control', 'command', 'notify']);
  });
});

describe('a recorder of a rare access', () => {
  it('should take none that has a method, through which it would reach the device', () => {
    const trace = new Trace();
    const recorder = new Recorder(new Talker(), trace);
    const write = () => Reflect.apply(recorder.rareAccess, recorder, ['status-write', 0, 15]);
    expect(write).toThrow('"status-write" has a method of its own');
    expect(trace).toHaveLength(0);
  });
});

describe('a recorder of a probe that has ended', () => {
  it.each(accesses.map((access, i) => [String(access).slice('(device) => device.'.length), i] as const))(
    'should let nobody use the device: %s',
    (_, i) => {
      const trace = new Trace();
      const device = new Talker();
      const recorder = new Recorder(device, trace);
      recorder.seal('greedy');
      const use = () => accesses[i]?.(recorder);
      expect(use).toThrow(new SealedError('greedy'));
      expect(use).toThrow('used the device after its probe had ended');
      expect(trace).toHaveLength(0);
      expect(device.told).toEqual([]);
    },
  );

  it('should say whose probe it was', () => {
    const recorder = new Recorder(netDevice(aNetDevice()), new Trace());
    recorder.seal('greedy');
    expect(() => recorder.readStatus()).toThrow(expect.objectContaining({ policy: 'greedy' }));
  });
});
