import { mmioLegacyRegisters, mmioRegisters } from '../../spec/mmio-registers.ts';
import { pciAccess, pciAccesses } from '../../spec/pci-registers.ts';
import { naturalAccesses } from '../../spec/registers.ts';

/** A register that an `other` event read or wrote. */
export interface OtherRegister {
  /** As the maps of all transports call it, 64-bit ones as `_lo` and `_hi`. */
  readonly name: string;
  readonly isWrite: boolean;
}

/** The register that the index of an `other` event stands for: twice its place in the list, one more for a write. */
export const otherRegister = (index: number): OtherRegister => ({
  name: names[index >> 1] ?? 'isr',
  isWrite: index % 2 === 1,
});

/** The index of an `other` event. Throws RangeError for a register of another name. */
export function otherIndex({ name, isWrite }: OtherRegister): number {
  const place = names.indexOf(pciAccess(name)?.name ?? name);
  if (place < 0) throw new RangeError(`"${name}" is no register of a virtio device`);
  return 2 * place + (isWrite ? 1 : 0);
}

// --- internal ---

/** Those of PCI first, whose places are in recordings. */
const names: readonly string[] = [
  ...new Set([
    ...pciAccesses.map(({ name }) => name),
    'notify',
    'isr',
    ...naturalAccesses([...mmioRegisters, ...mmioLegacyRegisters]).map(({ name }) => name),
  ]),
];
