import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scsiScenario } from '../../../properties/scsi/generators.ts';
import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { features, NONE, union } from '../../../spec/features.ts';
import { CHANGE, HOTPLUG, T10_PI } from '../../../spec/scsi/features.ts';
import { scsiFitCommands } from '../../policies/scsi-fit-commands.ts';
import { scsiLinux } from '../../policies/scsi-linux.ts';
import { chainTooLong, indirectTooLong, stalled } from '../../run/queues.ts';
import { aHost, aRound } from '../../scenario/fixtures/scenarios.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import { Trace } from '../../trace/trace.ts';
import { scsiDevice } from './model.ts';
import { scsiConforms, scsiProspects, scsiProspectsFor } from './oracle.ts';
import { runScsiPolicy, type ScsiRun, scsiRuns } from './run.ts';
import type { ScsiScenario } from './scenario.ts';

const plain = union(VERSION_1, HOTPLUG);

const hostOf = (round: Partial<RoundScript> = {}, changes: Partial<ScsiScenario> = {}): ScsiScenario => {
  const sizes = round.sizes ?? [128, 128, 128];
  return aHost({
    numQueues: sizes.length - 2,
    rounds: [aRound({ offer: plain, sizes, ...round })],
    ...changes,
  });
};

const linuxOn = (round: Partial<RoundScript>, changes: Partial<ScsiScenario> = {}): ScsiRun =>
  runScsiPolicy(scsiLinux, hostOf(round, changes));

const troublesOf = (run: ScsiRun) => [chainTooLong(run), indirectTooLong(run), stalled(run)];

const queueOf = (run: ScsiRun, index: number) => run.queues.find(({ queue }) => queue === index);

const postedIn = (run: ScsiRun) => run.queues.map(({ queue, posted }) => [queue, posted] as const);

describe('the end of a run on a SCSI host', () => {
  it('should be that of the whole run', () =>
    fc.assert(
      fc.property(scsiScenario, fc.constantFrom(scsiLinux, scsiFitCommands), (scenario, policy) => {
        const { outcome, plan, inUse, device } = runScsiPolicy(policy, scenario);
        const end = scsiRuns.end(policy, scenario, scsiDevice(scenario), new Trace());
        expect(end).toMatchObject({ scenario, outcome, plan, inUse });
        expect(end.device.status).toBe(device.status);
      }),
      { seed: 1, numRuns: 300 },
    ));
});

describe('the traffic of a live scsi driver', () => {
  it('should be its event buffers, and the longest command on every request queue', () => {
    const run = linuxOn({ sizes: [128, 128, 128, 256] });
    expect(troublesOf(run)).toEqual([-1, -1, -1]);
    expect(queueOf(run, 1)).toMatchObject({ posted: 8, bufferChain: 1, bufferBytes: 16 });
    expect([2, 3].map((queue) => queueOf(run, queue)?.longest)).toEqual([128, 128]);
    expect(queueOf(run, 0)).toBeUndefined();
  });

  it('should have no more event buffers than the ring holds, and none without events', () => {
    expect(queueOf(linuxOn({ sizes: [128, 4, 128] }), 1)?.posted).toBe(4);
    expect(queueOf(linuxOn({ offer: VERSION_1 }), 1)).toBeUndefined();
  });

  it('should spread the commands to one unit over the request queues, as many as each holds', () => {
    expect(postedIn(linuxOn({ offer: VERSION_1, sizes: [8, 8, 128, 128, 128] }, { cmdPerLun: 7 }))).toEqual([
      [2, 3],
      [3, 2],
      [4, 2],
    ]);
    expect(postedIn(linuxOn({ offer: VERSION_1, sizes: [8, 8, 128] }))).toEqual([[2, 64]]);
    const inTables = linuxOn({ offer: union(VERSION_1, INDIRECT_DESC), sizes: [8, 8, 128] });
    expect(postedIn(inTables)).toEqual([[2, 128]]);
  });

  it('should stop a queue that is too short for the longest command, but for an indirect table', () => {
    expect(troublesOf(linuxOn({ sizes: [8, 8, 64] }))).toEqual([-1, -1, 2]);
    expect(troublesOf(linuxOn({ offer: union(plain, INDIRECT_DESC), sizes: [8, 8, 64] }))).toEqual([
      -1, 2, -1,
    ]);
  });

  it('should be none where the driver is not live', () =>
    expect(postedIn(linuxOn({ offer: HOTPLUG }))).toEqual([]));
});

describe('a SCSI host that plays by the standard', () => {
  it('should be an ordinary one', () => expect(scsiConforms(hostOf())).toBe(true));

  it.each<[string, Partial<RoundScript>, Partial<ScsiScenario>]>([
    ['no VERSION_1', { offer: HOTPLUG }, {}],
    ['an unknown feature', { offer: union(plain, features(63)) }, {}],
    ['an illegal size', { sizes: [128, 128, 3] }, {}],
    ['a quirk', {}, { quirks: { status: 'one-bit' } }],
    ['a reset without an end', {}, { resetPolls: 'never' }],
  ])('should not have %s', (_, round, changes) => {
    expect(scsiConforms(hostOf(round, changes))).toBe(false);
    expect(scsiProspects(hostOf(round, changes))).toEqual({ feasible: false, acceptsAtOnce: false });
  });

  it('may have a reset that outlasts the patience of a driver, and is then served by none', () => {
    const slow = hostOf({}, { resetPolls: 100 });
    expect(scsiConforms(slow)).toBe(true);
    expect(scsiProspects(slow)).toEqual({ feasible: false, acceptsAtOnce: false });
  });
});

describe('what the best scsi driver could do', () => {
  const canServe = (round: Partial<RoundScript>, changes: Partial<ScsiScenario> = {}): boolean =>
    scsiProspects(hostOf(round, changes)).feasible;

  it.each([
    [[1, 1, 4], true],
    [[1, 0, 4], true],
    [[1, 1, 4, 0], true],
    [[0, 1, 4], false],
    [[1, 1, 0], false],
    [[1, 1, 0, 4], false],
    [[1, 1, 2], false],
  ])('should be to serve rings of %j: %s', (sizes, served) => expect(canServe({ sizes })).toBe(served));

  it('should need less where the driver joins headers to data, as it may not over a legacy interface', () => {
    expect(canServe({ sizes: [1, 1, 2] }, { command: 'combined' })).toBe(true);
    expect(canServe({ sizes: [1, 1, 2] }, { command: 'combined', transport: 'pci-legacy' })).toBe(false);
  });

  it('should go without protection of data where a ring of three has no room for it', () => {
    const packed = { format: 'packed', version: '1.3' } as const;
    expect(canServe({ offer: union(plain, T10_PI), sizes: [1, 1, 3] }, packed)).toBe(true);
  });

  it('should need one data segment at least', () => expect(canServe({}, { segMax: 0 })).toBe(false));

  it('should go without what the device refuses', () => {
    expect(canServe({ acceptance: { kind: 'refuses' } })).toBe(false);
    expect(canServe({ acceptance: { kind: 'refuses-unless', lacks: HOTPLUG, holds: NONE } })).toBe(true);
    expect(canServe({ acceptance: { kind: 'refuses-unless', lacks: NONE, holds: CHANGE } })).toBe(false);
  });

  it('should hang on what the driver knows', () => {
    const needsChange = hostOf({
      offer: union(plain, CHANGE),
      acceptance: { kind: 'refuses-unless', lacks: NONE, holds: CHANGE },
    });
    expect(scsiProspects(needsChange).feasible).toBe(true);
    expect(scsiProspectsFor(needsChange, VERSION_1).feasible).toBe(false);
  });

  it('should be at once only where every round serves and accepts', () => {
    const rounds = [aRound({ offer: plain, sizes: [8, 8, 8] }), aRound({ offer: plain, sizes: [8, 8, 1] })];
    expect(scsiProspects(aHost({ rounds }))).toEqual({ feasible: true, acceptsAtOnce: false });
    expect(scsiProspects(aHost())).toEqual({ feasible: true, acceptsAtOnce: true });
  });

  it('should be no less than what the best policy does', () =>
    fc.assert(
      fc.property(scsiScenario, (scenario) => {
        const { plan } = runScsiPolicy(scsiFitCommands, scenario);
        if (plan && scsiConforms(scenario) && scenario.resetPolls !== 'never')
          expect(scsiProspects(scenario).feasible).toBe(true);
      }),
      { numRuns: 300, seed: 1 },
    ));
});
