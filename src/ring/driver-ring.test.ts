import { describe, expect, it } from 'vitest';
import { descriptorOf, INDIRECT, NEXT } from '../../spec/descriptors.ts';
import { Trace } from '../trace/trace.ts';
import { DriverRing, type Manner } from './driver-ring.ts';

/** What a ring of 8 entries makes of what its driver does. */
function eventsOf(act: (ring: DriverRing) => void, manner: Partial<Manner> = {}): string[] {
  const trace = new Trace();
  act(new DriverRing(trace, 2, 8, { indirect: false, overlong: undefined, ...manner }));
  return [...trace].map(({ kind, index, value }) => `${kind} ${index} ${value}`);
}

describe('a ring', () => {
  it('should take a chain of as many descriptors as it has entries, and drop a longer one', () => {
    expect(eventsOf((ring) => expect(ring.sendFrame(8)).toBe(true))).toEqual(['transmit 2 8']);
    expect(eventsOf((ring) => expect(ring.sendFrame(9)).toBe(false))).toEqual(['drop 2 9']);
    expect(eventsOf((ring) => expect(ring.sendCommand(9)).toBe(false))).toEqual(['drop 2 9']);
  });

  it('should take one in a table whatever its length, which one descriptor does not need', () => {
    const indirect = { indirect: true };
    expect(eventsOf((ring) => ring.sendFrame(9), indirect)).toEqual(['indirect 2 1', 'transmit 2 9']);
    expect(eventsOf((ring) => ring.sendFrame(1), indirect)).toEqual(['transmit 2 1']);
  });

  it('should tell the descriptors of a frame where it is asked to, those of a table behind its holder', () => {
    const told = (manner: Partial<Manner>) =>
      eventsOf((ring) => ring.sendFrame(2, 1, true), manner).map((event) => {
        const [kind, , value] = event.split(' ');
        return kind === 'descriptor' ? descriptorOf(Number(value)) : kind;
      });
    const parts = [
      { flags: NEXT, slot: 0, bytes: 64 },
      { flags: 0, slot: 1, bytes: 64 },
    ];
    expect(told({})).toEqual(['transmit-header', ...parts, 'transmit']);
    const table = { flags: INDIRECT, slot: 0, bytes: 32 };
    expect(told({ indirect: true })).toEqual(['transmit-header', table, ...parts, 'indirect', 'transmit']);
  });

  it('should be given what is too long by a driver that asks nobody, and not take it', () =>
    expect(
      eventsOf((ring) => expect([ring.sendFrame(9), ring.sendCommand(9)]).toEqual([false, false]), {
        overlong: 'made',
      }),
    ).toEqual(['transmit 2 9', 'control 2 9']));

  it('should tell of a command which it is and how it was answered, where that is known', () =>
    expect(
      eventsOf((ring) => {
        ring.sendCommand(3, { class: 4, command: 1, data: [2], descriptors: 3 });
        ring.use(1, 0);
        ring.sendCommand(3);
        ring.use(1);
      }),
    ).toEqual([
      'control 2 3',
      'command 2 1025',
      'command-data 2 2',
      'used 2 1',
      'command-ack 2 0',
      'control 2 3',
      'used 2 1',
    ]));

  it.each<[number | undefined, Manner['overlong'], number, string[]]>([
    [undefined, undefined, 3, ['post 2 2']],
    [1, undefined, 3, ['post 2 1']],
    [9, undefined, 3, ['post 2 2']],
    [9, 'made', 3, ['post 2 9']],
    [undefined, undefined, 9, ['drop 2 9']],
    [0, undefined, 3, []],
  ])('should hold of %s buffers wanted (%s), of %i descriptors each: %j', (wanted, overlong, chain, events) =>
    expect(eventsOf((ring) => ring.post(chain, wanted), { overlong })).toEqual(events),
  );

  it('should tell how its buffers are made up', () =>
    expect(eventsOf((ring) => ring.layOut(3, 100), { indirect: true })).toEqual([
      'indirect 2 1',
      'chain 2 3',
      'bytes 2 100',
    ]));
});
