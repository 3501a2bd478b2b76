import { describe, expect, it } from 'vitest';
import { FEATURES_OK } from '../../../spec/status.ts';
import { deviceSubject } from '../../cli/device-subjects.ts';
import { recommended } from '../../policies/recommended.ts';
import { netSuite } from '../../suites/net.ts';
import { type Registers, registerMaps } from '../../transport/registers/map.ts';
import { RegisterDevice } from '../../transport/registers/register-device.ts';
import { DeviceLostError, type RegisterAccess } from './access.ts';
import type { OpenDevice } from './driven-device.ts';
import { judgeDevice } from './judge-device.ts';
import { stepsWritten, writtenSteps } from './written.ts';

const { open } = await deviceSubject('simulated-net-device', 'pci');

/** A device that is right until somebody asks whether it has taken the features. */
async function fragile(): Promise<RegisterAccess> {
  const device = await open();
  if ('registers' in device) throw new Error('expected a device that is called');
  const behind = new RegisterDevice(device, 'net', registerMaps.pci);
  let status = 0;
  const registers: Registers = {
    read: (region, offset, width) => {
      if (region === 'common' && offset === 20 && status & FEATURES_OK)
        throw new DeviceLostError('it is gone');
      return behind.read(region, offset, width);
    },
    write: (region, offset, width, value) => {
      if (region === 'common' && offset === 20) status = value;
      behind.write(region, offset, width, value);
    },
  };
  return { registers };
}

describe('a device that is lost', () => {
  it('should be told of with the access by which it was, and not be judged by the answer that it never gave', async () => {
    const over = { name: 'fragile', transport: 'pci', seed: 1, runs: 100, policies: [recommended] } as const;
    const { properties } = await judgeDevice(netSuite, fragile, over);
    const [broken, ...others] = properties.filter(({ violations }) => violations > 0);
    expect(others.map(({ id }) => id)).toEqual([]);
    expect(broken).toMatchObject({ id: 'device-keeps-answering', verdict: 'violated' });
    const [finding] = broken?.findings ?? [];
    expect(finding).toMatchObject({ because: 'it is gone', at: 1 });
    expect(finding?.events.map(({ kind }) => kind)).toEqual(['status-write', 'status-read']);
  });
});

describe('a device that throws', () => {
  it.each<[string, string]>([
    ['transmit[1]=3', 'transmit[1]=3'],
    ['status-read accepted-read[1]=7', 'status-read accepted-read[1]'],
    [
      'indirect=1 control=2 command=257 command-data=9',
      'indirect=1 control=2 command=257 command-data=9 notify',
    ],
  ])('should be told of with what its driver does, and with no answer: %s', async (given, told) => {
    const device = await open();
    const throws = () => {
      throw new RangeError('no');
    };
    const { properties } = await judgeDevice(
      netSuite,
      () => Object.assign(device, { rareAccess: throws, sendCommand: throws }),
      { name: 'mine', transport: 'pci', seed: 1, runs: 0, policies: [], steps: stepsWritten(given) },
    );
    expect(
      properties.at(-1)?.findings.map(({ because, at, events }) => [because, at, writtenSteps(events)]),
    ).toEqual([['the device throws RangeError: no', stepsWritten(told).length - 1, told]]);
  });
});

describe('a device that is lost again and again', () => {
  it('should be driven no further, and what only held be unknown', async () => {
    const device = await open();
    const notify = (): never => {
      throw new DeviceLostError('it is gone');
    };
    const over = { name: 'mine', transport: 'pci', seed: 1, runs: 1000, policies: [recommended] } as const;
    const judged = await judgeDevice(netSuite, () => Object.assign(device, { notify }), over);
    expect(judged).toMatchObject({ cut: 'lost', verdict: 'violated' });
    expect(judged.runs).toBeLessThan(1000);
    expect(judged.properties.filter(({ verdict }) => verdict === 'holds')).toEqual([]);
  });
});

describe('what a device says of the features that it uses', () => {
  const over = { name: 'mine', transport: 'pci', seed: 1, runs: 50, policies: [recommended] } as const;
  /** A device that is right, but for what it has by the name of `inUse`. */
  const saying =
    (inUse: unknown): OpenDevice =>
    async () => {
      const device = await open();
      return new Proxy(device, {
        get: (target, name) => {
          if (name === 'inUse') return inUse;
          const found: unknown = Reflect.get(target, name);
          return typeof found === 'function' ? found.bind(target) : found;
        },
      });
    };
  const violated = async (inUse: unknown): Promise<(readonly [string, string | undefined])[]> =>
    (await judgeDevice(netSuite, saying(inUse), over)).properties
      .filter(({ violations }) => violations > 0)
      .map(({ id, findings }) => [id, findings[0]?.because]);

  it.each<[string, unknown]>([
    ['a number', 3],
    ['a flag', true],
    ['what gives a number', () => 3],
  ])('should be nothing where it is %s', async (_, inUse) => expect(await violated(inUse)).toEqual([]));

  it('should be believed where it is a set', async () =>
    expect((await violated(() => 0n)).map(([id]) => id)).toEqual(['device-uses-what-was-accepted']));

  it('should lose it where it throws', async () => {
    const throws = () => {
      throw new Error('nobody is there');
    };
    expect(await violated(throws)).toEqual([
      ['device-keeps-answering', 'the device throws Error: nobody is there'],
    ]);
  });
});
