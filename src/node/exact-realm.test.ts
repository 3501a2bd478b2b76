// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are programs

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import type { Trees } from '../exact/certificate.ts';
import { saidOf, sizesThatBreak, triplesOf } from '../exact/fixtures/trees.ts';
import { profilesOf } from '../judge/sweep.ts';
import { withSuite } from '../suites/suites.ts';
import { deviceTypes } from '../types/types.ts';
import { ExactRealm } from './exact-realm.ts';

const realm = new ExactRealm();
const folder = mkdtempSync(join(tmpdir(), 'virtio-conformance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bounds = { transports: ['pci'] } as const;
/** A device with packed rings, which may have any size, that accepts what is chosen. */
const profile = profilesOf(deviceTypes.net.offers, bounds).findIndex(
  ({ peek, format, script, offer }) =>
    peek && format === 'packed' && script === 'accepts' && offer.name === 'offloads and control',
);
const properties = withSuite('net', (suite): string[] =>
  suite.properties.filter(({ side, relation }) => side === 'driver' && !relation).map(({ id }) => id),
);

let files = 0;

/** What is found of a policy of a file, up to so many cells. */
function decided(text: string, most = 1000): Promise<Trees> {
  const policy = join(folder, `${files++}.ts`);
  writeFileSync(policy, text);
  const errand = {
    type: 'net',
    policy,
    properties,
    readings: new Map(),
    bounds,
    profiles: [profile],
  } as const;
  return realm.decide({ ...errand, most });
}

const policy = (probe: string, before = ''): string => `import { netPolicy } from 'virtio-conformance';
${before}
export default netPolicy({ id: 'planted', title: 'Planted', probe(net) {
${probe}
} });`;

/** A driver that is right but for a fault where its rings are such. */
const onceMade = (fault: string, before = '') =>
  policy(
    `net.negotiate(); const [receive, transmit, control] = net.findQueues(); ${fault} return net.goLive();`,
    before,
  );
const inTheSecondRound = (fault: string) =>
  policy(
    `net.negotiate(); net.findQueues(); net.negotiate(); const [receive] = net.findQueues(); ${fault} return net.goLive();`,
  );
const onceLive = (fault: string) =>
  policy(
    `net.negotiate(); const [receive] = net.findQueues(); const live = net.goLive(); ${fault} return live;`,
  );
const oncePeeked = (fault: string) =>
  policy(
    `net.negotiate(); const [receive] = net.peekSizes() ?? []; ${fault} net.findQueues(); return net.goLive();`,
    `import { net as bits } from 'virtio-conformance';`,
  );

/** Whether rings are those on which a policy was made to misbehave. */
type Meant = (receive: number, transmit: number, control: number) => boolean;
const at777: Meant = (receive) => receive === 777;

/** Of sizes where something changes, and next to these. */
const sizes = [1, 2, 3, 5, 18, 19, 20, 102, 776, 777, 778, 32768];

const planted: readonly (readonly [
  what: string,
  text: string,
  without: string,
  breaks: string,
  smallest: readonly number[],
  meant: Meant,
])[] = [
  [
    'one size',
    onceMade(`if (receive === 777) return net.fail('planted');`),
    onceMade(''),
    'served-where-it-can-be',
    [777, 1, 1],
    at777,
  ],
  [
    'one size of which something else is returned',
    onceMade('if (receive === 777) return 5;'),
    onceMade(''),
    'probe-ends',
    [777, 1, 1],
    at777,
  ],
  [
    'one size in 97',
    onceMade('if (receive % 97 === 5) return 5;'),
    onceMade(''),
    'probe-ends',
    [5, 1, 1],
    (receive) => receive % 97 === 5,
  ],
  [
    'sizes of two rings',
    onceMade('if (receive === 777 && transmit === 19) return 5;'),
    onceMade(''),
    'probe-ends',
    [777, 19, 1],
    (receive, transmit) => receive === 777 && transmit === 19,
  ],
  [
    'a ring that is larger than another',
    onceMade('if (control > receive) return 5;'),
    onceMade(''),
    'probe-ends',
    [1, 1, 2],
    (receive, _, control) => control > receive,
  ],
  [
    'a size that an object has',
    onceMade('if (TABLE[receive]) return 5;', 'const TABLE = { 12: false, 777: true };'),
    onceMade(''),
    'probe-ends',
    [777, 1, 1],
    at777,
  ],
  [
    'a size that a Map has',
    onceMade('if (TABLE.get(receive)) return 5;', 'const TABLE = new Map([[12, false], [777, true]]);'),
    onceMade(''),
    'probe-ends',
    [777, 1, 1],
    at777,
  ],
  [
    'a size that a list includes',
    onceMade('if ([4000, 777].includes(receive)) return 5;'),
    onceMade(''),
    'probe-ends',
    [777, 1, 1],
    (receive) => receive === 777 || receive === 4000,
  ],
  [
    'a size that an array with holes has',
    onceMade('if (TABLE[receive]) return 5;', 'const TABLE: boolean[] = []; TABLE[777] = true;'),
    onceMade(''),
    'probe-ends',
    [777, 1, 1],
    at777,
  ],
  [
    'a size that a long array has',
    onceMade(
      'if (TABLE[receive]) return 5;',
      'const TABLE = new Array(40_000).fill(false); TABLE[777] = true;',
    ),
    onceMade(''),
    'probe-ends',
    [777, 1, 1],
    at777,
  ],
  [
    'a size that a large Map has',
    onceMade(
      'if (TABLE.get(receive)) return 5;',
      'const TABLE = new Map(Array.from({ length: 9000 }, (_, size) => [size, size === 777]));',
    ),
    onceMade(''),
    'probe-ends',
    [777, 1, 1],
    at777,
  ],
  [
    'a size that is turned into text',
    onceMade("if (`ring ${receive}` === 'ring 777') return 5;"),
    onceMade(''),
    'probe-ends',
    [777, 1, 1],
    at777,
  ],
  [
    'a size whose text is a key',
    onceMade(
      'if (TABLE[String(receive)]) return 5;',
      'const TABLE: Record<string, boolean> = { 777: true };',
    ),
    onceMade(''),
    'probe-ends',
    [777, 1, 1],
    at777,
  ],
  [
    'a size whose text is long',
    onceMade('if (String(receive).length > 3) return net.fail(`${receive} entries`);'),
    onceMade(''),
    'served-where-it-can-be',
    [1000, 1, 1],
    (receive) => receive > 999,
  ],
  [
    'a size that counts in the second round',
    inTheSecondRound('if (receive === 777) return 5;'),
    inTheSecondRound(''),
    'probe-ends',
    [777, 1, 1],
    at777,
  ],
  [
    'a size that counts after DRIVER_OK',
    onceLive('if (receive === 777) net.reset();'),
    onceLive(''),
    'live-status-complete',
    [777, 1, 1],
    at777,
  ],
  [
    'a size that decides what is blocked',
    oncePeeked('if (receive === 777) net.negotiate(bits.GUEST_OFFLOADS);'),
    oncePeeked(''),
    'no-over-blocking',
    [777, 1, 1],
    at777,
  ],
];

describe('deciding all ring sizes of a policy that misbehaves on', () => {
  const known = new Map<string, Promise<Trees>>();

  it.each(planted)('%s', async (_, text, without, breaks, smallest, meant) => {
    const right = await (known.get(without) ?? known.set(without, decided(without)).get(without));
    const trees = await decided(text);
    if (!right) throw new Error('nothing was decided');
    const isRight = (found: readonly number[]): boolean => {
      const said = saidOf(right, found);
      return typeof said === 'object' && said?.violated.includes(breaks) === false;
    };
    expect(sizesThatBreak(trees, breaks).find(isRight)).toEqual(smallest);
    const isAsMeant = (triple: readonly [number, number, number]): boolean =>
      isDeepStrictEqual(saidOf(trees, triple), saidOf(right, triple)) !== meant(...triple);
    expect(triplesOf(sizes).filter((triple) => !isAsMeant(triple))).toEqual([]);
  });
});

describe('deciding ring sizes that are asked for one by one', () => {
  it.each([
    ['if (/^77$/.test(String(receive))) return 5;', 77, 2000],
    ['if (Object.keys({ ...`${receive}` }).length > 1) return 5;', 10, 500],
    ['if (Object.keys(Object.assign({}, `${receive}`)).length > 1) return 5;', 10, 500],
    ['const { ...rest } = `${receive}`; if (Object.keys(rest).length > 1) return 5;', 10, 500],
    ["for (const at in `${receive}`) if (at === '1') return 5;", 10, 500],
  ])(
    'should find a size whose text is looked into, and say that larger ones are undecided: %s',
    async (fault, size, most) => {
      const trees = await decided(onceMade(fault), most);
      expect(sizesThatBreak(trees, 'probe-ends')[0]).toEqual([size, 1, 1]);
      expect(saidOf(trees, [size - 1, 1, 1])).toMatchObject({ outcome: 'live' });
      expect(saidOf(trees, [20_001, 1, 1])).toBe(`more than ${most} cells`);
    },
  );
});

describe('deciding ring sizes', () => {
  it('should say what is undecided beyond the bound', async () => {
    const trees = await decided(onceMade(''), 20);
    const said = triplesOf(sizes).map((triple) => saidOf(trees, triple));
    expect(said.filter((one) => typeof one === 'object').length).toBeGreaterThan(20);
    expect([...new Set(said.filter((one) => typeof one !== 'object'))]).toEqual(['more than 20 cells']);
  });

  it.each([
    ['evaluates a text', onceMade('eval(String(receive));'), /eval/],
    ['imports what only Node.js has', policy('return net.goLive();', `import 'node:fs';`), /imports node:fs/],
  ])('should refuse a file that %s', async (_, text, why) => {
    await expect(decided(text)).rejects.toThrow(why);
  });
});
