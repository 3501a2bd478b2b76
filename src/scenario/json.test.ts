import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blkScenario } from '../../properties/blk/generators.ts';
import { netScenario } from '../../properties/net/generators.ts';
import { SEG_MAX } from '../../spec/blk/features.ts';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { features, union } from '../../spec/features.ts';
import { MAC, MRG_RXBUF } from '../../spec/net/features.ts';
import { parseNetScenario, usualNet } from '../types/net/scenario.ts';
import { abridged, parseScenario } from '../types/types.ts';
import { aDisk, aNetDevice, aRound } from './fixtures/scenarios.ts';
import { ScenarioError, scenarioToJson } from './json.ts';
import type { Scenario } from './scenario.ts';

const throughText = (scenario: Scenario): Scenario =>
  parseScenario(JSON.parse(JSON.stringify(scenarioToJson(scenario))), 'text');

describe('a scenario as JSON', () => {
  it('should name the features of its device type', () => {
    const [net] = scenarioToJson(aNetDevice()).rounds;
    const [blk] = scenarioToJson(aDisk()).rounds;
    expect([net?.offer, blk?.offer]).toEqual(['{MAC, VERSION_1}', '{SEG_MAX, FLUSH, VERSION_1}']);
  });

  it('should write what an acceptance wants by name too', () => {
    const acceptance = { kind: 'refuses-unless', lacks: MRG_RXBUF, holds: MAC } as const;
    const [round] = scenarioToJson(aNetDevice({ rounds: [aRound({ acceptance })] })).rounds;
    expect(round?.acceptance).toEqual({ kind: 'refuses-unless', lacks: '{MRG_RXBUF}', holds: '{MAC}' });
  });

  it('should read names, bit numbers and masks alike', () => {
    const [round] = scenarioToJson(aNetDevice()).rounds;
    for (const offer of ['{MAC, VERSION_1}', 'VIRTIO_NET_F_MAC,VERSION_1', ' {bit 5 ,32} ', '0x100000020']) {
      const read = parseNetScenario(
        { ...scenarioToJson(aNetDevice()), rounds: [{ ...round, offer: offer.trim() }] },
        'text',
      );
      expect(read.rounds[0]?.offer).toBe(union(MAC, VERSION_1));
    }
    expect(features(5, 32)).toBe(0x1_0000_0020n);
  });

  it('should need no field but what is offered and how large the rings are', () => {
    const rounds = [{ offer: '{MAC, VERSION_1}', sizes: [256, 256, 256] }];
    expect(parseNetScenario({ rounds }, 'text')).toEqual(aNetDevice());
    expect(parseNetScenario({ rounds, layout: {} }, 'text')).toEqual(aNetDevice());
    const disk = { type: 'blk', rounds: [{ offer: '{SEG_MAX, FLUSH, VERSION_1}', sizes: [128] }] };
    expect(parseScenario(disk, 'text')).toEqual(aDisk({ version: '1.2' }));
  });

  it('should read the features of a disk by the names of a disk', () => {
    const read = parseScenario(scenarioToJson(aDisk()), 'text');
    expect(read.type).toBe('blk');
    expect(read.rounds[0]?.offer).toBe(union(aDisk().rounds[0]?.offer ?? 0n, SEG_MAX));
  });
});

describe('a scenario written and read again', () => {
  it.each<[string, fc.Arbitrary<Scenario>]>([
    ['virtio-net', netScenario],
    ['virtio-blk', blkScenario],
  ])('should be the same: %s', (_, scenarios) =>
    fc.assert(
      fc.property(scenarios, (scenario) => {
        expect(throughText(scenario)).toEqual(scenario);
        expect(scenarioToJson(throughText(scenario))).toEqual(scenarioToJson(scenario));
      }),
      { numRuns: 200, seed: 1 },
    ),
  );

  it.each<[string, fc.Arbitrary<Scenario>]>([
    ['virtio-net', netScenario],
    ['virtio-blk', blkScenario],
  ])('should be the same though what goes without saying is left out: %s', (_, scenarios) =>
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const short = abridged(scenarioToJson(scenario));
        expect(parseScenario(JSON.parse(JSON.stringify(short)), 'text')).toEqual(scenario);
      }),
      { numRuns: 200, seed: 1 },
    ),
  );

  it('should say no more than it has to', () => {
    const rounds = [{ offer: '{MAC, VERSION_1}', sizes: [256, 256, 256] }];
    expect(abridged(scenarioToJson(aNetDevice()))).toEqual({ rounds });
    expect(abridged(scenarioToJson(aNetDevice({ mtu: 9000, peek: false })))).toEqual({
      peek: false,
      rounds,
      mtu: 9000,
    });
    expect(Object.keys(abridged(scenarioToJson(aDisk())))).toEqual(['type', 'version', 'rounds']);
  });

  it('should keep every quirk', () => {
    const quirks = {
      accumulates: true,
      resetKeeps: ['accepted', 'queues', 'status'],
      status: 'one-bit',
      featuresOkUnchecked: true,
      createdSizes: [1, 2, 3],
      neverFillsRing: true,
      vanishesAfter: 9,
    } as const;
    expect(throughText(aNetDevice({ quirks })).quirks).toEqual(quirks);
  });
});

describe('a scenario that does not fit', () => {
  it.each<[string, unknown]>([
    ['version', '2.0'],
    ['transport', 'usb'],
    ['peek', 1],
    ['format', 'sparse'],
    ['rounds', []],
    ['rounds', undefined],
    ['resetPolls', -1],
    ['resetPolls', 'sometimes'],
    ['initialStatus', 256],
    ['mtu', 65536],
    ['mtu', 1500.5],
    ['maxVirtqueuePairs', 0],
    ['maxVirtqueuePairs', 0x8001],
    ['maxSkbFrags', 16],
    ['maxSkbFrags', 46],
    ['layout', 'paged'],
    ['type', 'crypto'],
  ])('should be refused by file and field: %s', (field, value) =>
    refuses({ ...scenarioToNet(), [field]: value }, field),
  );

  it.each<[string, object]>([
    ['rounds.0.offer', { offer: '{MACX}' }],
    ['rounds.0.offer', { offer: 'VIRTIO_BLK_F_MQ' }],
    ['rounds.0.offer', { offer: 'bit 128' }],
    ['rounds.0.sizes', { sizes: [256] }],
    ['rounds.0.sizes', { sizes: [] }],
    ['rounds.0.sizes.1', { sizes: [256, 65536, 256] }],
    ['rounds.0.sizes.2', { sizes: [256, 256, -1] }],
    ['rounds.0.acceptance.kind', { acceptance: { kind: 'maybe' } }],
    ['rounds.0.acceptance.lacks', { acceptance: { kind: 'refuses-unless', holds: '{}' } }],
    ['rounds.0.acceptance.holds', { acceptance: { kind: 'refuses-unless', lacks: '{}', holds: 'MACX' } }],
    ['rounds.0', { also: 1 }],
  ])('should be refused by file and field: %s, %j', (field, changes) => {
    const net = scenarioToNet();
    refuses({ ...net, rounds: [{ ...net.rounds[0], ...changes }] }, field);
  });

  it.each<[string, object]>([
    ['quirks.accumulates', { accumulates: 'yes' }],
    ['quirks.resetKeeps.0', { resetKeeps: ['mtu'] }],
    ['quirks.status', { status: 'two-bit' }],
    ['quirks.createdSizes', { createdSizes: [] }],
    ['quirks.vanishesAfter', { vanishesAfter: -1 }],
    ['quirks.neverFillsRing', { neverFillsRing: 1 }],
    ['quirks', { burns: true }],
  ])('should be refused by file and field: %s, %j', (field, quirks) =>
    refuses({ ...scenarioToNet(), quirks }, field),
  );

  it.each<[string, object]>([
    ['layout.receive', { receive: 'scattered' }],
    ['layout.bigBuffers', { bigBuffers: 'never' }],
    ['layout.pageSize', { pageSize: 511 }],
    ['layout.control', { control: 'mixed' }],
  ])('should be refused by file and field: %s', (field, changes) => {
    const net = scenarioToNet();
    refuses({ ...net, layout: { ...usualNet.layout, ...changes } }, field);
  });

  it.each<[string, unknown]>([
    ['segMax', -1],
    ['segMax', 2 ** 32],
    ['zoned', 'drive-managed'],
    ['numQueues', 0],
    ['maxSegments', 0],
    ['request', 'mixed'],
    ['rounds.0.sizes', undefined],
  ])('should be refused by file and field where it is a disk: %s', (field, value) => {
    const blk = scenarioToJson(aDisk());
    const wrong =
      value === undefined
        ? { ...blk, rounds: [{ ...blk.rounds[0], sizes: [1, 2] }] }
        : { ...blk, [field]: value };
    refuses(wrong, field);
  });

  it.each([null, undefined, 3, 'net', [[]]])('should be refused as a whole: %j', (value) =>
    refuses(value, 'scenario'),
  );

  it.each<[string, string, string]>([
    ['', '', 'scenario: found what cannot be shown, expected object'],
    ['{"type":', '}', 'type: found what cannot be shown, expected "net" or "blk"'],
    ['{"rounds":', '}', 'rounds.0: found what cannot be shown, expected object'],
    ['{"rounds":[{"offer":', '}]}', 'rounds.0.offer: found what cannot be shown, expected string'],
    [
      '{"rounds":[{"offer":"","sizes":[1,1,1]}],"quirks":{"__proto__":',
      '}}',
      'quirks: no such field: __proto__',
    ],
  ])('should be refused where it is nested very deeply: %s…%s', (before, after, message) => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(() => parseScenario(JSON.parse(before + deep + after), 'x')).toThrow(`x: ${message}`);
  });

  it('should be refused as a whole where it has a field too many', () =>
    expect(() => parseScenario({ ...scenarioToNet(), colour: 'red' }, 'my.json')).toThrow(
      new ScenarioError('my.json: scenario: no such field: colour'),
    ));

  it('should say of a feature what was found, and what would have been understood', () => {
    const net = scenarioToNet();
    const misspelt = { ...net, rounds: [{ ...net.rounds[0], offer: '{MACX}' }] };
    expect(() => parseScenario(misspelt, 'my.json')).toThrow(
      /^my\.json: rounds\.0\.offer: "MACX" is no feature: expected a name such as /,
    );
  });

  it('should say how many sizes were expected, of what, and how many were found', () => {
    const net = scenarioToNet();
    expect(() => parseScenario({ ...net, maxVirtqueuePairs: 2 }, 'my.json')).toThrow(
      new ScenarioError(
        'my.json: rounds.0.sizes: found 3 sizes, expected 5 (receive and transmit of each pair, then control)',
      ),
    );
  });
});

// --- internal ---

function scenarioToNet() {
  const written = scenarioToJson(aNetDevice());
  if (written.type !== 'net') throw new Error('a net scenario was written as another type');
  return written;
}

function refuses(value: unknown, field: string): void {
  let message = 'nothing: it was taken';
  try {
    parseScenario(value, 'my.json');
  } catch (error) {
    message = error instanceof ScenarioError ? error.message : String(error);
  }
  expect(message.startsWith(`my.json: ${field}: `), message).toBe(true);
  expect(message.length).toBeGreaterThan(`my.json: ${field}: `.length + 5);
  expect(message).not.toContain('\n');
}
