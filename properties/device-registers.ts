import { NO_VECTOR } from '../spec/pci-registers.ts';
import { hasRounds } from '../src/run/applies.ts';
import { anyProperty, violation, violationAt } from '../src/run/property.ts';
import type { AnyRun } from '../src/run/run.ts';
import { otherRegister } from '../src/trace/other-registers.ts';
import { NEVER } from '../src/trace/rounds.ts';

const PCI = 'devicenormative:Virtio Transport Options / Virtio Over PCI Bus';

/** Over the registers of modern PCI, by a device that goes on answering. */
const answersOverPci = (run: AnyRun): boolean =>
  run.scenario.transport === 'pci' && run.scenario.quirks.vanishesAfter === undefined && hasRounds(run);

export const deviceGenerationChanges = anyProperty({
  id: 'device-config-generation-changes',
  title: 'Once a changed field of the configuration was read, the generation is another than before',
  clauses: [`${PCI} / PCI Device Layout / Common configuration structure layout #4`],
  level: 'must',
  side: 'device',
  appliesTo: answersOverPci,
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
  appliesTo: answersOverPci,
  check: (run) => violationAt(vectorLeft(run), 'an interrupt vector is assigned after a reset'),
});

/** What a device shows in the registers of PCI, whatever its type. */
export const deviceRegisterProperties = [deviceGenerationChanges, deviceUnmapsVectors] as const;

// --- internal ---

/**
 * The first generation that was read after a changed field, and is the one that was shown ever since before the field
 * was read with its earlier value: what a device shows in between may be new already.
 */
function staleGeneration(run: AnyRun): { readonly at: number; readonly offset: number } {
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
function vectorLeft(run: AnyRun): number {
  for (const round of run.rounds) {
    if (round.cut) continue;
    for (let at = round.start; at < round.end; at++) {
      const { kind, index, value } = run.trace.at(at);
      if (kind !== 'other') continue;
      const { name, isWrite } = otherRegister(index);
      if (!name.endsWith('_msix_vector')) continue;
      if (isWrite) break;
      if (value !== NO_VECTOR) return at;
    }
  }
  return NEVER;
}
