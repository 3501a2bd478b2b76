import { ADMIN_VQ } from '../spec/feature-bits.ts';
import { includes, windowOf } from '../spec/features.ts';
import { MMIO_MAGIC, mmioVersions } from '../spec/mmio-registers.ts';
import { NO_VECTOR } from '../spec/pci-registers.ts';
import type { Transport } from '../spec/transports.ts';
import { MAX_QUEUES } from '../spec/virtqueues.ts';
import { hasRounds, isProbe } from '../src/run/applies.ts';
import { anyProperty, violation, violationAt } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { otherRegister } from '../src/trace/other-registers.ts';
import { NEVER } from '../src/trace/rounds.ts';
import { firstEvent } from './device-events.ts';
import { surelyInUse } from './in-use.ts';
import { firstOther } from './other-accesses.ts';

const PCI = 'devicenormative:Virtio Transport Options / Virtio Over PCI Bus';
const COMMON = `${PCI} / PCI Device Layout / Common configuration structure layout`;

const MMIO = 'devicenormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout';

/** How the names of both vector fields end. */
const VECTOR = '_msix_vector';

/**
 * Over one of some transports, by a device that goes on answering; of a recording, which shows the device that
 * was there and no other, only where it was asked.
 */
const answersOver =
  (over: readonly Transport[], isAsked: (event: TraceEvent) => boolean) =>
  (run: Run): boolean =>
    over.includes(run.scenario.transport) &&
    run.scenario.quirks.vanishesAfter === undefined &&
    hasRounds(run) &&
    (isProbe(run) || firstEvent(run, isAsked) >= 0);

const answersOverPci = (isAsked: (event: TraceEvent) => boolean) => answersOver(['pci'], isAsked);

/** Whether an event reads a register, whose name ends so, that has no event of its own. */
const readsOther =
  (name: string) =>
  ({ kind, index }: TraceEvent): boolean =>
    kind === 'other' && otherRegister(index).name.endsWith(name) && !otherRegister(index).isWrite;

export const deviceGenerationChanges = anyProperty({
  id: 'device-config-generation-changes',
  title: 'Once a changed field of the configuration was read, the generation is another than before',
  clauses: [`${COMMON} #4`, `${MMIO} #5`],
  level: 'must',
  side: 'device',
  over: ['pci', 'mmio'],
  appliesTo: answersOver(['pci', 'mmio'], ({ kind }) => kind === 'config-generation-read'),
  check: (run) => {
    const { at, offset } = staleGeneration(run);
    return at < 0
      ? undefined
      : violation(
          at,
          () => `the generation is still ${run.trace.at(at).value} though the field at ${offset} has changed`,
        );
  },
});

export const deviceUnmapsVectors = anyProperty({
  id: 'device-reset-unmaps-vectors',
  title: 'After a reset no interrupt vector is assigned',
  clauses: [
    `${PCI} / PCI-specific Initialization And Device Operation / Device Initialization / MSI-X Vector Configuration #1`,
  ],
  level: 'must',
  side: 'device',
  over: ['pci'],
  appliesTo: answersOverPci(readsOther(VECTOR)),
  check: (run) => violationAt(vectorLeft(run), 'an interrupt vector is assigned after a reset'),
});

export const deviceMirrorsAccepted = anyProperty({
  id: 'device-mirrors-accepted-features',
  title: 'Of the features that a device offers, a driver reads back those that it has written',
  clauses: [`${COMMON} #2`],
  level: 'must',
  side: 'device',
  over: ['pci'],
  appliesTo: answersOverPci(({ kind }) => kind === 'accepted-read'),
  check: (run) =>
    violationAt(otherwiseAccepted(run), 'the accepted features read back otherwise than they were written'),
});

export const deviceNumbersAdminQueues = anyProperty({
  id: 'device-numbers-admin-queues-behind-the-others',
  title: 'Admin virtqueues come behind all others, and each has an index',
  clauses: [`${COMMON} #11`],
  level: 'must',
  side: 'device',
  over: ['pci'],
  since: '1.3',
  appliesTo: answersOverPci(readsOther('admin_queue_index')),
  check: (run) =>
    violationAt(misnumbered(run), 'admin virtqueues are numbered among others, or beyond 65535'),
});

export const deviceIdentifiesItself = anyProperty({
  id: 'device-is-a-virtio-device-of-version-2',
  title: 'Over MMIO MagicValue spells "virt", and Version is 2',
  clauses: [`${MMIO} #1`],
  level: 'must',
  side: 'device',
  over: ['mmio'],
  appliesTo: answersOver(
    ['mmio'],
    (event) => readsOther('magic_value')(event) || readsOther('version')(event),
  ),
  check: (run) => {
    const found = firstOther(
      run,
      ({ name, isWrite, value }) =>
        !isWrite &&
        ((name === 'magic_value' && value !== MMIO_MAGIC) ||
          (name === 'version' && value !== mmioVersions.mmio)),
    );
    return found && violation(found.at, () => `${found.name} reads 0x${found.value.toString(16)}`);
  },
});

export const deviceOffersTheSame = anyProperty({
  id: 'device-offers-the-same-each-time',
  title: 'Over PCI each window of the offer reads the same as often as it is read, until a reset',
  clauses: [`${COMMON} #1`],
  level: 'must',
  side: 'device',
  over: ['pci'],
  appliesTo: answersOverPci(({ kind }) => kind === 'offer-read'),
  check: (run) => {
    for (const round of run.rounds) {
      if (round.lastOfferRead < 0) continue;
      const windows = new Map<number, number>();
      for (let at = round.firstOfferRead; at <= round.lastOfferRead; at++) {
        const { kind, index, value } = run.trace.at(at);
        if (kind !== 'offer-read') continue;
        if ((windows.get(index) ?? value) !== value)
          return violation(at, () => `window ${index} of the offer reads otherwise than before`);
        windows.set(index, value);
      }
    }
    return undefined;
  },
});

/** What a device shows in its registers, whatever its type. */
export const deviceRegisterProperties = [
  deviceIdentifiesItself,
  deviceOffersTheSame,
  deviceGenerationChanges,
  deviceUnmapsVectors,
  deviceMirrorsAccepted,
  deviceNumbersAdminQueues,
] as const;

// --- internal ---

/**
 * The first generation that was read after a changed field, and is the one that was shown ever since before the field
 * was read with its earlier value: what a device shows in between may be new already.
 */
function staleGeneration(run: Run): { readonly at: number; readonly offset: number } {
  for (const round of run.rounds) {
    /** The last generation, and how often it has changed. */
    let shown: number | undefined;
    let changes = 0;
    /** Fields by offset: their value, and how often the generation had changed when it was read. */
    const fields = new Map<number, { readonly value: number; readonly changes: number }>();
    /** The first field that was read changed since the last generation, while that stayed the same. */
    let suspect: number | undefined;
    for (let at = round.start; at < round.end; at++) {
      const { kind, index, value } = run.trace.at(at);
      if (kind === 'config-generation-read') {
        if (shown !== undefined && value !== shown) changes++;
        else if (suspect !== undefined) return { at, offset: suspect };
        shown = value;
        suspect = undefined;
      } else if (kind === 'config-read' && shown !== undefined) {
        const before = fields.get(index);
        if (before && before.value !== value && before.changes === changes) suspect ??= index;
        fields.set(index, { value, changes });
      } else if (kind === 'config-write') {
        // What the driver has changed itself is no matter of the device's.
        fields.clear();
        suspect = undefined;
      }
    }
  }
  return { at: NEVER, offset: 0 };
}

/** The first read, in a round that began with a reset and before any vector was written, of one that is assigned. */
function vectorLeft(run: Run): number {
  for (const round of run.rounds) {
    if (!round.afterReset) continue;
    for (let at = round.start; at < round.end; at++) {
      const { kind, index, value } = run.trace.at(at);
      if (kind !== 'other') continue;
      const { name, isWrite } = otherRegister(index);
      if (!name.endsWith(VECTOR)) continue;
      if (isWrite) break;
      if (value !== NO_VECTOR) return at;
    }
  }
  return NEVER;
}

/** The first read of a window of the accepted features that differs, in a bit that is offered, from what was written since the reset. */
function otherwiseAccepted(run: Run): number {
  for (const { start, end, offered, offerWindows } of run.rounds) {
    const written = new Map<number, number>();
    for (let at = start; at < end; at++) {
      const { kind, index, value } = run.trace.at(at);
      if (kind === 'accepted-write') written.set(index, value);
      if (kind !== 'accepted-read' || (offerWindows & (1 << index)) === 0) continue;
      const before = written.get(index);
      if (before !== undefined && (before ^ value) & windowOf(offered, index)) return at;
    }
  }
  return NEVER;
}

/** The first read of a field that shows, with those before it, an admin virtqueue where none may be. */
function misnumbered(run: Run): number {
  for (const { round } of run.negotiations) {
    if (!includes(surelyInUse(round), ADMIN_VQ)) continue;
    let [others, first, count] = [0, MAX_QUEUES - 1, 0];
    for (let at = round.start; at < round.end; at++) {
      const { kind, index, value } = run.trace.at(at);
      const { name, isWrite } = otherRegister(index);
      if (kind === 'queue-count-read') others = value;
      else if (kind !== 'other' || isWrite) continue;
      else if (name === 'admin_queue_index') first = value;
      else if (name === 'admin_queue_num') count = value;
      if (first < others || (count > 0 && first + count > MAX_QUEUES)) return at;
    }
  }
  return NEVER;
}
