import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scsiScenario } from '../../properties/scsi/generators.ts';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, union } from '../../spec/features.ts';
import { CHANGE, HOTPLUG, INOUT, T10_PI } from '../../spec/scsi/features.ts';
import type { Policy } from '../driver/policy.ts';
import { chainTooLong, stalled } from '../run/queues.ts';
import { aHost, aRound } from '../scenario/fixtures/scenarios.ts';
import { runScsiPolicy, type ScsiRun } from '../types/scsi/run.ts';
import type { ScsiScenario } from '../types/scsi/scenario.ts';
import { scsiPolicies } from './index.ts';
import { scsiFitCommands } from './scsi-fit-commands.ts';
import { scsiLinux } from './scsi-linux.ts';

const plain = union(VERSION_1, HOTPLUG);

const run = (
  policy: Policy,
  offer: FeatureSet,
  sizes: readonly number[],
  changes: Partial<ScsiScenario> = {},
): ScsiRun =>
  runScsiPolicy(
    policy,
    aHost({ rounds: [aRound({ offer, sizes })], numQueues: sizes.length - 2, ...changes }),
  );

const endOf = ({ outcome }: ScsiRun): string =>
  outcome?.kind === 'failed' ? outcome.reason : (outcome?.kind ?? '');

describe('scsi-linux', () => {
  it('should take seg_max at its word, whatever the ring, and protection beside it', () => {
    const small = run(scsiLinux, plain, [8, 8, 16]);
    expect([small.plan?.segments, small.plan?.commandChain, stalled(small)]).toEqual([126, 128, 2]);
    expect(run(scsiLinux, union(plain, T10_PI), [8, 8, 16]).plan?.commandChain).toBe(129);
  });

  it.each([
    [128, 64, 64],
    [7, 64, 7],
  ])('should, of cmd_per_lun %i and a ring of %i, make %i commands a unit', (cmdPerLun, ring, commands) =>
    expect(run(scsiLinux, plain, [8, 8, ring, 256], { cmdPerLun }).plan?.commandsPerUnit).toBe(commands),
  );

  it('should have buffers for events with HOTPLUG only', () => {
    expect(run(scsiLinux, plain, [8, 8, 8]).plan?.eventBuffers).toBe(8);
    expect(run(scsiLinux, union(VERSION_1, CHANGE), [8, 8, 8]).plan?.eventBuffers).toBe(0);
  });

  it('should use no more request queues than it has processors', () =>
    expect(run(scsiLinux, plain, [8, 8, 8, 8, 8], { cpus: 2 }).plan?.queues).toEqual([8, 8, 8, 8]));

  it.each([
    [0, 8, 8],
    [8, 0, 8],
    [8, 8, 0],
    [8, 8, 8, 0],
  ])('should fail where a queue that it counts on does not exist: %i, %i, %i', (...sizes) =>
    expect(endOf(run(scsiLinux, plain, sizes))).toBe('a virtqueue does not exist'),
  );

  it('should tell the device the sizes that it expects, once its queues are there', () => {
    const events = [...run(scsiLinux, plain, [8, 8, 8]).trace].map(({ kind }) => kind);
    expect(events.filter((kind) => kind === 'config-write')).toHaveLength(2);
    expect(events.indexOf('config-write')).toBeGreaterThan(events.lastIndexOf('queue-enable-write'));
  });
});

describe('scsi-fit-commands', () => {
  it.each([
    [plain, [8, 8, 16], 14],
    [union(plain, T10_PI), [8, 8, 16], 13],
    [union(plain, INOUT), [8, 8, 16], 7],
    [plain, [8, 8, 128, 16], 14],
  ])('should cap its commands by the shortest ring: %s on %j, %i segments', (offer, sizes, segments) => {
    const sized = run(scsiFitCommands, offer, sizes);
    expect([sized.plan?.segments, chainTooLong(sized), stalled(sized)]).toEqual([segments, -1, -1]);
  });

  it('should go without a further request queue that is missing or carries nothing', () => {
    expect(run(scsiFitCommands, plain, [8, 8, 16, 0]).plan?.queues).toEqual([8, 8, 16]);
    expect(run(scsiFitCommands, plain, [8, 8, 16, 2, 16]).plan?.queues).toEqual([8, 8, 16]);
  });

  it('should give up, in another negotiation, what has no room', () => {
    const accepted = (offer: FeatureSet, sizes: readonly number[]) =>
      run(scsiFitCommands, offer, sizes).negotiations.map(({ answer }) => answer.accepted);
    const offer = union(VERSION_1, HOTPLUG, CHANGE, T10_PI, INOUT);
    expect(accepted(offer, [8, 8, 8])).toEqual([offer]);
    expect(accepted(offer, [8, 0, 8])).toEqual([offer, union(VERSION_1, T10_PI, INOUT)]);
    expect(accepted(offer, [8, 8, 4])).toEqual([offer, union(VERSION_1, HOTPLUG, CHANGE, T10_PI)]);
  });

  it('should have buffers for events wherever some may come, of the size that the device states', () => {
    const eventsOf = (offer: FeatureSet, ring: number, eventInfoSize = 16) => {
      const { plan } = run(scsiFitCommands, offer, [8, ring, 8], { eventInfoSize });
      return [plan?.eventBuffers, plan?.eventBytes];
    };
    expect(eventsOf(union(VERSION_1, CHANGE), 128)).toEqual([15, 16]);
    expect(eventsOf(plain, 2, 64)).toEqual([2, 64]);
    expect(eventsOf(VERSION_1, 128)).toEqual([0, 16]);
  });

  it.each([
    [[0, 8, 8], 'a virtqueue is missing that no command goes without'],
    [[8, 8, 0], 'a virtqueue is missing that no command goes without'],
    [[8, 8, 2], 'no command with data fits the first request queue'],
  ] as const)('should fail on rings of %j: %s', (sizes, reason) =>
    expect(endOf(run(scsiFitCommands, plain, sizes))).toBe(reason),
  );

  it('should fail where the host takes no data at all', () =>
    expect(endOf(run(scsiFitCommands, plain, [8, 8, 8], { segMax: 0 }))).toBe(
      'no command with data fits the first request queue',
    ));

  it('should never go live with a command that a ring cannot hold', () => {
    let live = 0;
    fc.assert(
      fc.property(scsiScenario, (scenario) => {
        const ran = runScsiPolicy(scsiFitCommands, scenario);
        if (!ran.plan || scenario.quirks.vanishesAfter !== undefined) return;
        live++;
        expect([chainTooLong(ran), stalled(ran)]).toEqual([-1, -1]);
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(live).toBeGreaterThan(50);
  });
});

describe('every policy of SCSI hosts', () => {
  it.each(scsiPolicies)('$id should bring a plain host live, in one round', (policy) => {
    const { outcome, rounds, inUse } = run(policy, plain, [128, 128, 128]);
    expect([outcome?.kind, rounds.length, includes(inUse, plain)]).toEqual(['live', 1, true]);
  });
});
