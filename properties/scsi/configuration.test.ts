import { describe, expect, it } from 'vitest';
import { scsiFitCommands } from '../../src/policies/scsi-fit-commands.ts';
import type { Property } from '../../src/run/property.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { accepts, event, reads, reset, writes } from '../../src/trace/fixtures/events.ts';
import { runScsiPolicy, type ScsiRun } from '../../src/types/scsi/run.ts';
import type { ScsiScenario } from '../../src/types/scsi/scenario.ts';
import { host } from '../examples/example.ts';
import { A, runOf } from '../fixtures/runs.ts';
import { onlySizesWritten, sizesRestored } from './configuration.ts';

const ordinary = runScsiPolicy(scsiFitCommands, host());

/** A run whose events are written by hand. */
function ofEvents(events: readonly TraceEvent[], change: Partial<ScsiScenario> = {}): ScsiRun {
  const { view, trace, rounds, last } = runOf(events);
  return { ...ordinary, scenario: host(0n, 256, change), view, trace, rounds, last };
}

const again = { on: () => ordinary, rebind: () => ordinary };
const saidOf = (property: Property<ScsiRun>, run: ScsiRun) =>
  property.appliesTo(run) ? (property.check(run, again)?.at ?? 'holds') : 'does not apply';

describe('the configuration of a SCSI host', () => {
  it('should be written at sense_size and cdb_size alone', () => {
    const writing = (offset: number) => ofEvents([reset, writes(A), event('config-write', offset, 9)]);
    expect([20, 24].map((offset) => saidOf(onlySizesWritten, writing(offset)))).toEqual(['holds', 'holds']);
    expect([0, 4, 12, 16, 32].map((offset) => saidOf(onlySizesWritten, writing(offset)))).toEqual([
      2, 2, 2, 2, 2,
    ]);
    expect(onlySizesWritten.check(writing(12), again)?.because()).toBe(
      'the configuration is written at offset 12',
    );
    expect(saidOf(onlySizesWritten, ofEvents([]))).toBe('does not apply');
  });

  const begins = [reset, reads(0), writes(A), accepts(0, 0)];
  const sense = (value: number): TraceEvent => event('config-read', 20, value);
  const cdb = (value: number): TraceEvent => event('config-read', 24, value);

  it.each<[string, readonly TraceEvent[], number | 'holds']>([
    ['the usual sizes', [...begins, sense(96), cdb(32)], 'holds'],
    ['another sense_size', [...begins, sense(252)], 4],
    ['another cdb_size', [...begins, sense(96), cdb(16)], 5],
    ['what a driver wrote', [...begins, event('config-write', 20, 18), sense(18), cdb(32)], 'holds'],
    [
      'what a driver wrote before a reset',
      [...begins, event('config-write', 20, 18), sense(18), ...begins, sense(18)],
      10,
    ],
    ['anything before a reset that is seen', [sense(18), ...begins, sense(96)], 'holds'],
    ['anything while the reset may last', [reset, writes(A), accepts(0, 0), sense(18)], 'holds'],
    ['whatever it likes elsewhere', [...begins, event('config-read', 16, 18)], 'holds'],
  ])('should show after a reset %s', (_, events, said) =>
    expect(saidOf(sizesRestored, ofEvents(events))).toBe(said),
  );

  it('should not be asked of a device that is gone', () =>
    expect(saidOf(sizesRestored, ofEvents(begins, { quirks: { vanishesAfter: 9 } }))).toBe('does not apply'));
});
