import { describe, expect, test } from 'vitest';
import { pciAccess, pciAccesses, pciRegister, pciRegisters } from './pci-registers.ts';
import { isSince, specVersions } from './versions.ts';

const namesOf = (wanted: (register: (typeof pciRegisters)[number]) => boolean): string[] =>
  pciRegisters.filter(wanted).map(({ name }) => name);

describe('the common configuration structure', () => {
  test('lies without a gap, each field aligned to its width', () => {
    let end = 0;
    for (const { name, offset, bytes } of pciRegisters) {
      expect(offset, name).toBe(end);
      expect(offset % bytes, name).toBe(0);
      end = offset + bytes;
    }
    expect(end).toBe(0x40);
  });

  test('grows by version: 56 bytes at first, then queue reset, then admin queues', () => {
    const sizes = specVersions.map((version) =>
      Math.max(
        ...pciRegisters
          .filter(({ since }) => isSince(version, since))
          .map(({ offset, bytes }) => offset + bytes),
      ),
    );
    expect(sizes).toEqual([0x38, 0x38, 0x3c, 0x40, 0x40]);
  });

  test('is read-only where a driver must not write, and takes writes elsewhere', () => {
    const readOnly = [
      'device_feature',
      'num_queues',
      'config_generation',
      'queue_notify_off',
      'queue_notif_config_data',
      'admin_queue_index',
      'admin_queue_num',
    ];
    expect(namesOf(({ access }) => access === 'RO')).toEqual(readOnly);
    expect(namesOf(({ access }) => access === 'RW')).toEqual(namesOf(({ name }) => !readOnly.includes(name)));
  });

  test('has a second name for four fields', () => {
    expect(pciRegisters.flatMap(({ aliases }) => aliases)).toEqual([
      'msix_config',
      'queue_avail',
      'queue_used',
      'queue_notify_data',
    ]);
  });

  test('lets every queue field depend on queue_select, and each feature word on its own window', () => {
    expect(namesOf(({ selectedBy }) => selectedBy === 'queue_select')).toEqual(
      namesOf(({ name }) => name.startsWith('queue_') && name !== 'queue_select'),
    );
    expect(pciRegister('device_feature')?.selectedBy).toBe('device_feature_select');
    expect(pciRegister('driver_feature')?.selectedBy).toBe('driver_feature_select');
  });
});

describe('looking a field up', () => {
  test.each([
    ['device_feature_select', 0x00],
    ['driver_feature_select', 0x08],
    ['device_status', 0x14],
    ['queue_select', 0x16],
    ['queue_enable', 0x1c],
    ['queue_device', 0x30],
    ['queue_notify_data', 0x38],
    ['msix_config', 0x10],
    ['queue_avail', 0x28],
    ['queue_used', 0x30],
  ])('%s is at %i', (name, offset) => {
    expect(pciRegister(name)?.offset).toBe(offset);
  });

  test('finds no half of a field', () => expect(pciRegister('queue_desc_lo')).toBeUndefined());

  test('by access: 64-bit fields in halves, no access wider than 4 bytes', () => {
    expect(pciAccess('queue_driver_hi')).toMatchObject({ offset: 0x2c, bytes: 4 });
    expect(pciAccess('queue_driver')).toBeUndefined();
    expect(pciAccess('queue_avail_hi')).toBe(pciAccess('queue_driver_hi'));
    expect(pciAccess('queue_used_lo')).toBe(pciAccess('queue_device_lo'));
    expect(pciAccess('queue_avail')).toBeUndefined();
    expect(pciAccess('msix_config')).toBe(pciAccess('config_msix_vector'));
    expect(pciAccesses).toHaveLength(pciRegisters.length + 3);
    expect(pciAccesses.every(({ bytes }) => bytes <= 4)).toBe(true);
  });
});
