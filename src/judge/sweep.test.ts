import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Transport, transportRules, transports } from '../../spec/transports.ts';
import { isPowerOfTwo } from '../../spec/virtqueues.ts';
import { blkType } from '../types/blk/blk.ts';
import { netType } from '../types/net/net.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { spaceOf } from './space.ts';
import {
  acceptances,
  allSizes,
  countSwept,
  EDGE,
  illegalSizes,
  PROFILES_A_SIZE,
  profilesOf,
  sweep,
} from './sweep.ts';

const profiles = profilesOf(netType.offers);

const sweptAt = (sizes: readonly number[], exhaustive = false) => [
  ...sweep<NetScenario>(sizes, profiles, exhaustive, netType.sweptScenario),
];

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

describe('the sweep', () => {
  it('should be every profile at the edges: up to 48, at powers of two, at illegal sizes', () => {
    for (const size of [0, 1, EDGE, 64, 32768, 32769, 65535]) {
      const swept = sweptAt([size]);
      expect(swept).toHaveLength(profiles.length);
      expect(swept.every(({ thorough }) => thorough)).toBe(true);
    }
  });

  it('should be a few elsewhere, others at the next size, and in time each of them', () => {
    const at = (size: number) => sweptAt([size]).map(({ order }) => order % 1000);
    expect([at(100), at(101)].map(({ length }) => length)).toEqual([PROFILES_A_SIZE, PROFILES_A_SIZE]);
    expect(at(101).some((profile) => at(100).includes(profile))).toBe(false);
    const seen = new Set(Array.from({ length: 64 }, (_, i) => at(65 + i)).flat());
    expect(seen.size).toBe(profiles.length);
  });

  it('should judge some of these thoroughly, and not most', () => {
    const sizes = Array.from({ length: 1000 }, (_, i) => 1025 + i);
    const swept = sweptAt(sizes);
    const share = swept.filter(({ thorough }) => thorough).length / swept.length;
    expect(share).toBeGreaterThan(1 / 64);
    expect(share).toBeLessThan(1 / 4);
  });

  it('should give all rings the size, and the device what the profile says', () => {
    const [swept] = sweptAt([19]);
    const [profile] = profiles;
    expect(swept?.scenario).toMatchObject({
      transport: profile?.transport,
      peek: profile?.peek,
      format: profile?.format,
      quirks: {},
      rounds: [{ sizes: [19, 19, 19], offer: profile?.offer.offer, acceptance: profile?.acceptance[0] }],
    });
    for (const { scenario } of sweptAt([19])) expect(netType.owns(scenario)).toBe(true);
  });

  it('should number its scenarios, ascending, over all of it', () => {
    let last = -1;
    let count = 0;
    const sizes = new Set<number>();
    for (const { order, scenario } of sweep(allSizes(), profiles, false, netType.sweptScenario)) {
      if (order <= last) expect.fail(`${order} follows ${last}`);
      last = order;
      count++;
      sizes.add(scenario.rounds[0]?.sizes[0] ?? -1);
    }
    expect(count).toBe(countSwept(allSizes(), profiles, false));
    expect([...sizes]).toEqual(allSizes());
  });

  it('should give a scenario the same number whichever sizes are walked with it', () => {
    const [alone, together] = [sweptAt([100]), sweptAt([99, 100, 101])];
    expect(together.filter(({ scenario }) => scenario.rounds[0]?.sizes[0] === 100)).toEqual(alone);
  });

  it('should be sizes times profiles where it is exhaustive', () => {
    const sizes = [0, 49, 100, 256, 777, 32769];
    expect(sweptAt(sizes, true)).toHaveLength(sizes.length * profiles.length);
    expect(countSwept(sizes, profiles, true)).toBe(sizes.length * profiles.length);
    expect(countSwept(allSizes(), profiles, true)).toBe(32772 * profiles.length);
  });

  it('should be as many scenarios as it is counted, of any sizes, transports and device type', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 65535 }), { maxLength: 12 }),
        fc.subarray([...transports]),
        fc.boolean(),
        (sizes, chosen, exhaustive) => {
          const ofNet = profilesOf(netType.offers, { transports: chosen });
          const ofBlk = profilesOf(blkType.offers, { transports: chosen });
          expect([...sweep(sizes, ofNet, exhaustive, netType.sweptScenario)]).toHaveLength(
            countSwept(sizes, ofNet, exhaustive),
          );
          expect([...sweep(sizes, ofBlk, exhaustive, blkType.sweptScenario)]).toHaveLength(
            countSwept(sizes, ofBlk, exhaustive),
          );
        },
      ),
      { numRuns: 50, seed: 1 },
    ));

  it('should hold a legal size for every format and an illegal one for split rings', () => {
    const odd = sweptAt([19]).filter(({ scenario }) => scenario.format === 'packed');
    expect(odd.length).toBeGreaterThan(0);
    expect(isPowerOfTwo(19)).toBe(false);
  });
});

describe('what is said of a sweep', () => {
  const half = { share: 0.5, swept: 240, random: 3 };
  const said = (
    sizes: readonly number[],
    exhaustive = false,
    chosen: readonly Transport[] = ['pci'],
    runs = 7,
  ) =>
    spaceOf({ offers: netType.offers, bounds: { transports: chosen }, sizes, exhaustive, runs }, half, {
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
    expect([swept.sizes, swept.scenarios, swept.judged, swept.exhaustive]).toEqual([4, 480, 240, false]);
    expect([random.runs, random.judged, done]).toEqual([7, 3, 0.5]);
    expect(swept.description).toBe(
      `4 ring sizes (1 to 3; illegal: 32769) × 120 profiles (pci: ${MODERN}; ${OFFERS}), all of them`,
    );
  });

  it('should give a legacy transport no more than it has', () => {
    expect(said([5], false, ['pci-legacy']).sweep.description).toBe(
      `1 ring size (5) × 12 profiles (pci-legacy: ${LEGACY}; ${OFFERS}), all of them`,
    );
    expect(said([5], false, transports).sweep.description).toBe(
      `1 ring size (5) × 384 profiles (pci, mmio, ccw: ${MODERN}; pci-legacy, mmio-legacy: ${LEGACY}; ${OFFERS}), all of them`,
    );
  });

  it('should tell the sizes that take every profile from those that take a few', () => {
    const tailOf = (sizes: readonly number[], chosen: readonly Transport[] = transports): string =>
      said(sizes, false, chosen).sweep.description.replace(/^.*nearly everything\)/, '');
    expect(tailOf([0, 1, 8])).toBe(', all of them');
    expect(tailOf([47, 48, 49, 50, 64, 65535])).toBe(
      '; every profile at 47, 48, 64 and at illegal sizes, 4 profiles a size elsewhere',
    );
    expect(tailOf(allSizes())).toBe(
      '; every profile at 0 to 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768 ' +
        'and at illegal sizes, 4 profiles a size elsewhere',
    );
    expect(said([100, 101], false, transports).sweep.description).toMatch(/; 4 profiles a size$/);
    expect(tailOf([100], ['mmio-legacy'])).toBe('; 4 profiles a size');
  });

  it('should speak of no profile that no size takes', () => {
    const { description, scenarios } = said([100], false, transports).sweep;
    expect(description).toMatch(/^1 ring size \(100\) × 4 of 384 profiles \(.*; 4 profiles a size$/);
    const taken = sweptAt([100]).map(({ scenario }) => scenario.transport);
    expect(taken).toHaveLength(scenarios);
    for (const transport of transports) {
      expect([transport, new RegExp(`[(,; ]${transport}[,:]`).test(description)]).toEqual([
        transport,
        taken.includes(transport),
      ]);
    }
  });

  it('should be that there is none where there is none, of random scenarios too', () => {
    const { sweep: swept, random } = said([], false, ['pci'], 0);
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
    expect(said(sizes).sweep.description).toContain(` (${named}) ×`),
  );

  it('should say that an exhaustive one is', () =>
    expect(said([1, 16], true).sweep.description).toMatch(/^2 ring sizes \(1, 16\) .*, all of them$/));
});
