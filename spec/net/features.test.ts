import { describe, expect, test } from 'vitest';
import { reservedFeatures } from '../feature-bits.ts';
import { bitsOf, type FeatureSet, features, intersects, NONE, sizeOf } from '../features.ts';
import { type SpecVersion, specVersions } from '../versions.ts';
import * as net from './features.ts';

type Row = readonly [bit: number, name: string, since: SpecVersion];

// Typed from the standard's own list, not from the code: bits of the modern interface, with the version whose
// list has them first. CTRL_RX_EXTRA is listed since 1.3 only, yet 1.0 already uses it by name.
const modern: readonly Row[] = [
  [0, 'CSUM', '1.0'],
  [1, 'GUEST_CSUM', '1.0'],
  [2, 'CTRL_GUEST_OFFLOADS', '1.0'],
  [3, 'MTU', '1.1'],
  [5, 'MAC', '1.0'],
  [7, 'GUEST_TSO4', '1.0'],
  [8, 'GUEST_TSO6', '1.0'],
  [9, 'GUEST_ECN', '1.0'],
  [10, 'GUEST_UFO', '1.0'],
  [11, 'HOST_TSO4', '1.0'],
  [12, 'HOST_TSO6', '1.0'],
  [13, 'HOST_ECN', '1.0'],
  [14, 'HOST_UFO', '1.0'],
  [15, 'MRG_RXBUF', '1.0'],
  [16, 'STATUS', '1.0'],
  [17, 'CTRL_VQ', '1.0'],
  [18, 'CTRL_RX', '1.0'],
  [19, 'CTRL_VLAN', '1.0'],
  [20, 'CTRL_RX_EXTRA', '1.0'],
  [21, 'GUEST_ANNOUNCE', '1.0'],
  [22, 'MQ', '1.0'],
  [23, 'CTRL_MAC_ADDR', '1.0'],
  [50, 'DEVICE_STATS', '1.4'],
  [51, 'HASH_TUNNEL', '1.3'],
  [52, 'VQ_NOTF_COAL', '1.3'],
  [53, 'NOTF_COAL', '1.3'],
  [54, 'GUEST_USO4', '1.3'],
  [55, 'GUEST_USO6', '1.3'],
  [56, 'HOST_USO', '1.2'],
  [57, 'HASH_REPORT', '1.2'],
  [59, 'GUEST_HDRLEN', '1.2'],
  [60, 'RSS', '1.2'],
  [61, 'RSC_EXT', '1.1'],
  [62, 'STANDBY', '1.1'],
  [63, 'SPEED_DUPLEX', '1.2'],
  [64, 'RSS_CONTEXT', '1.4'],
  [65, 'GUEST_UDP_TUNNEL_GSO', '1.4'],
  [66, 'GUEST_UDP_TUNNEL_GSO_CSUM', '1.4'],
  [67, 'HOST_UDP_TUNNEL_GSO', '1.4'],
  [68, 'HOST_UDP_TUNNEL_GSO_CSUM', '1.4'],
  [69, 'OUT_NET_HEADER', '1.4'],
  [70, 'IPSEC', '1.4'],
];

const legacyOnly: readonly Row[] = [
  [6, 'GSO', '1.0'],
  [41, 'GUEST_RSC4', '1.1'],
  [42, 'GUEST_RSC6', '1.1'],
];

const reserved: readonly Row[] = [
  [28, 'INDIRECT_DESC', '1.0'],
  [29, 'EVENT_IDX', '1.0'],
  [32, 'VERSION_1', '1.0'],
  [33, 'ACCESS_PLATFORM', '1.1'],
  [34, 'RING_PACKED', '1.1'],
  [35, 'IN_ORDER', '1.1'],
  [36, 'ORDER_PLATFORM', '1.1'],
  [37, 'SR_IOV', '1.1'],
  [38, 'NOTIFICATION_DATA', '1.1'],
  [39, 'NOTIF_CONFIG_DATA', '1.2'],
  [40, 'RING_RESET', '1.2'],
  [41, 'ADMIN_VQ', '1.3'],
  [43, 'SUSPEND', '1.4'],
];

const legacyReserved: readonly Row[] = [
  [24, 'NOTIFY_ON_EMPTY', '1.0'],
  [27, 'ANY_LAYOUT', '1.0'],
  [30, 'UNUSED', '1.0'],
];

const definedBy = (rows: readonly Row[], version: SpecVersion): FeatureSet =>
  features(...rows.filter(([, , since]) => since <= version).map(([bit]) => bit));

describe('net feature bits', () => {
  test('have the numbers of the standard', () => {
    const constants = Object.entries(net).flatMap(([name, value]) =>
      typeof value === 'bigint' ? [[name, value]] : [],
    );
    const rows = [...modern, ...legacyOnly];
    const groups = ['GUEST_GSO', 'GUEST_OFFLOADS', 'HOST_GSO', 'netShouldSurvive'];
    expect(Object.fromEntries(constants.filter(([name]) => !groups.includes(String(name))))).toEqual(
      Object.fromEntries(rows.map(([bit, name]) => [name, features(bit)])),
    );
  });

  test('are known by these names and no others', () => {
    const rows = [...modern, ...legacyOnly, ...reserved, ...legacyReserved];
    expect(Object.fromEntries(net.netFeatureNames)).toEqual(
      Object.fromEntries(rows.map(([bit, name]) => [name, bit])),
    );
  });

  test.each(specVersions)('of version %s', (version) => {
    expect(bitsOf(net.netFeatures(version))).toEqual(bitsOf(definedBy(modern, version)));
    expect(bitsOf(reservedFeatures(version))).toEqual(bitsOf(definedBy(reserved, version)));
    expect(net.knownNetFeatures(version)).toBe(definedBy(modern, version) | definedBy(reserved, version));
  });

  test('only ever grow in number', () => {
    expect(specVersions.map((version) => sizeOf(net.netFeatures(version)))).toEqual([21, 24, 29, 34, 42]);
  });

  test('41 means the admin queue since 1.3, and nothing to a modern driver before; 42 never means anything', () => {
    const known = (bit: number) =>
      specVersions.filter((v) => intersects(net.knownNetFeatures(v), features(bit)));
    expect(known(41)).toEqual(['1.3', '1.4']);
    expect(known(42)).toEqual([]);
    expect(specVersions.every((v) => !intersects(net.netFeatures(v), features(41, 42)))).toBe(true);
  });

  test('from 64 on exist since 1.4, and reach 70', () => {
    const high = (version: SpecVersion) => bitsOf(net.knownNetFeatures(version)).filter((bit) => bit >= 64);
    expect(specVersions.slice(0, 4).map(high)).toEqual([[], [], [], []]);
    expect(high('1.4')).toEqual([64, 65, 66, 67, 68, 69, 70]);
  });

  test('that no version defines are never known: 4, 6, 30, 58, 44 to 49, 71 and above', () => {
    const unassigned = features(4, 6, 24, 25, 26, 27, 30, 31, 44, 45, 46, 47, 48, 49, 58, 71, 127);
    for (const version of specVersions) expect(net.knownNetFeatures(version) & unassigned).toBe(NONE);
  });
});

describe('groups of net features', () => {
  test('guest segmentation, which lets one received packet reach 64 KiB', () => {
    expect(bitsOf(net.GUEST_GSO)).toEqual([7, 8, 10, 54, 55]);
  });

  test('guest offloads: with all that stands on it, by list or by prose', () => {
    expect(bitsOf(net.GUEST_OFFLOADS)).toEqual([7, 8, 9, 10, 54, 55, 61, 65, 66]);
  });

  test('host segmentation', () => {
    expect(bitsOf(net.HOST_GSO)).toEqual([11, 12, 14, 56]);
  });

  test('what a driver should take whenever offered', () => {
    expect(bitsOf(net.netShouldSurvive)).toEqual([3, 5, 62]);
  });
});
