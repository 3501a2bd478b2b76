import { RING_PACKED } from '../spec/feature-bits.ts';
import { includes } from '../spec/features.ts';
import { type RingFault, ringFaultOf, ringFaultPhrase } from '../spec/ring-faults.ts';
import { modernTransports } from '../spec/transports.ts';
import type { RingFormat } from '../spec/virtqueues.ts';
import { anyProperty, type Level, violation } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { firstEvent } from './device-events.ts';

const RINGS = 'Basic Facilities of a Virtio Device / Virtqueues';

/** The first time that somebody finds one thing in the ring of a queue that is of some format. */
const firstLook = (run: Run, format: RingFormat | undefined, isFound: (value: number) => boolean): number =>
  firstEvent(
    run,
    ({ kind, value }, { settled, programmedLate }, at) =>
      kind === 'ring-look' &&
      isFound(value) &&
      (format === undefined || includes(settled, RING_PACKED) === (format === 'packed')) &&
      // What becomes of a ring that is moved while the device has it nobody says.
      (programmedLate < 0 || programmedLate > at),
  );

/** A device does not do one thing to the memory of a ring. */
const keepsFrom = (
  fault: RingFault['name'],
  said: {
    readonly id: string;
    readonly title: string;
    readonly clauses: readonly string[];
    readonly level: Level;
  },
  format?: RingFormat,
) => {
  const isIt = (value: number): boolean => ringFaultOf(value)?.name === fault;
  return anyProperty({
    ...said,
    side: 'device',
    ofMachine: true,
    over: modernTransports,
    // A look ends at the first fault: behind another one nobody has looked for this.
    appliesTo: (run) => !run.legacy && firstLook(run, format, (value) => value === 0 || isIt(value)) >= 0,
    check: (run) => {
      const at = firstLook(run, format, isIt);
      return at < 0 ? undefined : violation(at, () => ringFaultPhrase(run.trace.at(at).value));
    },
  });
};

/** What a device may do to the memory in which a driver has its rings. */
export const deviceRingProperties = [
  keepsFrom('writes-what-it-reads', {
    id: 'device-writes-no-readable-buffer',
    title: 'A device writes no buffer that it may only read',
    clauses: [`devicenormative:${RINGS} / The Virtqueue Descriptor Table #1`],
    level: 'must',
  }),
  keepsFrom('says-more-than-there-is', {
    id: 'device-says-no-more-than-it-writes',
    title: 'A device says of a chain that it has written no more bytes than it may write',
    clauses: [`devicenormative:${RINGS} / The Virtqueue Used Ring #1`],
    level: 'must',
  }),
  keepsFrom(
    'says-what-it-has-not-written',
    {
      id: 'device-writes-as-much-as-it-says',
      title: 'A device writes as many bytes of a chain of a split ring as it says, from the first on',
      clauses: [`devicenormative:${RINGS} / The Virtqueue Used Ring #1`],
      level: 'must',
    },
    // Of a packed ring it is described.
    'split',
  ),
  keepsFrom('uses-what-it-has-not', {
    id: 'device-uses-what-it-was-given',
    title: 'A device uses only chains that the driver has made available, each once',
    clauses: [`sec:${RINGS} / The Virtqueue Used Ring #1`],
    // Described of the entries of a used ring.
    level: 'should',
  }),
] as const;
