import { isLegalSize, MAX_QUEUES } from '../spec/virtqueues.ts';
import { anyProperty, violation, violationAt } from '../src/run/property.ts';
import type { AnyRun } from '../src/run/run.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import type { Round } from '../src/trace/rounds.ts';
import { firstEvent } from './device-events.ts';

const PCI =
  'devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout';
const MMIO = 'devicenormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout';
const SPLIT = 'sec:Basic Facilities of a Virtio Device / Split Virtqueues';

export const deviceResetDisablesQueues = anyProperty({
  id: 'device-reset-disables-queues',
  title: 'No virtqueue is enabled after a reset',
  clauses: [`${PCI} #6`, `${MMIO} #2`, 'sec:General Initialization And Device Operation / Device Cleanup #1'],
  level: 'must',
  side: 'device',
  appliesTo: (run) => firstEvent(run, ({ kind }, { cut }) => !cut && kind === 'queue-enabled-read') >= 0,
  check: (run) =>
    violationAt(
      firstEvent(
        run,
        ({ kind, value }, round, at) =>
          !round.cut &&
          kind === 'queue-enabled-read' &&
          value !== 0 &&
          (round.firstEnable < 0 || at < round.firstEnable),
      ),
      'a virtqueue reads as enabled after a reset',
    ),
});

export const devicePresentsLegalSizes = anyProperty({
  id: 'device-presents-legal-sizes',
  title: 'A virtqueue has a size that its ring may have: a power of two without RING_PACKED, at most 32768',
  clauses: [
    `${PCI} #10`,
    `${SPLIT} #1`,
    `${SPLIT} #4`,
    `${SPLIT} #5`,
    'sec:Basic Facilities of a Virtio Device / Packed Virtqueues #1',
  ],
  level: 'must',
  side: 'device',
  appliesTo: (run) => firstEvent(run, isSizeRead) >= 0,
  check: (run) => {
    const packedIn = new Map(run.negotiations.map(({ round, answer }) => [round, answer.packed]));
    const at = firstEvent(
      run,
      (event, round) =>
        isSizeRead(event) &&
        event.value !== 0 &&
        // Stryker disable next-line StringLiteral: "" does not compile
        !isLegalSize(event.value, (packedIn.get(round) ?? round.cut) ? 'packed' : 'split'),
    );
    return at < 0
      ? undefined
      : violation(at, () => `a virtqueue of ${run.trace.at(at).value} entries is presented`);
  },
});

const isSizeRead = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'queue-size-read' || kind === 'peek';

export const deviceKeepsSizes = anyProperty({
  id: 'device-keeps-sizes',
  title: 'In one negotiation a virtqueue shows one size until the driver writes another',
  clauses: [
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #5',
  ],
  level: 'should',
  side: 'device',
  reading: 'the maximum that is shown on reset is shown until the driver reduces it',
  appliesTo: (run) => firstEvent(run, isSizeRead) >= 0,
  check: (run) => {
    let sizes = new Map<number, number>();
    let current: Round | undefined;
    return violationAt(
      firstEvent(run, (event, round) => {
        if (round !== current) sizes = new Map();
        current = round;
        if (event.kind === 'queue-size-write') sizes.set(event.index, event.value);
        if (event.kind === 'queue-reset-write') sizes.delete(event.index);
        if (!isSizeRead(event)) return false;
        const before = sizes.get(event.index) ?? event.value;
        sizes.set(event.index, event.value);
        return before !== event.value;
      }),
      'a virtqueue shows another size than before',
    );
  },
});

const readsCount = ({ kind }: TraceEvent): boolean => kind === 'queue-count-read';

/** Some driver asked for it. */
const countIsRead = (run: AnyRun): boolean => firstEvent(run, readsCount) >= 0;

export const deviceQueueCountLegal = anyProperty({
  id: 'device-virtqueue-count-legal',
  title: 'A device has at most 65536 virtqueues',
  clauses: ['sec:Basic Facilities of a Virtio Device / Virtqueues #1'],
  level: 'must',
  side: 'device',
  appliesTo: countIsRead,
  check: (run) => {
    const at = firstEvent(run, (event) => readsCount(event) && event.value > MAX_QUEUES);
    return at < 0 ? undefined : violation(at, () => `the device has ${run.trace.at(at).value} virtqueues`);
  },
});

/** What a device of any type shows of its virtqueues. */
export const deviceQueueProperties = [
  deviceResetDisablesQueues,
  devicePresentsLegalSizes,
  deviceKeepsSizes,
  deviceQueueCountLegal,
] as const;
