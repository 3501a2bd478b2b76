import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { blkScenario } from '../../properties/blk/generators.ts';
import { netScenario } from '../../properties/net/generators.ts';
import { netProperties } from '../../properties/net/index.ts';
import { judgeRecording } from '../adapters/recorded/judge-recording.ts';
import type { Policy } from '../driver/policy.ts';
import { againOn } from '../judge/again.ts';
import type { Suite } from '../judge/suite.ts';
import { readRecording } from '../node/recording-file.ts';
import { policyFrom } from '../node/sandbox/policy-file.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { breachesOf, causesOf } from '../report/breaches.ts';
import type { Side } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { withSuite } from '../suites/suites.ts';
import { Trace } from '../trace/trace.ts';
import { ownOf } from '../types/device-type.ts';
import { parseScenario } from '../types/types.ts';

/** Drivers and devices that others met or wrote, each with a fault of its own or wrongly accused once. */
const RECORDINGS = fileURLToPath(new URL('../adapters/recorded/fixtures/cases', import.meta.url));
const POLICIES = fileURLToPath(new URL('fixtures/cases', import.meta.url));

/** What binds and is broken by a side, with the reason: `SIDE ID: REASON`. */
type Broken = readonly RegExp[];
const NOTHING: Broken = [];

function expectBroken(found: readonly string[], expected: Broken): void {
  expect(found).toEqual(expected.map((broken) => expect.stringMatching(broken)));
}

const recordings: Readonly<Record<string, Broken>> = {
  'adminvq.jsonl': NOTHING,
  'c00-conforming.jsonl': NOTHING,
  // A key of 52 bytes is in range; the driver, which takes no more than 40, gives up, as it may.
  'c03-rss-key-over-40-fails.jsonl': NOTHING,
  'c06-generation-never-changes.jsonl': [
    /^device device-config-generation-changes: .*still 0 though the field at 6 has changed$/,
  ],
  'c07-second-pair-before-its-command.jsonl': [
    /^device device-receives-only-on-enabled-pairs: .*receiveq2 while the first pair alone may receive$/,
  ],
  'c07b-driver-sends-on-second-pair.jsonl': [
    /^driver later-pairs-wait-for-their-command: .*transmitq2 while the first pair alone may be used$/,
  ],
  'c16-wrong-select.jsonl': [
    /^driver offer-of-this-round: features are written while no window is selected$/,
  ],
  'c27-windows-2-and-3-written.jsonl': NOTHING,
  'c32-coalescing-command-unnegotiated.jsonl': [
    /^driver command-forbidden-without-its-feature: VQ_SET is sent, and {VQ_NOTF_COAL} is not negotiated$/,
  ],
  'c40b-device-keeps-queues-over-reset.jsonl': [
    /^device device-reset-disables-queues: a virtqueue reads as enabled after a reset$/,
  ],
  'disable.jsonl': [/^driver queue-never-disabled: 0 is written to queue_enable$/],
  'disables-before-enabling.jsonl': [/^driver queue-never-disabled: 0 is written to queue_enable$/],
  'onlyzero.jsonl': [
    /^driver driver-ok-after-queues: DRIVER_OK comes before the virtqueues are enabled/,
    /^driver queue-never-disabled: 0 is written to queue_enable$/,
  ],
  'writero.jsonl': [/^driver read-only-fields-left-alone: num_queues is written$/],
};

describe('a recording', () => {
  it.each(Object.entries(recordings))('should be judged for what it shows: %s', (file, expected) => {
    const judged = judgeRecording(netProperties, readRecording(join(RECORDINGS, file)));
    const broken = judged.properties.filter(
      ({ verdict, level }) => verdict === 'violated' && level !== 'should',
    );
    expectBroken(
      broken.map(({ side, id, because }) => `${side} ${id}: ${because}`),
      expected,
    );
  });

  it('should have its place in the table', () =>
    expect(readdirSync(RECORDINGS).sort()).toEqual(Object.keys(recordings).sort()));
});

/** What a policy and the device under it break on a scenario: causes alone. */
function broken(policy: Policy, scenario: Scenario): string[] {
  const on = <R extends Run>({ deviceType, properties: all }: Suite<R>, side: Side): string[] => {
    const judged = all.filter((property) => property.side === side && property.level !== 'should');
    const own = ownOf(deviceType, scenario);
    const run = deviceType.run(policy, own, new Trace());
    return causesOf(breachesOf(run, judged, againOn(deviceType, policy, own))).map(
      ({ root: { property, violation } }) => `${side} ${property.id}: ${violation.because()}`,
    );
  };
  return (['driver', 'device'] as const).flatMap((side) =>
    withSuite(scenario.type, (suite) => on(suite, side)),
  );
}

/** Of a scenario what matters. */
const round = (offer: string, ...sizes: number[]) => ({ rounds: [{ offer, sizes }] });

const PAIRS = [256, 256, 256, 256, 64];
const SMALL_THEN_MORE = [
  { offer: '{GUEST_CSUM, GUEST_TSO4, MAC, VERSION_1}', sizes: [4, 256, 0] },
  { offer: '{GUEST_CSUM, GUEST_TSO4, MAC, STATUS, VERSION_1}', sizes: [4, 256, 0] },
];
const GROWS = [
  { offer: '{GUEST_CSUM, GUEST_TSO4, MAC, VERSION_1}', sizes: [4, 256, 0] },
  { offer: '{GUEST_CSUM, GUEST_TSO4, MAC, VERSION_1}', sizes: [8, 256, 0] },
];
const SERVED = /^driver served-where-it-can-be: the probe fails though {GUEST_CSUM, MAC, VERSION_1} is safe/;

/** A driver cannot read its device's version, and takes what it knows of the offer. */
const NEWER = /^device device-offer-fits-transport: {MTU} is offered$/;

type Row = readonly [file: string, scenario: object, broken: Broken];

const policies: readonly Row[] = [
  ['base.ts', round('{GUEST_CSUM, GUEST_TSO4, MAC, CTRL_VQ, VERSION_1}', 256, 256, 64), NOTHING],
  ['base.ts', { rounds: SMALL_THEN_MORE }, NOTHING],
  ['base.ts', { rounds: GROWS }, NOTHING],
  [
    'low-window.ts',
    round('{MAC, VERSION_1}', 256, 256, 0),
    [/^driver keeps-version-1: VERSION_1 is offered where the driver did not look and not accepted$/],
  ],
  [
    'low-window.ts',
    { transport: 'mmio', ...round('{MAC, VERSION_1}', 16, 16, 0) },
    [/^driver keeps-version-1: /],
  ],
  ['low-window.ts', { transport: 'pci-legacy', ...round('{MAC, ANY_LAYOUT}', 256, 256, 0) }, NOTHING],
  [
    'c31-writes-features-when-live.ts',
    {
      transport: 'pci-legacy',
      ...round('{MAC, CTRL_VQ, MQ, ANY_LAYOUT}', ...PAIRS),
      maxVirtqueuePairs: 2,
    },
    [/^driver features-final-after-features-ok: features are written after DRIVER_OK$/],
  ],
  // A device that takes them gives its queues up, and what breaks then comes of that.
  [
    'c31-writes-features-when-live.ts',
    {
      transport: 'pci-legacy',
      ...round('{MAC, CTRL_VQ, MQ, ANY_LAYOUT}', 1, 1, 1, 1, 4),
      maxVirtqueuePairs: 2,
      quirks: { featuresOkUnchecked: true },
    },
    [/^driver features-final-after-features-ok: features are written after DRIVER_OK$/],
  ],
  [
    'c31-writes-features-when-live.ts',
    {
      ...round('{CTRL_VQ, MQ, VERSION_1}', 1, 1, 1, 1, 4),
      maxVirtqueuePairs: 2,
      quirks: { featuresOkUnchecked: true },
    },
    [/^driver sizes-as-made: the driver takes transmitq2 to have 1 entry, the device uses 0$/],
  ],
  [
    'c31-writes-features-when-live.ts',
    { ...round('{MAC, CTRL_VQ, MQ, VERSION_1}', ...PAIRS), maxVirtqueuePairs: 2 },
    NOTHING,
  ],
  ['supports.ts', { version: '1.0', ...round('{MAC, MTU, STATUS, VERSION_1}', 256, 256, 0) }, [NEWER]],
  ['supports.ts', { version: '1.0', ...round('{MAC, CTRL_VQ, VERSION_1}', 256, 256, 64) }, NOTHING],
  // True of it: ANY_LAYOUT is to be taken over a legacy interface.
  [
    'supports.ts',
    { transport: 'pci-legacy', ...round('{MAC, ANY_LAYOUT}', 256, 256, 0) },
    [/^driver any-layout-accepted: ANY_LAYOUT is offered and not accepted$/],
  ],
  ['supports2.ts', { version: '1.0', ...round('{MAC, MTU, STATUS, VERSION_1}', 256, 256, 0) }, [NEWER]],
  ['supports2.ts', { transport: 'pci-legacy', ...round('{MAC, ANY_LAYOUT}', 256, 256, 0) }, NOTHING],
  ['supports2.ts', round('{MAC, ANY_LAYOUT, VERSION_1}', 256, 256, 0), NOTHING],
  ['two-part.ts', round('{MAC, CTRL_VQ, CTRL_RX, VERSION_1}', 256, 256, 2), NOTHING],
  [
    'two-part.ts',
    round('{MAC, CTRL_VQ, CTRL_RX, VERSION_1}', 256, 256, 1),
    [
      /^driver features-fit-their-rings: .*cannot work on a control ring of 1$/,
      /^driver no-control-queue-below-2: /,
      /^driver largest-message-sent: /,
    ],
  ],
  [
    'mutants/m02.ts',
    { rounds: SMALL_THEN_MORE },
    [
      /^driver later-offer-answered-by-itself: {STATUS} is given up, and taken where the same offer comes first$/,
    ],
  ],
  ['mutants/m04.ts', { rounds: GROWS }, [SERVED]],
  ['mutants/m04b.ts', { rounds: GROWS }, [SERVED]],
  ['mutants/m04.ts', { rounds: SMALL_THEN_MORE }, NOTHING],
  [
    'mutants/m14.ts',
    round('{MAC, VERSION_1}', 16, 256, 0),
    [/^driver posted-buffers-fit-ring: receiveq1 of 16 entries is given 16 buffers of 2 descriptors$/],
  ],
  // It lacks nothing that it does not know.
  ['blksup.ts', { type: 'blk', ...round('{FLUSH, SEG_MAX, RO, INDIRECT_DESC, VERSION_1}', 128) }, NOTHING],
  [
    'blksup.ts',
    { type: 'blk', version: '1.4', zoned: 'host-managed', ...round('{ZONED, DISCARD, VERSION_1}', 128) },
    NOTHING,
  ],
  ['wce.ts', { type: 'blk', ...round('{FLUSH, CONFIG_WCE, VERSION_1}', 128) }, NOTHING],
  ['drivers/netkvm2.ts', round('{MAC, CTRL_VQ, CTRL_RX, VERSION_1}', 256, 256, 0), NOTHING],
  ['drivers/netkvm2.ts', round('{MAC, CTRL_VQ, CTRL_RX, VERSION_1}', 256, 256, 64), NOTHING],
  [
    'drivers/netkvm2.ts',
    { ...round('{MAC, CTRL_VQ, MQ, VERSION_1}', 256, 256, 256, 256, 0), maxVirtqueuePairs: 2 },
    NOTHING,
  ],
];

describe('a policy', () => {
  const loaded = new Map<string, Policy>();
  const named = (file: string): Policy => {
    const policy = loaded.get(file);
    if (!policy) throw new Error(`${file} is not loaded`);
    return policy;
  };
  const files = readdirSync(POLICIES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(POLICIES, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

  beforeAll(async () => {
    for (const file of files) {
      const path = join(POLICIES, file);
      loaded.set(file, await policyFrom({ name: file, path, text: readFileSync(path, 'utf8') }));
    }
  });

  it.each(policies)('should be judged for what it does: %s on %j', (file, scenario, expected) =>
    expectBroken(broken(named(file), parseScenario(scenario, file)), expected),
  );

  it('should have its place in the table', () =>
    expect(files.sort()).toEqual([...new Set(policies.map(([file]) => file))].sort()));

  const seed = { seed: 7, numRuns: 300 };
  const ever = (file: string, scenarios: readonly Scenario[]): string[] => {
    const found = scenarios.flatMap((scenario) => broken(named(file), scenario));
    return [...new Set(found.filter((one) => one.startsWith('driver')))];
  };

  it('should break nothing by a fixed table alone, whatever the device', () => {
    expect(ever('supports2.ts', fc.sample(netScenario, seed))).toEqual([]);
    for (const one of ever('supports.ts', fc.sample(netScenario, seed)))
      expect(one).toMatch(/^driver any-layout-accepted: /);
  });

  it('should not be blamed for the cache that it switches, or for what it says it does not know', () => {
    for (const file of ['wce.ts', 'blksup.ts']) {
      for (const one of ever(file, fc.sample(blkScenario, seed)))
        expect(one).not.toMatch(/config-write|accepts-only|unknown-bits|Network/);
    }
  });
});

describe('a device that states more pairs than it has', () => {
  const STATED = 'c18-states-pairs-that-do-not-exist.json';
  const stated = readFileSync(join(POLICIES, STATED), 'utf8');
  const fault =
    /^device device-has-the-queues-it-states: 3 pairs are stated, and virtqueue 4 does not exist$/;

  it.each([recommended, linuxMainline])('should be blamed, and not its driver: $id', (policy) => {
    for (const text of [stated, stated.replace('MQ', 'RSS')])
      expectBroken(broken(policy, parseScenario(JSON.parse(text), STATED)), [fault]);
  });
});
