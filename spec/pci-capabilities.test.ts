import { describe, expect, test } from 'vitest';
import { capabilityFields, capabilityLength, pciStructureTypes } from './pci-capabilities.ts';

// Typed from the structure of the standard, field by field.
const structure =
  'u8 cap_vndr, u8 cap_next, u8 cap_len, u8 cfg_type, u8 bar, u8 id, u8[2] -, le32 offset, le32 length';

describe('a capability of PCI', () => {
  test.each([
    ['notify', ', le32 notify_off_multiplier'],
    ['pci', ', u8[4] pci_cfg_data'],
    ['common', ''],
    ['isr', ''],
    ['device', ''],
  ] as const)('should be laid out as the standard has it: %s', (of, more) => {
    let end = 0;
    for (const [, bits = '', count = '1', name = ''] of (structure + more).matchAll(
      /[a-z]+(\d+)(?:\[(\d)\])? ([\w-]+)/g,
    )) {
      const bytes = (Number(bits) / 8) * Number(count);
      const field = Object.entries(capabilityFields).find(([known]) => known === name)?.[1];
      if (name !== '-') expect(field, name).toEqual({ offset: end, bytes });
      end += bytes;
    }
    expect(capabilityLength(of)).toBe(end);
  });

  test('should say by a number what it is of', () => {
    const byNumber = Object.entries(pciStructureTypes).map(([name, type]) => `${type} ${name}`);
    expect(byNumber.join(', ')).toBe('1 common, 2 notify, 3 isr, 4 device, 5 pci, 8 shared-memory, 9 vendor');
  });
});
