import { describe, expect, test } from 'vitest';
import { RING_RESET } from './feature-bits.ts';
import { mmioLegacyRegisters, mmioRegisters } from './mmio-registers.ts';
import { naturalAccesses, type Register } from './registers.ts';
import { isSince } from './versions.ts';

// Typed from the tables of the standard, in its words: offset, direction, name; 64-bit ones as two.
const version2 = `
  000 R MagicValue          004 R Version              008 R DeviceID           00c R VendorID
  010 R DeviceFeatures      014 W DeviceFeaturesSel    020 W DriverFeatures     024 W DriverFeaturesSel
  030 W QueueSel            034 R QueueSizeMax         038 W QueueSize          044 RW QueueReady
  050 W QueueNotify         060 R InterruptStatus      064 W InterruptACK       070 RW Status
  080 W QueueDescLow        084 W QueueDescHigh        090 W QueueDriverLow     094 W QueueDriverHigh
  0a0 W QueueDeviceLow      0a4 W QueueDeviceHigh      0ac W SHMSel             0b0 R SHMLenLow
  0b4 R SHMLenHigh          0b8 R SHMBaseLow           0bc R SHMBaseHigh        0c0 RW QueueReset
  0fc R ConfigGeneration`;

const version1 = `
  000 R MagicValue          004 R Version              008 R DeviceID           00c R VendorID
  010 R HostFeatures        014 W HostFeaturesSel      020 W GuestFeatures      024 W GuestFeaturesSel
  028 W GuestPageSize       030 W QueueSel             034 R QueueNumMax        038 W QueueNum
  03c W QueueAlign          040 RW QueuePFN            050 W QueueNotify        060 R InterruptStatus
  064 W InterruptACK        070 RW Status`;

/** A map as the tables above have it, by the alias that the table uses. */
function told(registers: readonly Register[], table: string): string[] {
  return naturalAccesses(registers).map(({ name, offset, bytes, register: { access, aliases } }) => {
    const half = name.endsWith('_lo') ? 'Low' : name.endsWith('_hi') ? 'High' : '';
    const alias = aliases.find((one) => new RegExp(`\\b${one}${half}\\s`).test(`${table} `)) ?? aliases[0];
    expect(bytes, name).toBe(4);
    return `${offset.toString(16).padStart(3, '0')} ${access.replace('O', '')} ${alias}${half}`;
  });
}

const rows = (table: string): string[] => table.match(/[0-9a-f]{3} R?W? \w+/g) ?? [];

describe('the registers of MMIO', () => {
  test('are in version 2 those of the standard, by their own names', () => {
    expect(told(mmioRegisters, version2)).toEqual(rows(version2));
  });

  test('are in version 1 those of the standard, by their own names', () => {
    expect(told(mmioLegacyRegisters, version1)).toEqual(rows(version1));
  });

  test('grow by shared memory and the reset of a queue', () => {
    const later = mmioRegisters.filter(({ since }) => !isSince('1.1', since));
    expect(later.map(({ offset }) => offset)).toEqual([0xac, 0xb0, 0xb8, 0xc0]);
    expect(mmioRegisters.filter(({ needs }) => needs !== 0n).map(({ needs }) => needs)).toEqual([RING_RESET]);
  });

  test('are about what was selected before', () => {
    const selected = (registers: readonly Register[], selector: string): string[] =>
      registers.filter(({ selectedBy }) => selectedBy === selector).map(({ offset }) => offset.toString(16));
    expect(selected(mmioRegisters, 'device_feature_select')).toEqual(['10']);
    expect(selected(mmioRegisters, 'driver_feature_select')).toEqual(['20']);
    expect(selected(mmioRegisters, 'shm_select')).toEqual(['b0', 'b8']);
    expect(selected(mmioRegisters, 'queue_select')).toEqual(['34', '38', '44', '80', '90', 'a0', 'c0']);
    expect(selected(mmioLegacyRegisters, 'queue_select')).toEqual(['34', '38', '3c', '40']);
  });

  test('bear the names of their counterparts over PCI', () => {
    expect(mmioRegisters.filter(({ offset }) => offset >= 0x10).map(({ name }) => name)).toEqual([
      'device_feature',
      'device_feature_select',
      'driver_feature',
      'driver_feature_select',
      'queue_select',
      'queue_size',
      'queue_size',
      'queue_enable',
      'notify',
      'isr',
      'isr_acknowledge',
      'device_status',
      'queue_desc',
      'queue_driver',
      'queue_device',
      'shm_select',
      'shm_len',
      'shm_base',
      'queue_reset',
      'config_generation',
    ]);
  });
});
