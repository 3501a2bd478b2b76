import { pciAccess, pciAccesses } from '../../spec/pci-registers.ts';

/** A register that an `other` event read or wrote. */
export interface OtherRegister {
  /** A field of the common configuration (64-bit ones as `_lo` and `_hi`), `notify` or `isr`. */
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
  if (place < 0) throw new RangeError(`"${name}" is no register of a virtio device over PCI`);
  return 2 * place + (isWrite ? 1 : 0);
}

// --- internal ---

const names: readonly string[] = [...pciAccesses.map(({ name }) => name), 'notify', 'isr'];
