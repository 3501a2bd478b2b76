import { describe, expect, it } from 'vitest';
import { NONE } from '../../spec/features.ts';
import { INOUT } from '../../spec/scsi/features.ts';
import type { Outcome } from '../../src/driver/outcome.ts';
import { scsiFitCommands } from '../../src/policies/scsi-fit-commands.ts';
import { factsOf } from '../../src/ring/queue-facts.ts';
import { AT_THE_END, clausesBroken, type Property } from '../../src/run/property.ts';
import { event } from '../../src/trace/fixtures/events.ts';
import { Trace } from '../../src/trace/trace.ts';
import type { ScsiPlan } from '../../src/types/scsi/plan.ts';
import { runScsiPolicy, type ScsiRun } from '../../src/types/scsi/run.ts';
import type { ScsiScenario } from '../../src/types/scsi/scenario.ts';
import { host } from '../examples/example.ts';
import {
  commandFitsQueue,
  commandSegmentsKept,
  commandSegmentsNotWasted,
  commandsMoveData,
  commandsPerUnitKept,
  hostServed,
  indirectCommandFitsQueue,
  requestQueuesStated,
} from './commands.ts';

const onHost = (change: Partial<ScsiScenario> = {}, rings: number | readonly number[] = 256): ScsiRun =>
  runScsiPolicy(scsiFitCommands, host(INOUT, rings, change));
const ordinary = onHost();

/** An ordinary run, but for what its driver has in mind. */
function planned(plan: Partial<ScsiPlan>, run: ScsiRun = ordinary): ScsiRun {
  if (!run.plan) throw new Error('not live');
  return { ...run, plan: { ...run.plan, ...plan } };
}
/** … but for what its rings tell. */
const withEvents = (events: Parameters<typeof Trace.of>[0], run: ScsiRun = ordinary): ScsiRun => ({
  ...run,
  queues: factsOf(Trace.of(events), true),
});

const failed: Outcome = { kind: 'failed', reason: 'no' };
const failedOf = (run: ScsiRun): ScsiRun => ({ ...run, plan: undefined, outcome: failed });
const again = { on: () => ordinary, rebind: () => ordinary };

function saidOf(property: Property<ScsiRun>, run: ScsiRun) {
  if (!property.appliesTo(run)) return 'does not apply';
  return property.check(run, again)?.at ?? 'holds';
}
const told = (property: Property<ScsiRun>, run: ScsiRun) => property.check(run, again)?.because();

describe('a SCSI command', () => {
  it.each([
    ['be longer than its queue', commandFitsQueue, [event('control', 2, 257)]],
    [
      'be longer than its queue in a table',
      indirectCommandFitsQueue,
      [event('indirect', 2, 1), event('control', 2, 257)],
    ],
    ['wait for ever', commandsMoveData, [event('drop', 2, 257), event('stop', 2, 256)]],
  ] as const)('should not %s', (_, property, events) => {
    const troubled = withEvents(events);
    expect([saidOf(property, ordinary), saidOf(property, troubled)]).toEqual(['holds', AT_THE_END]);
    expect(saidOf(property, failedOf(troubled))).toBe('does not apply');
    expect(told(property, troubled)).toMatch(/requestq1 .*256 entries$/);
  });

  it('should carry data', () =>
    expect(told(commandsMoveData, planned({ segments: 0 }))).toBe('no command on requestq1 carries data'));

  it('should keep seg_max, which is stated whatever is negotiated', () => {
    expect(saidOf(commandSegmentsKept, planned({ segments: 126 }))).toBe('holds');
    expect(told(commandSegmentsKept, planned({ segments: 127 }))).toBe(
      'a command has 127 data segments, 126 are allowed',
    );
    expect(saidOf(commandSegmentsKept, failedOf(ordinary))).toBe('does not apply');
  });

  it('should be as long as it may: by seg_max, by the driver, by every ring that is used', () => {
    const short = (change: Partial<ScsiScenario>, rings?: number | readonly number[]) =>
      told(commandSegmentsNotWasted, planned({ segments: 3 }, onHost(change, rings)));
    expect(short({})).toBe('3 data segments where 126 would go');
    expect(short({ segMax: 11 })).toMatch(/ 11 would go$/);
    expect(short({ maxSegments: 12 })).toMatch(/ 12 would go$/);
    expect(short({ numQueues: 2 }, [8, 8, 256, 16])).toMatch(/ 7 would go$/);
    expect(short({ command: 'combined' }, [8, 8, 16])).toMatch(/ 8 would go$/);
    expect(short({ maxSegments: 3 })).toBeUndefined();
    expect(saidOf(commandSegmentsNotWasted, failedOf(ordinary))).toBe('does not apply');
  });
});

describe('the commands to one unit', () => {
  const CONFIG = 'drivernormative:Device Types / SCSI Host Device / Device configuration layout';
  const sent = (run: ScsiRun, ...posted: readonly [queue: number, count: number][]) =>
    withEvents(
      posted.map(([queue, count]) => event('post', queue, count)),
      run,
    );
  const broken = (run: ScsiRun) => {
    const violation = commandsPerUnitKept.check(run, again);
    return violation && clausesBroken(commandsPerUnitKept, violation, run.scenario);
  };

  it('should be no more than cmd_per_lun, over all request queues', () => {
    const run = onHost({ cmdPerLun: 7, numQueues: 2 });
    expect(saidOf(commandsPerUnitKept, sent(run, [1, 100], [2, 4], [3, 3]))).toBe('holds');
    expect(broken(sent(run, [2, 4], [3, 4]))).toEqual([`${CONFIG} #2`]);
    expect(told(commandsPerUnitKept, sent(run, [2, 8]))).toBe(
      'a unit is sent 8 commands, where cmd_per_lun is 7 and the largest ring has 256',
    );
  });

  it('should be no more than the largest request ring has entries', () => {
    const run = onHost({ numQueues: 2 }, [256, 256, 8, 16]);
    expect(saidOf(commandsPerUnitKept, sent(run, [2, 8], [3, 8]))).toBe('holds');
    expect(broken(sent(run, [2, 8], [3, 9]))).toEqual([`${CONFIG} #3`]);
    expect(broken(sent(run, [2, 100], [3, 100]))).toEqual([`${CONFIG} #2`, `${CONFIG} #3`]);
    expect(saidOf(commandsPerUnitKept, failedOf(run))).toBe('does not apply');
  });
});

describe('the request queues of a SCSI host', () => {
  it('should be those that it states', () => {
    const [round] = ordinary.rounds;
    if (!round) throw new Error('a run has a round');
    const enabling = (highestEnabled: number): ScsiRun => ({
      ...ordinary,
      rounds: [{ ...round, highestEnabled, lastEnable: 5 }],
    });
    expect(saidOf(requestQueuesStated, enabling(2))).toBe('holds');
    expect(saidOf(requestQueuesStated, enabling(3))).toBe(5);
    expect(told(requestQueuesStated, enabling(3))).toBe('virtqueue 3 is enabled of 3');
  });
});

describe('a SCSI host that can be served', () => {
  it('should be served', () => {
    expect(saidOf(hostServed, ordinary)).toBe('holds');
    expect(told(hostServed, failedOf(ordinary))).toBe(
      'the probe fails though the device takes a set that works',
    );
    expect(saidOf(hostServed, { ...failedOf(ordinary), outcome: undefined })).toBe('does not apply');
    expect(saidOf(hostServed, { ...failedOf(ordinary), scenario: host(NONE, 0) })).toBe('holds');
  });
});
