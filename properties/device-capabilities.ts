import { capabilityOf, isLegalMultiplier, pciStructureTypes } from '../spec/pci-capabilities.ts';
import { anyProperty, violation } from '../src/run/property.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { firstEvent } from './device-events.ts';

const LAYOUT = 'devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout';

/** What is demanded of the capability of a structure: the clause by which there is one, and that by which it lies as it does. */
const demands: ReadonlyMap<
  number,
  { readonly name: string; readonly exists?: string; readonly lies?: string }
> = new Map([
  [
    pciStructureTypes.common,
    {
      name: 'common',
      exists: 'Common configuration structure layout #12',
      lies: 'Common configuration structure layout #13',
    },
  ],
  [
    pciStructureTypes.notify,
    { name: 'notify', exists: 'Notification capability #1', lies: 'Notification capability #2' },
  ],
  [pciStructureTypes.isr, { name: 'isr', exists: 'ISR status capability #1' }],
  [pciStructureTypes.device, { name: 'device', lies: 'Device-specific configuration #1' }],
  [pciStructureTypes.pci, { name: 'pci', exists: 'PCI configuration access capability #1' }],
]);

const isLook = ({ kind }: TraceEvent): boolean => kind === 'capability';

export const deviceHasItsCapabilities = anyProperty({
  id: 'device-has-the-capabilities-of-pci',
  title: 'Over PCI a device has a capability of each structure, that lies where it may',
  clauses: [...demands.values()].flatMap(({ exists, lies }) =>
    [exists, lies].flatMap((clause) => (clause ? [`${LAYOUT} / ${clause}`] : [])),
  ),
  level: 'must',
  side: 'device',
  ofMachine: true,
  over: ['pci'],
  appliesTo: (run) => run.scenario.transport === 'pci' && firstEvent(run, isLook) >= 0,
  check: (run) => {
    const at = firstEvent(run, (event) => isLook(event) && faultOf(event) !== undefined);
    const fault = at < 0 ? undefined : faultOf(run.trace.at(at));
    return fault && violation(at, () => fault.because, [`${LAYOUT} / ${fault.clause}`]);
  },
});

/** What a device of any type shows of itself over PCI before it is driven. */
export const deviceCapabilityProperties = [deviceHasItsCapabilities] as const;

// --- internal ---

function faultOf({
  index,
  value,
}: TraceEvent): { readonly clause: string; readonly because: string } | undefined {
  const demand = demands.get(index);
  if (demand === undefined) return undefined;
  const { name, exists, lies } = demand;
  if (value === 0)
    return exists === undefined
      ? undefined
      : { clause: exists, because: `there is no capability of the structure "${name}"` };
  if (lies === undefined) return undefined;
  const { beyond, multiplier } = capabilityOf(value);
  const isNotify = index === pciStructureTypes.notify;
  if (isNotify && !isLegalMultiplier(multiplier))
    return { clause: lies, because: `the doorbells are ${multiplier} bytes apart` };
  return beyond % (isNotify ? 2 : 4) === 0
    ? undefined
    : { clause: lies, because: `the structure "${name}" is not aligned` };
}
