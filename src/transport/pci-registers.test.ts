import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { NO_VECTOR } from '../../spec/pci-registers.ts';
import { policies } from '../policies/index.ts';
import { accessesByKind, eventKinds, type TraceEvent } from '../trace/events.ts';
import { runNetPolicy } from '../types/net/run.ts';
import { configPlace, lift, liftInPlace, lower, otherAccess, type RegisterAccess } from './pci-registers.ts';

const write = (register: string, value: number, queue?: number): RegisterAccess => ({
  op: 'write',
  register,
  value,
  ...(queue === undefined ? {} : { queue }),
});
const read = (register: string, value: number, queue?: number): RegisterAccess => ({
  ...write(register, value, queue),
  op: 'read',
});

/** What shows of events on the bus: no traffic; a peek is a read of the size. */
const onTheBus = (events: Iterable<TraceEvent>): TraceEvent[] =>
  [...events]
    .filter(({ kind }) => accessesByKind[kind] > 0)
    .map((event) => (event.kind === 'peek' ? { ...event, kind: 'queue-size-read' } : event));

describe('events as register accesses', () => {
  it('should select a window, then read it', () =>
    expect(lower([{ kind: 'offer-read', index: 1, value: 5 }])).toEqual([
      write('device_feature_select', 1),
      read('device_feature', 5),
    ]));

  it('should write the addresses of a virtqueue in halves', () =>
    expect(lower([{ kind: 'queue-addresses-write', index: 2, value: 2 ** 32 + 7 }])).toEqual([
      write('queue_select', 2),
      write('queue_desc_lo', 7, 2),
      write('queue_desc_hi', 1, 2),
      write('queue_driver_lo', 0, 2),
      write('queue_driver_hi', 0, 2),
      write('queue_device_lo', 0, 2),
      write('queue_device_hi', 0, 2),
    ]));

  it.each(eventKinds)('should count the accesses of %s as the trace does', (kind) =>
    expect(lower([{ kind, index: 0, value: 0 }])).toHaveLength(accessesByKind[kind]),
  );
});

describe('register accesses as events', () => {
  it('should join a select with what it selects, and know it from then on', () =>
    expect(
      liftInPlace([
        write('queue_select', 1),
        read('queue_size', 16, 1),
        read('queue_enable', 0),
        read('isr', 1),
      ]),
    ).toEqual([
      { event: { kind: 'queue-size-read', index: 1, value: 16 }, first: 0, count: 2 },
      { event: { kind: 'queue-enabled-read', index: 1, value: 0 }, first: 2, count: 1 },
      { event: { kind: 'other', index: expect.any(Number), value: 1 }, first: 3, count: 1 },
    ]));

  it('should know the reset of a queue, and the look at its end', () =>
    expect(lift([write('queue_select', 1), write('queue_reset', 1, 1), read('queue_reset', 0, 1)])).toEqual([
      { kind: 'queue-reset-write', index: 1, value: 1 },
      { kind: 'queue-reset-read', index: 1, value: 0 },
    ]));

  it('should know a queue that is given back: no vector, and none read back', () => {
    const vector = (value: number, back = value, queue = 1) =>
      lift([
        write('queue_select', 1),
        write('queue_msix_vector', value, 1),
        read('queue_msix_vector', back, queue),
      ]).map(({ kind }) => kind);
    expect(vector(NO_VECTOR)).toEqual(['queue-release']);
    for (const other of [vector(1), vector(NO_VECTOR, 1), vector(NO_VECTOR, NO_VECTOR, 2)])
      expect(other).not.toContain('queue-release');
    expect(lift([write('queue_select', 1), write('queue_msix_vector', NO_VECTOR, 1)])).toHaveLength(2);
  });

  it('should know halves of addresses by the names of earlier versions', () => {
    const [only, ...more] = liftInPlace([
      write('queue_select', 4),
      write('queue_desc_lo', 7, 4),
      write('queue_avail_lo', 8, 4),
      write('queue_used_hi', 9, 4),
    ]);
    expect(only).toEqual({
      event: { kind: 'queue-addresses-write', index: 4, value: 7 },
      first: 0,
      count: 4,
    });
    expect(more).toEqual([]);
  });

  it('should take halves of addresses in any order, and a second queue apart', () => {
    const events = lift([
      write('queue_select', 0),
      write('queue_desc_hi', 1, 0),
      write('queue_desc_lo', 2, 0),
      write('queue_desc_lo', 3, 0),
      write('queue_desc_lo', 4, 1),
    ]);
    expect(events.map(({ index, value }) => [index, value])).toEqual([
      [0, 2 ** 32 + 2],
      [0, 3],
      [1, 4],
    ]);
  });

  it.each([
    [
      'a vector',
      [write('queue_select', 3), write('queue_msix_vector', 1, 3), read('queue_msix_vector', 1, 3)],
    ],
    ['a write of what is read-only', [write('config_generation', 0), write('num_queues', 7)]],
    ['a select of nothing', [write('device_feature_select', 0), read('queue_select', 0)]],
    ['a window that was not selected', [read('device_feature', 1)]],
    [
      'a window beyond every feature',
      [write('device_feature_select', 0xffff_ffff), read('device_feature', 0)],
    ],
    ['a read of a doorbell', [read('notify', 0)]],
  ])('should keep %s as other, register by register', (_, accesses) => {
    const events = lift(accesses);
    expect(events.map(({ kind }) => kind)).toEqual(accesses.map(() => 'other'));
    expect(events.map(otherAccess)).toEqual(
      accesses.map(({ op, register, value }) => ({ op, register, value })),
    );
    expect(lower(events)).toEqual(accesses);
  });

  it('should know the configuration generation', () =>
    expect(lift([read('config_generation', 3)])).toEqual([
      { kind: 'config-generation-read', index: 0, value: 3 },
    ]));

  it('should say before an access that it is of a wrong width, and know of it what its field is told', () =>
    expect(
      liftInPlace([
        write('queue_select', 0),
        { ...write('queue_enable', 0x30001, 0), width: 4 },
        { ...write('queue_size', 16, 0), width: 2 },
        { ...write('queue_desc', 4096, 0), width: 8 },
        write('queue_desc_hi', 0, 0),
        read('config+8/4', 0x5dc_0002),
      ]),
    ).toEqual([
      { event: { kind: 'wrong-width', index: 2, value: 4 }, first: 1, count: 0 },
      { event: { kind: 'queue-enable-write', index: 0, value: 1 }, first: 0, count: 2 },
      { event: { kind: 'queue-size-write', index: 0, value: 16 }, first: 2, count: 1 },
      { event: { kind: 'wrong-width', index: 4, value: 8 }, first: 3, count: 0 },
      { event: { kind: 'queue-addresses-write', index: 0, value: 4096 }, first: 3, count: 2 },
      { event: { kind: 'wrong-width', index: 2, value: 4 }, first: 5, count: 0 },
      { event: { kind: 'config-read', index: 8, value: 2 }, first: 5, count: 1 },
    ]));

  it('should know nothing of a field of which a part is read, or that begins elsewhere', () =>
    expect(
      liftInPlace([
        write('queue_select', 0),
        { ...read('queue_size', 0, 0), width: 1 },
        read('config+10/1', 0xdc),
        read('config+11/2', 5),
      ]),
    ).toEqual([
      { event: { kind: 'other', index: expect.any(Number), value: 0 }, first: 0, count: 1 },
      { event: { kind: 'wrong-width', index: 2, value: 1 }, first: 1, count: 1 },
      { event: { kind: 'wrong-width', index: 2, value: 1 }, first: 2, count: 1 },
      { event: { kind: 'wrong-width', index: 0, value: 2 }, first: 3, count: 1 },
    ]));

  it('should find nothing wrong with the address, byte by byte, nor with what it has no field for', () =>
    expect(
      lift([read('config+0/1', 82), read('config+5/1', 3), read('config+60/4', 0)]).map(({ kind }) => kind),
    ).toEqual(['config-read', 'config-read', 'config-read']));

  it('should know a notification by its queue, or by its value', () =>
    expect(lift([write('notify', 0x1_0002), write('notify', 9, 3)]).map(({ index }) => index)).toEqual([
      2, 3,
    ]));

  it.each(['config+0/3', 'config+-1/1', 'config+01/1', 'config+1', 'xconfig+0/1'])('%s is no place', (name) =>
    expect(configPlace(name)).toBeUndefined(),
  );
});

describe('there and back', () => {
  it.each(policies)("should lift the registers of a run of $id to the run's own events", (policy) => {
    fc.assert(
      fc.property(netScenario, (scenario) => {
        const { trace, accesses } = runNetPolicy(policy, { ...scenario, transport: 'pci' });
        const lowered = lower(trace);
        expect(lowered).toHaveLength(accesses);
        const lifted = liftInPlace(lowered);
        expect(lifted.map(({ event }) => event)).toEqual(onTheBus(trace));
        expect(lifted.reduce((sum, { count }) => sum + count, 0)).toBe(accesses);
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
