import { describe, expect, it } from 'vitest';
import { EMERG_WRITE, MULTIPORT, SIZE } from '../../spec/console/features.ts';
import { union } from '../../spec/features.ts';
import { consoleFitPorts } from '../../src/policies/console-fit-ports.ts';
import type { Property } from '../../src/run/property.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { accepts, event, offers, reads, reset, writes } from '../../src/trace/fixtures/events.ts';
import { type ConsoleRun, runConsolePolicy } from '../../src/types/console/run.ts';
import { port } from '../examples/console.ts';
import { A, AD, runOf } from '../fixtures/runs.ts';
import { noEarlyConfigWrite } from '../initialization.ts';
import {
  consoleConfigReadWhereOffered,
  deviceBearsEmergencyWrite,
  emergencyWriteWhereOffered,
} from './configuration.ts';

const ordinary = runConsolePolicy(consoleFitPorts, port());

/** A run whose events are written by hand: a device that offers SIZE and, where it is said, EMERG_WRITE. */
function ofEvents(events: readonly TraceEvent[], vanishesAfter?: number): ConsoleRun {
  const { view, trace, rounds, last, negotiations, final } = runOf(events);
  const quirks = vanishesAfter === undefined ? {} : { vanishesAfter };
  return { ...ordinary, scenario: port(0n, 256, { quirks }), view, trace, rounds, last, negotiations, final };
}

const begins = (offer: bigint): TraceEvent[] => [
  reset,
  reads(0),
  writes(A),
  writes(AD),
  offers(0, Number(offer)),
];
const reading = (offset: number): TraceEvent => event('config-read', offset, 1);
const writing = (offset: number): TraceEvent => event('config-write', offset, 1);

const again = { on: () => ordinary, rebind: () => ordinary };
const saidOf = (property: Property<ConsoleRun>, run: ConsoleRun) =>
  property.appliesTo(run) ? (property.check(run, again)?.at ?? 'holds') : 'does not apply';

describe('a field of a console', () => {
  it.each<[string, readonly TraceEvent[], number | 'holds']>([
    ['the size with SIZE', [...begins(SIZE), reading(0), reading(2), reading(3)], 'holds'],
    ['the size without it', [...begins(MULTIPORT), reading(2)], 5],
    ['max_nr_ports with MULTIPORT', [...begins(MULTIPORT), reading(4)], 'holds'],
    ['max_nr_ports without it', [...begins(SIZE), reading(7)], 5],
    ['whatever before the offer', [reset, reads(0), writes(A), reading(0), ...begins(SIZE)], 3],
  ])('should be read where its feature is offered: %s', (_, events, said) => {
    expect(saidOf(consoleConfigReadWhereOffered, ofEvents([...events, accepts(0, 0)]))).toBe(said);
  });

  it('should not be written, but emerg_wr where that is offered', () => {
    const runWriting = (offer: bigint, offset: number) => ofEvents([...begins(offer), writing(offset)]);
    expect(saidOf(emergencyWriteWhereOffered, runWriting(EMERG_WRITE, 8))).toBe('holds');
    expect(saidOf(emergencyWriteWhereOffered, runWriting(union(SIZE, MULTIPORT), 8))).toBe(5);
    expect(saidOf(emergencyWriteWhereOffered, runWriting(EMERG_WRITE, 0))).toBe(5);
    expect(saidOf(emergencyWriteWhereOffered, ofEvents([]))).toBe('does not apply');
  });

  it('may be written before FEATURES_OK where it is emerg_wr, and that is offered', () => {
    const runWriting = (offer: bigint, ...offsets: readonly number[]) => {
      const run = ofEvents([...begins(offer), ...offsets.map(writing)]);
      return noEarlyConfigWrite.check(
        { ...run, scenario: run.scenario },
        { on: () => run, rebind: () => run },
      )?.at;
    };
    expect(runWriting(EMERG_WRITE, 8)).toBeUndefined();
    expect(runWriting(SIZE, 8)).toBe(5);
    expect(runWriting(EMERG_WRITE, 8, 0)).toBe(6);
  });
});

describe('a device that offers EMERG_WRITE', () => {
  it.each<[string, readonly TraceEvent[], number | string]>([
    ['bear a write', [...begins(EMERG_WRITE), writing(8), reads(AD)], 'holds'],
    ['not need a reset for it', [...begins(EMERG_WRITE), writing(8), reads(AD | 0x40)], 6],
    ['do as it likes before', [...begins(EMERG_WRITE), reads(AD | 0x40), writing(8), reads(AD)], 'holds'],
    ['do as it likes without one', [...begins(EMERG_WRITE), reads(AD | 0x40)], 'does not apply'],
    [
      'do as it likes where it offers none',
      [...begins(SIZE), writing(8), reads(AD | 0x40)],
      'does not apply',
    ],
  ])('should %s', (_, events, said) =>
    expect(saidOf(deviceBearsEmergencyWrite, ofEvents(events))).toBe(said),
  );

  it('should not be asked when it is gone', () =>
    expect(saidOf(deviceBearsEmergencyWrite, ofEvents([...begins(EMERG_WRITE), writing(8)], 9))).toBe(
      'does not apply',
    ));
});
