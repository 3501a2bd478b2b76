import { describe, expect, it } from 'vitest';
import { profilesOf } from '../judge/sweep.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { netType } from '../types/net/net.ts';
import type { Certificate, TreeJson } from './certificate.ts';
import { type Checking, checkCertificate, type Fault } from './check-certificate.ts';
import type { Decided } from './decide.ts';
import type { Operator } from './expression.ts';

const verdict = (accesses: number, violated: readonly string[] = []): Decided => ({
  outcome: 'live',
  applied: ['probe-ends'],
  violated,
  feasible: true,
  lost: 0,
  path: 'neither',
  accesses,
  negotiations: 1,
});
const verdicts = [verdict(1), verdict(2), verdict(3), verdict(4, ['probe-ends'])];

/** What is certified: small receive rings by the transmit ring, others by whether the control ring is larger. */
const does = ([receive = 0, transmit = 0, control = 0]: readonly number[]): number =>
  receive < 19 ? (transmit <= 4 || transmit === 9 ? 0 : 1) : control > receive ? 2 : 3;

const [small, never, few, larger] = [0, 1, 2, 3];
const cells = {
  few: { sizes: [0, 0, 0], does: 0 },
  many: { sizes: [0, 5, 0], does: 1 },
  larger: { sizes: [19, 0, 20], does: 2 },
  notLarger: { sizes: [19, 0, 0], does: 3 },
};
const tree: TreeJson = [
  small,
  [never, null, [few, cells.few, cells.many]],
  [larger, cells.larger, cells.notLarger],
];
const questions: Certificate['questions'] = [
  { is: ['<', { slot: 0 }, 19] },
  { is: ['>=', ['+', { slot: 0 }, 1], 30] },
  {
    of: 1,
    among: [
      [0, 4],
      [9, 9],
    ],
  },
  { is: ['<', { slot: 0 }, { slot: 2 }] },
];

/** Devices of two offers, each with peek and without. */
const profiles = profilesOf(netType.offers.slice(0, 2), { transports: ['pci-legacy'] }).map((profile) => ({
  scenario: scenarioToJson(netType.sweptScenario(profile, 0)),
  tree,
}));

const right: Certificate = {
  certificate: 1,
  suite: 'virtio-conformance',
  policy: 'mine',
  readings: [],
  properties: ['probe-ends'],
  sizes: { to: 400, illegal: [500] },
  questions,
  verdicts,
  profiles,
};

const checking: Checking = {
  runOn: () => (sizes) => verdicts[does(sizes)] ?? verdict(0),
  members: 0,
  random: () => 0.5,
  isAsked: () => true,
};
const faultsOf = (changes: Partial<Certificate>): readonly Fault[] =>
  checkCertificate({ ...right, ...changes }, checking).faults;

/** The same with another tree for one profile. */
const grown = (other: TreeJson): Partial<Certificate> => ({
  profiles: profiles.map((profile, number) => (number === 2 ? { ...profile, tree: other } : profile)),
});
const asking = (number: number, question: Certificate['questions'][number]): Partial<Certificate> => ({
  questions: questions.with(number, question),
});

describe('a certificate', () => {
  it('should be right where all is as it says', () => {
    expect(checkCertificate(right, checking)).toMatchObject({ faults: [], cells: 16, undecided: 0 });
  });

  it('should tell what it leaves undecided', () => {
    const some = grown([small, 'more than 2 cells', [larger, cells.larger, cells.notLarger]]);
    expect(checkCertificate({ ...right, ...some }, checking)).toMatchObject({ faults: [], undecided: 1 });
  });

  const far = 'are not of their cell';
  it.each<[string, TreeJson, string, string]>([
    [
      'a cell is missing',
      [small, [never, null, [few, cells.few, null]], [larger, cells.larger, cells.notLarger]],
      '0 !1 !2',
      'a cell is missing, that of sizes 0, 5, 0',
    ],
    [
      'a cell is missing of sizes that are related',
      [small, [never, null, [few, cells.few, cells.many]], [larger, null, cells.notLarger]],
      '!0 3',
      'a cell is missing, that of sizes 19, 0, 20',
    ],
    [
      'one side is that of the other',
      [small, [never, null, [few, cells.few, cells.many]], [larger, cells.larger, cells.larger]],
      '!0 !3',
      `sizes 19, 0, 20 ${far}`,
    ],
    [
      'sides are exchanged',
      [small, [never, null, [few, cells.many, cells.few]], [larger, cells.larger, cells.notLarger]],
      '0 !1 2',
      `sizes 0, 5, 0 ${far}`,
    ],
    [
      'a cell does something else',
      [
        small,
        [never, null, [few, cells.few, cells.many]],
        [larger, { ...cells.larger, does: 3 }, cells.notLarger],
      ],
      '!0 3',
      'sizes 19, 0, 20 do not as their cell: violated -probe-ends; accesses 3 and not 4',
    ],
    [
      'a cell does what nobody says',
      [
        small,
        [never, null, [few, cells.few, { ...cells.many, does: 9 }]],
        [larger, cells.larger, cells.notLarger],
      ],
      '0 !1 !2',
      'sizes 0, 5, 0 do not as their cell: it has no verdict',
    ],
    [
      'a cell has sizes of another',
      [
        small,
        [never, null, [few, { ...cells.few, sizes: [0, 6, 0] }, cells.many]],
        [larger, cells.larger, cells.notLarger],
      ],
      '0 !1 2',
      `sizes 0, 6, 0 ${far}`,
    ],
    [
      'a cell has sizes that are not its smallest',
      [
        small,
        [never, null, [few, { ...cells.few, sizes: [0, 1, 0] }, cells.many]],
        [larger, cells.larger, cells.notLarger],
      ],
      '0 !1 2',
      'sizes 0, 1, 0 are not the smallest of their cell',
    ],
    [
      'a cell is too wide',
      [small, cells.few, [larger, cells.larger, cells.notLarger]],
      '0',
      'sizes 18, 500, 500 do not as their cell: accesses 2 and not 1',
    ],
    ['a question is none', [7, cells.few, cells.many], '', 'neither a cell nor a question with both answers'],
  ])('should be wrong where %s', (_, other, path, what) => {
    expect(faultsOf(grown(other))).toContainEqual({ profile: 2, path, what });
  });

  it.each<[string, number, Certificate['questions'][number], string, string]>([
    [
      'a range is wider',
      few,
      {
        of: 1,
        among: [
          [0, 5],
          [9, 9],
        ],
      },
      '0 !1 !2',
      `sizes 0, 5, 0 ${far}`,
    ],
    [
      'a later range is wider',
      few,
      {
        of: 1,
        among: [
          [0, 4],
          [8, 9],
        ],
      },
      '0 !1 2',
      'do not as their cell: accesses 2 and not 1',
    ],
    [
      'a question has another number',
      small,
      { is: ['<', { slot: 0 }, 20] },
      '!0 3',
      `sizes 19, 0, 20 ${far}`,
    ],
    [
      'a question is about another slot',
      small,
      { is: ['<', { slot: 1 }, 19] },
      '!0 3',
      `sizes 19, 0, 20 ${far}`,
    ],
    [
      'a question relates otherwise',
      larger,
      { is: ['<=', { slot: 0 }, { slot: 2 }] },
      '!0 3',
      'sizes 500, 500, 500 do not as their cell: violated +probe-ends; accesses 4 and not 3',
    ],
    [
      'a question relates otherwise where virtqueues are nearly alike',
      larger,
      { is: ['<', ['+', { slot: 0 }, ['>=', { slot: 0 }, 100]], { slot: 2 }] },
      '!0 !3',
      'do not as their cell: violated -probe-ends; accesses 3 and not 4',
    ],
    [
      'no sizes were said to answer so, and some do',
      never,
      { is: ['>=', { slot: 0 }, 18] },
      '0 1',
      'a cell is missing, that of sizes 18, 0, 0',
    ],
    [
      'a question has an operation that there is none of',
      never,
      { is: ['+', ['pow' as Operator, { slot: 0 }, 2], 0] },
      '0',
      'a question with an operation "pow" that nobody knows',
    ],
  ])('should be wrong where %s', (_, number, question, path, what) => {
    const { faults } = checkCertificate(
      { ...right, ...asking(number, question) },
      { ...checking, ...drawing() },
    );
    expect(faults).toContainEqual({ profile: 2, path, what: expect.stringContaining(what) });
  });

  it('should run every combination of small sizes where that is asked, and find what no edge of a cell shows', () => {
    const small = 9;
    const runOn: Checking['runOn'] = () => (sizes) =>
      verdicts[sizes.join() === '7,7,7' ? 3 : does(sizes)] ?? verdict(0);
    const { faults } = checkCertificate(right, { ...checking, runOn, every: small, isAsked: (n) => n === 2 });
    const where = 'sizes 7, 7, 7 do not as their cell';
    expect(faults).toEqual([{ profile: 2, path: '0 !1 !2', what: expect.stringContaining(where) }]);
    expect(checkCertificate(right, { ...checking, runOn })).toMatchObject({ faults: [] });
    const asked = { ...checking, every: small, isAsked: (n: number) => n === 2 };
    expect(checkCertificate(right, asked).runs - checkCertificate(right, { ...asked, every: -1 }).runs).toBe(
      (small + 1) ** 3,
    );
  });

  it('should be wrong where a profile is there twice, where one is missing, and where all are', () => {
    expect(faultsOf({ profiles: [...profiles, ...profiles.slice(1, 2)] })).toEqual([
      { profile: 5, path: '', what: expect.stringContaining('a profile is there twice: ["pci-legacy",') },
    ]);
    expect(faultsOf({ profiles: profiles.slice(1) })).toEqual([
      { profile: 3, path: '', what: expect.stringContaining('a profile is missing: ["pci-legacy",') },
    ]);
    expect(faultsOf({ profiles: [] })).toEqual([{ profile: 0, path: '', what: 'there are no profiles' }]);
  });

  it('should tell some faults where there are many', () => {
    const wrong = [...profiles, ...profiles, ...profiles, ...profiles, ...profiles, ...profiles];
    expect(faultsOf({ profiles: wrong.map((profile) => ({ ...profile, tree: null })) })).toHaveLength(20);
  });
});

/** Members at random, the same each time. */
const drawing = (): Pick<Checking, 'members' | 'random'> => {
  let at = 0;
  return { members: 40, random: () => (at = (at + 0.618_033_988_749_895) % 1) };
};
