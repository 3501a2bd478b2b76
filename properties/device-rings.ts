import { type RingFault, ringFaultNumber } from '../spec/ring-faults.ts';
import { modernTransports } from '../spec/transports.ts';
import { anyProperty, type Level, violationAt } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { firstEvent } from './device-events.ts';

const RINGS = 'Basic Facilities of a Virtio Device / Virtqueues';

/** Somebody looks into the ring of a queue. */
const looks = (run: Run): boolean => firstEvent(run, ({ kind }) => kind === 'ring-look') >= 0;

/** A device does not do one thing to the memory of a ring. */
const keepsFrom = (
  fault: RingFault['name'],
  because: string,
  said: {
    readonly id: string;
    readonly title: string;
    readonly clauses: readonly string[];
    readonly level: Level;
  },
) =>
  anyProperty({
    ...said,
    side: 'device',
    ofMachine: true,
    over: modernTransports,
    appliesTo: (run) => !run.legacy && looks(run),
    check: (run) =>
      violationAt(
        firstEvent(
          run,
          ({ kind, value }, { programmedLate }, at) =>
            kind === 'ring-look' &&
            value === ringFaultNumber(fault) &&
            // What becomes of a ring that is moved while the device has it nobody says.
            (programmedLate < 0 || programmedLate > at),
        ),
        because,
      ),
  });

/** What a device may do to the memory in which a driver has its rings. */
export const deviceRingProperties = [
  keepsFrom('writes-what-it-reads', 'the device has written what is for it to read', {
    id: 'device-writes-no-readable-buffer',
    title: 'A device writes no buffer that it may only read',
    clauses: [`devicenormative:${RINGS} / The Virtqueue Descriptor Table #1`],
    level: 'must',
  }),
  keepsFrom(
    'says-more-than-there-is',
    'the device says that it has written more than the chain has room for',
    {
      id: 'device-says-no-more-than-it-writes',
      title: 'A device says of a chain that it has written no more bytes than it may write',
      clauses: [`devicenormative:${RINGS} / The Virtqueue Used Ring #1`],
      level: 'must',
    },
  ),
  keepsFrom('uses-what-it-has-not', 'the device has used a chain that it was not given', {
    id: 'device-uses-what-it-was-given',
    title: 'A device uses only chains that the driver has made available, each once',
    clauses: [`sec:${RINGS} / The Virtqueue Used Ring #1`],
    // Described of the entries of a used ring.
    level: 'should',
  }),
] as const;
