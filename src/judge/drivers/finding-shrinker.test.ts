import { describe, expect, it, vi } from 'vitest';
import { netProperties } from '../../../properties/net/index.ts';
import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { CTRL_VQ, GUEST_CSUM, GUEST_TSO4, MAC, MRG_RXBUF } from '../../../spec/net/features.ts';
import type { Property } from '../../run/property.ts';
import { aNetDevice } from '../../scenario/fixtures/scenarios.ts';
import type { Registers } from '../../transport/registers/map.ts';
import { netType } from '../../types/net/net.ts';
import type { NetRun } from '../../types/net/run.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import { DriverLostError, driven } from './driven.ts';
import { answerOf, type DriverFinding, endsItsProbe } from './finding.ts';
import { FindingShrinker } from './finding-shrinker.ts';

const featuresOk = netProperties.find(({ id }) => id === 'features-ok-before-driver-ok') ?? endsItsProbe;

/** A device with much about it, whose rings are all of one size. */
const big = (size: number, change: Partial<NetScenario> = {}): NetScenario => {
  const offer = VERSION_1 | MAC | GUEST_CSUM | GUEST_TSO4 | MRG_RXBUF | CTRL_VQ;
  const round = { offer, sizes: [size, size, size], acceptance: { kind: 'accepts' } } as const;
  return aNetDevice({
    transport: 'mmio',
    peek: false,
    rounds: [round, { ...round, acceptance: { kind: 'refuses' } }],
    resetPolls: 3,
    mtu: 9000,
    quirks: { createdSizes: [size, size, size] },
    ...change,
  });
};

/** A driver over MMIO that goes live, without FEATURES_OK where it is wrong, by the size of the receive ring and the offer. */
const driver = (isWrong: (receive: number, offer: number) => boolean) => ({
  transport: 'mmio' as const,
  memory: () => ({ read: (_: number, bytes: number) => new Uint8Array(bytes), write: () => {} }),
  drive: vi.fn((registers: Registers) => {
    const write = (offset: number, value: number) => registers.write('mmio', offset, 4, value);
    for (const status of [0, 1, 3]) write(0x70, status);
    const offer = registers.read('mmio', 0x10, 4);
    write(0x30, 0);
    write(0x70, isWrong(registers.read('mmio', 0x34, 4), offer) ? 7 : 11);
    return 'live' as const;
  }),
});

const goesOn = { stopped: () => false, yieldToHost: async () => {} };

/** What is told of a violation that was found on a device. */
async function told(
  by: ReturnType<typeof driver>,
  start: NetScenario,
  { findings = 1, property = featuresOk }: { findings?: number; property?: Property<NetRun> } = {},
) {
  const found = answerOf(property, driven(netType, by, start));
  if (found === undefined || found === 'holds') throw new Error('the driver does nothing wrong');
  by.drive.mockClear();
  const lost = vi.fn<(finding: DriverFinding<NetRun>) => void>();
  const shrinker = new FindingShrinker(netType, by, { ...goesOn, lost });
  return { found, lost, shrinker, smallest: await shrinker.smallest(property, found, findings) };
}

describe('the device of a finding', () => {
  it('should be the smallest on which the driver does the same wrong', async () => {
    const { smallest } = await told(
      driver((receive) => receive > 0 && receive < 19),
      big(16),
    );
    const round = { offer: 0n, sizes: [1, 0, 0], acceptance: { kind: 'accepts' } } as const;
    expect(smallest.scenario).toEqual(aNetDevice({ transport: 'mmio', rounds: [round] }));
    expect(smallest).toMatchObject({ because: expect.stringContaining('without FEATURES_OK') });
    expect(smallest).not.toHaveProperty('mayBeSmaller');
  });

  it('should keep its rings legal where they are', async () => {
    const from3 = driver((receive) => receive >= 3);
    expect((await told(from3, big(64))).smallest.scenario.rounds[0]?.sizes[0]).toBe(4);
    expect((await told(from3, big(64, { format: 'packed' }))).smallest.scenario.rounds[0]?.sizes[0]).toBe(4);
    expect((await told(from3, big(100))).smallest.scenario.rounds[0]?.sizes[0]).toBe(3);
  });

  it('should be sought in no more than a share of the runs', async () => {
    const large = driver((receive) => receive > 20_000);
    const { smallest, shrinker, found } = await told(large, big(30_001), { findings: 50 });
    expect(large.drive).toHaveBeenCalledTimes(100);
    expect(smallest.mayBeSmaller).toBe('no more than 100 runs were made');
    expect(smallest.scenario.rounds).toHaveLength(1);
    await shrinker.smallest(featuresOk, found, 1);
    expect(large.drive).toHaveBeenCalledTimes(5000);
  });

  it('should be what it was where the driver does not do it again', async () => {
    let times = 0;
    const { smallest, found } = await told(
      driver(() => times++ === 0),
      big(16),
    );
    expect(smallest).toEqual({ ...found, mayBeSmaller: 'it was not seen again' });
  });

  it('should be what it was where all is stopped', async () => {
    const wrong = driver(() => true);
    const { found } = await told(wrong, big(16));
    wrong.drive.mockClear();
    const stopped = new FindingShrinker(netType, wrong, { ...goesOn, stopped: () => true, lost: () => {} });
    expect(await stopped.smallest(featuresOk, found, 1)).toEqual({
      ...found,
      mayBeSmaller: 'it was interrupted',
    });
    expect(wrong.drive).not.toHaveBeenCalled();
  });

  it('should be the smallest so far where it hears between two runs that all is stopped', async () => {
    const wrong = driver(() => true);
    const { found } = await told(wrong, big(16));
    wrong.drive.mockClear();
    const isStopped = () => wrong.drive.mock.calls.length === 5;
    let stopped = false;
    const yieldToHost = async (): Promise<void> => {
      stopped = isStopped();
    };
    const shrinker = new FindingShrinker(netType, wrong, {
      stopped: () => stopped,
      yieldToHost,
      lost: () => {},
    });
    const { scenario, mayBeSmaller } = await shrinker.smallest(featuresOk, found, 1);
    expect(wrong.drive).toHaveBeenCalledTimes(5);
    expect([scenario.quirks, mayBeSmaller]).toEqual([{}, 'it was interrupted']);
  });

  it('should be looked for where another finding has become small', async () => {
    const wrong = driver((receive) => receive > 0);
    const { shrinker, found } = await told(wrong, big(64));
    wrong.drive.mockClear();
    const again = await shrinker.smallest(featuresOk, found, 1);
    expect(again.scenario.rounds[0]?.sizes).toEqual([1, 0, 0]);
    expect(wrong.drive.mock.calls.length).toBeLessThan(10);
  });
});

describe('a driver that is lost while a device is made smaller', () => {
  const withoutMac = (offer: number): void => {
    if (!(BigInt(offer) & MAC)) throw new DriverLostError('the program ended with exit code 3');
  };
  const wrong = () =>
    driver((receive, offer) => {
      withoutMac(offer);
      return receive > 0;
    });

  it('should have done nothing else there, which is heard and told', async () => {
    const { smallest, lost, shrinker, found } = await told(wrong(), big(64));
    expect(smallest.scenario.rounds).toEqual([
      { offer: MAC, sizes: [1, 0, 0], acceptance: { kind: 'accepts' } },
    ]);
    expect(smallest.mayBeSmaller).toBe('where others were tried, the program ended with exit code 3');
    const times = lost.mock.calls.length;
    expect(times).toBeGreaterThan(0);
    // On no device twice.
    expect(await shrinker.smallest(featuresOk, found, 1)).toEqual(smallest);
    expect(lost).toHaveBeenCalledTimes(times);
  });

  it('should be asked no more after so many times', async () => {
    const { smallest, lost } = await told(
      driver((receive) => {
        if (receive !== 100) throw new DriverLostError('the program gives no answer');
        return true;
      }),
      big(100),
    );
    expect(lost).toHaveBeenCalledTimes(30);
    expect(smallest.scenario.rounds).toEqual([
      { offer: 0n, sizes: [100, 100, 100], acceptance: { kind: 'accepts' } },
    ]);
    expect(smallest.mayBeSmaller).toMatch(
      /^no more than \d+ runs were made; where others were tried, the program gives no answer$/,
    );
  });

  it('should not have done again what was found', async () => {
    let times = 0;
    const { smallest, found } = await told(
      driver(() => {
        if (times++ > 0) throw new DriverLostError('the program gives no answer');
        return true;
      }),
      big(16),
    );
    const mayBeSmaller = 'it was not seen again; where others were tried, the program gives no answer';
    expect(smallest).toEqual({ ...found, mayBeSmaller });
  });

  it('should be lost on the smallest device where that is what it does', async () => {
    const { smallest, lost } = await told(
      driver((receive) => {
        if (receive > 0 && receive < 19) throw new DriverLostError(`the program says "${receive}"`);
        return false;
      }),
      big(16),
      { property: endsItsProbe },
    );
    expect(smallest.because).toBe('the program says "1"');
    expect(smallest.scenario.rounds).toEqual([
      { offer: 0n, sizes: [1, 0, 0], acceptance: { kind: 'accepts' } },
    ]);
    expect(lost).not.toHaveBeenCalled();
  });

  it('should be lost in the same way', async () => {
    const { smallest } = await told(
      driver((_, offer) => {
        throw new DriverLostError(BigInt(offer) & MAC ? 'the program gives no answer' : 'the program ended');
      }),
      big(16),
      { property: endsItsProbe },
    );
    expect(smallest.because).toBe('the program gives no answer');
    expect(smallest.scenario.rounds[0]?.offer).toBe(MAC);
  });
});
