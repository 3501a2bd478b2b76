import { describe, expect, test } from 'vitest';
import { pciLegacyConfig, pciLegacyRegisters } from './pci-legacy-registers.ts';

// Typed from the table of the standard: bits, what a driver may do, purpose; one after the other.
const header = `
  32 R  device_feature
  32 RW driver_feature
  32 RW queue_pfn
  16 R  queue_size
  16 RW queue_select
  16 RW notify
  8  RW device_status
  8  R  isr`;

const msixFields = `
  16 RW config_msix_vector
  16 RW queue_msix_vector`;

function laidOut(table: string): object[] {
  let offset = 0;
  return [...table.matchAll(/(\d+) +(\w+) +(\w+)/g)].map(([, bits, access, name]) => {
    const bytes = Number(bits) / 8;
    offset += bytes;
    return { name, offset: offset - bytes, bytes, access: access === 'R' ? 'RO' : access };
  });
}

describe('the legacy header of PCI', () => {
  test.each([
    [false, header],
    [true, header + msixFields],
  ])('is one field after the other, and then the configuration (MSI-X: %s)', (msix, table) => {
    const registers = pciLegacyRegisters(msix);
    expect(registers.map(({ name, offset, bytes, access }) => ({ name, offset, bytes, access }))).toEqual(
      laidOut(table),
    );
    const last = registers.at(-1);
    expect(pciLegacyConfig(msix)).toBe((last?.offset ?? 0) + (last?.bytes ?? 0));
  });

  test('has a queue selected for its address, its size and its vector, and no window of features', () => {
    const selected = pciLegacyRegisters(true).filter(({ selectedBy }) => selectedBy !== undefined);
    expect(selected.map(({ name, selectedBy }) => [name, selectedBy])).toEqual([
      ['queue_pfn', 'queue_select'],
      ['queue_size', 'queue_select'],
      ['queue_msix_vector', 'queue_select'],
    ]);
  });
});
