import { type DeviceTypeName, deviceTypeNames, deviceTypeRules } from './device-types.ts';
import { type Transport, transportRules } from './transports.ts';

/** Where a rule may bind: over one transport, on a device of one type. */
export interface Binding {
  readonly type: DeviceTypeName;
  readonly transport: Transport;
}

/**
 * sec:Basic Facilities of a Virtio Device / Feature Bits / Legacy Interface: A Note on Feature Bits #3 — whether the clause of an id says
 * anything there: a chapter of another transport or device type does not, nor a section on the legacy interface where that is not used.
 * What the proposal itself demands says so everywhere.
 */
export function bindsOn(clause: string, { type, transport }: Binding): boolean {
  // Which bits are of the legacy interface is told to whoever uses another one, too.
  const isLegacy = /Legacy [Ii]nterface/.test(clause) && !clause.includes('Feature bits / Legacy Interface');
  if (isLegacy && !transportRules[transport].legacy) return false;
  const owner = deviceTypeNames.find((name) => clause.includes(deviceTypeRules[name].chapter));
  if (owner !== undefined) return owner === type;
  for (const [chapter, owners] of transportChapters) {
    if (clause.includes(chapter)) return owners.includes(transport);
  }
  return true;
}

// --- internal ---

/** The narrower chapter first: the registers of a modern interface are none of the legacy one. */
const transportChapters: readonly (readonly [string, readonly Transport[]])[] = [
  ['Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout', ['pci']],
  ['Virtio Over PCI Bus / PCI Device Layout / Legacy', ['pci-legacy']],
  ['Virtio Over PCI Bus', ['pci', 'pci-legacy']],
  ['Virtio Over MMIO / MMIO Device Register Layout', ['mmio']],
  ['Virtio Over MMIO / Legacy', ['mmio-legacy']],
  ['Virtio Over MMIO', ['mmio', 'mmio-legacy']],
  ['Virtio over channel I/O', ['ccw']],
];
