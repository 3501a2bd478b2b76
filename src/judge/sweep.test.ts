import { describe, expect, it } from 'vitest';
import { type Transport, transportRules, transports } from '../../spec/transports.ts';
import { netSuite } from '../suites/net.ts';
import { netType } from '../types/net/net.ts';
import { netPolicy } from '../types/net/policy.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { judge } from './judge.ts';
import { spaceOf } from './space.ts';
import {
  acceptances,
  allSizes,
  illegalSizes,
  profilesOf,
  scenariosOfRows,
  turningSizes,
  walk,
} from './sweep.ts';

const profiles = profilesOf(netType.offers);

describe('the sizes of the sweep', () => {
  it('should be every one from 0 to 32768, and some that are too large', () => {
    const sizes = allSizes();
    expect(sizes.slice(0, 32769)).toEqual(Array.from({ length: 32769 }, (_, size) => size));
    expect(sizes.slice(32769)).toEqual(illegalSizes);
    expect(illegalSizes.every((size) => size > 32768 && size <= 65535)).toBe(true);
    expect(illegalSizes).toEqual([32769, 49152, 65535]);
  });
});

describe('the profiles of the sweep', () => {
  it('should be every combination that can exist, each once', () => {
    const modern = transports.filter((transport) => !transportRules[transport].legacy).length;
    const legacy = transports.length - modern;
    const offers = netType.offers.length;
    expect(profiles).toHaveLength(modern * 2 * 2 * acceptances.length * offers + legacy * 2 * offers);
    const bigints = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
    expect(new Set(profiles.map((profile) => JSON.stringify(profile, bigints))).size).toBe(profiles.length);
  });

  it('should let no legacy device refuse or have packed rings', () => {
    const ofLegacy = profiles.filter(({ transport }) => transportRules[transport].legacy);
    expect(ofLegacy.every(({ format }) => format === 'split')).toBe(true);
    expect(ofLegacy.every(({ acceptance }) => acceptance.every(({ kind }) => kind === 'accepts'))).toBe(true);
  });

  it('should be those of the chosen transports', () =>
    expect(
      new Set(profilesOf(netType.offers, { transports: ['ccw'] }).map(({ transport }) => transport)),
    ).toEqual(new Set(['ccw'])));

  it('should refuse, by script: never, always, first, second, or unless what a small ring blocks is gone', () => {
    const kinds = acceptances.map(([, script]) => script(7n).map(({ kind }) => kind));
    expect(kinds).toEqual([
      ['accepts'],
      ['refuses'],
      ['refuses', 'accepts'],
      ['accepts', 'refuses', 'accepts'],
      ['refuses-unless'],
    ]);
    expect(acceptances.at(-1)?.[1](7n)).toEqual([{ kind: 'refuses-unless', lacks: 7n, holds: 0n }]);
  });
});

/** What is walked of some sizes. */
const walked = (sizes: readonly number[], own = profiles): readonly NetScenario[] => [
  ...scenariosOfRows(walk(sizes, own), own, netType.sweptScenario),
];

const sizesOf = ({ rounds }: NetScenario): readonly number[] => rounds[0]?.sizes ?? [];

describe('what is walked where nothing is decided', () => {
  it('should be every profile at the sizes at which something turns, and at illegal ones', () => {
    const all = walked(allSizes());
    for (const size of [0, 1, 2, 18, 19, 64, 32768, 32769, 65535])
      expect(all.filter((scenario) => sizesOf(scenario)[0] === size)).toEqual(walked([size]));
    expect(walked([19])).toHaveLength(profiles.length);
  });

  it('should be every profile at sizes that are few, whichever', () =>
    expect(walked([777, 778])).toHaveLength(2 * profiles.length));

  it('should be one profile at any other size in which it is the size of a ring, and in time each of these', () => {
    const others = walked(allSizes()).filter((scenario) => !turningSizes.includes(sizesOf(scenario)[0] ?? 0));
    expect(others).toHaveLength(allSizes().length - turningSizes.length);
    expect(others.every(({ format, rounds }) => format === 'packed' && rounds.length === 1)).toBe(true);
    const devices = new Set(
      others.map(({ transport, peek, rounds }) => `${transport} ${peek} ${rounds[0]?.offer}`),
    );
    expect(devices.size).toBe(3 * 2 * netType.offers.length);
  });

  it('should be some profile at each size where no device has packed rings', () => {
    const legacy = profilesOf(netType.offers, { transports: ['pci-legacy'] });
    const sizes = allSizes();
    expect(new Set(walked(sizes, legacy).map((scenario) => sizesOf(scenario)[0]))).toEqual(new Set(sizes));
  });

  it('should give all rings the size, and the device what the profile says', () => {
    const [scenario] = walked([19]);
    const [profile] = profiles;
    expect(scenario).toMatchObject({
      transport: profile?.transport,
      peek: profile?.peek,
      format: profile?.format,
      quirks: {},
      rounds: [{ sizes: [19, 19, 19], offer: profile?.offer.offer, acceptance: profile?.acceptance[0] }],
    });
    for (const one of walked([19])) expect(netType.owns(one)).toBe(true);
  });

  it.each([
    ['of 777', 777, false],
    ['of 128, as many devices have', 128, true],
    ['of 16384', 16384, true],
  ])('should find a policy that misbehaves on rings %s', async (_, size, isSplit) => {
    const planted = netPolicy({
      id: 'planted',
      title: `Throws on receive rings of ${size}`,
      probe(net) {
        net.negotiate();
        const [receive] = net.findQueues();
        if (receive === size && !(isSplit && net.format === 'packed')) throw new Error('planted');
        return net.goLive();
      },
    });
    const { subjects } = await judge(netSuite, [{ name: 'planted', policy: planted }], {
      seed: 1,
      runs: 0,
      device: false,
      properties: ['probe-ends'],
    });
    expect(subjects[0]?.verdict).toBe('violated');
  });
});

describe('a row with a size for each ring', () => {
  it('should be a scenario with these', () => {
    const [scenario] = scenariosOfRows([[0, 16, 2, 1]], profiles, netType.sweptScenario);
    expect(scenario && sizesOf(scenario)).toEqual([16, 2, 1]);
  });
});

describe('what is said of a sweep', () => {
  const half = { share: 0.5, swept: 240, random: 3 };
  const said = (sizes: readonly number[], chosen: readonly Transport[] = ['pci'], runs = 7) =>
    spaceOf({ offers: netType.offers, bounds: { transports: chosen }, sizes, walked: 480, runs }, half, {
      labels: [],
      sometimes: [],
    });
  const OFFERS =
    'offers: plain / offloads / offloads and control / offloads, mergeable buffers and control / jumbo MTU / nearly everything';
  const MODERN =
    'with and without peek, split and packed, acceptance scripts accepts / refuses always / refuses first / ' +
    'refuses second / refuses unless what a small ring blocks is gone';
  const LEGACY = 'with and without peek, split, acceptance script accepts';

  it('should be its size, its number of scenarios and what they are', () => {
    const { sweep: swept, random, done } = said([1, 2, 3, 32769]);
    expect([swept.sizes, swept.scenarios, swept.judged]).toEqual([4, 480, 240]);
    expect([random.runs, random.judged, done]).toEqual([7, 3, 0.5]);
    expect(swept.description).toBe(
      `4 ring sizes (1 to 3; illegal: 32769), all rings alike, × 120 profiles (pci: ${MODERN}; ${OFFERS})`,
    );
  });

  it('should give a legacy transport no more than it has', () => {
    expect(said([5], ['pci-legacy']).sweep.description).toBe(
      `1 ring size (5), all rings alike, × 12 profiles (pci-legacy: ${LEGACY}; ${OFFERS})`,
    );
    expect(said([5], transports).sweep.description).toBe(
      `1 ring size (5), all rings alike, × 384 profiles (pci, mmio, ccw: ${MODERN}; pci-legacy, mmio-legacy: ${LEGACY}; ${OFFERS})`,
    );
  });

  it('should tell the sizes that take every profile from those that take one', () => {
    const tailOf = (sizes: readonly number[]): string =>
      said(sizes).sweep.description.replace(/^.*nearly everything\)/, '');
    expect(tailOf([0, 1, 8])).toBe('');
    expect(tailOf(allSizes())).toBe(
      ': every profile at 0 to 4, 6, 8, 12, 16 to 19, 24, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768; illegal: 32769, 49152, 65535, one at each other size',
    );
    expect(tailOf(allSizes().slice(5000, 5100))).toBe(': one at each size');
  });

  it('should be that there is none where there is none, of random scenarios too', () => {
    const { sweep: swept, random } = said([], ['pci'], 0);
    expect([swept.description, random.description]).toEqual(['none', 'none']);
  });

  it.each([
    [[0, 1, 2, 3], '0 to 3'],
    [[3, 4], '3, 4'],
    [[0, 1, 2, 3, 16, 31, 32, 33, 65535], '0 to 3, 16, 31 to 33; illegal: 65535'],
    [[7], '7'],
    [[1, 16, 64], '1, 16, 64'],
    [[16, 65535], '16; illegal: 65535'],
    [[49152], 'illegal: 49152'],
  ])('should name its sizes: %j as %s', (sizes, named) =>
    expect(said(sizes).sweep.description).toContain(` (${named}), all rings alike`),
  );
});
