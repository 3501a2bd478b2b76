import { hasRounds, makesQueues } from '../src/run/applies.ts';
import { anyProperty, traceProperty, violation, violationAt } from '../src/run/property.ts';
import type { TraceView } from '../src/run/trace-view.ts';
import { otherRegister } from '../src/trace/other-registers.ts';
import { firstAt } from './rounds.ts';

const LAYOUT = 'Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout';
const COMMON = `drivernormative:${LAYOUT} / Common configuration structure layout`;

/** Over the registers of modern PCI, which these rules are about. */
const isOverPci = (run: TraceView): boolean => run.scenario.transport === 'pci';

export const queueNeverDisabled = traceProperty({
  id: 'queue-never-disabled',
  title: 'No virtqueue is disabled by a write, over PCI',
  clauses: [`${COMMON} #6`],
  level: 'must',
  side: 'driver',
  over: ['pci'],
  appliesTo: (run) => isOverPci(run) && makesQueues(run),
  check: (run) =>
    violationAt(
      firstAt(run, (round) => round.disabled),
      '0 is written to queue_enable',
    ),
});

export const readOnlyFieldsLeftAlone = anyProperty({
  id: 'read-only-fields-left-alone',
  title: 'A driver writes no field of the common configuration that is for the device to set',
  clauses: [`${COMMON} #1`],
  level: 'must',
  side: 'driver',
  over: ['pci'],
  appliesTo: (run) => isOverPci(run) && hasRounds(run),
  check: (run) => {
    const at = firstAt(run, (round) => round.readOnlyWritten);
    return at < 0
      ? undefined
      : violation(at, () => `${otherRegister(run.trace.at(at).index).name} is written`);
  },
});

export const fieldsInTheirWidth = anyProperty({
  id: 'fields-accessed-in-their-width',
  title: 'Every field is accessed in its own width, one of 64 bits in halves',
  clauses: [`drivernormative:${LAYOUT} #1`],
  level: 'must',
  side: 'driver',
  over: ['pci'],
  appliesTo: (run) => isOverPci(run) && hasRounds(run),
  check: (run) => {
    const at = firstAt(run, (round) => round.wrongWidth);
    if (at < 0) return undefined;
    const { index: field, value: width } = run.trace.at(at);
    const where = field === 0 ? 'inside of a field' : `to a field that is accessed ${field} at a time`;
    return violation(at, () => `an access of ${width} bytes is made ${where}`);
  },
});

/** What a driver does with the registers of PCI, whatever the device type. */
export const registerProperties = [queueNeverDisabled, readOnlyFieldsLeftAlone, fieldsInTheirWidth] as const;
