import { describe, expect, it } from 'vitest';
import { SECURE_ERASE, ZONED } from '../../spec/blk/features.ts';
import {
  ADMIN_VQ,
  ANY_LAYOUT,
  IN_ORDER,
  NOTIFICATION_DATA,
  RING_RESET,
  SR_IOV,
  VERSION_1,
} from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, isSubset, NONE, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { transports } from '../../spec/transports.ts';
import { netProbe } from './fixtures/cores.ts';
import { kernelIn, type LinuxKernel, linuxKernel, linuxVersions, newestLinux } from './linux-kernels.ts';

function kernel(version: string): LinuxKernel {
  const found = linuxKernel(version);
  if (!found) throw new Error(`no kernel ${version}`);
  return found;
}

const TUNNELS = union(
  net.GUEST_UDP_TUNNEL_GSO,
  net.GUEST_UDP_TUNNEL_GSO_CSUM,
  net.HOST_UDP_TUNNEL_GSO,
  net.HOST_UDP_TUNNEL_GSO_CSUM,
);

describe('what a kernel takes', () => {
  /** Over modern PCI, the first kernel that does. */
  it.each<[string, FeatureSet, string]>([
    ['SR_IOV', SR_IOV, '5.10'],
    ['RSS and HASH_REPORT', net.RSS | net.HASH_REPORT, '5.18'],
    ['NOTF_COAL', net.NOTF_COAL, '6.0'],
    ['RING_RESET', RING_RESET, '6.0'],
    ['segmentation of UDP', net.HOST_USO | net.GUEST_USO4 | net.GUEST_USO6, '6.2'],
    ['GUEST_HDRLEN', net.GUEST_HDRLEN, '6.4'],
    ['NOTIFICATION_DATA', NOTIFICATION_DATA, '6.4'],
    ['VQ_NOTF_COAL', net.VQ_NOTF_COAL, '6.6'],
    ['ADMIN_VQ', ADMIN_VQ, '6.8'],
    ['DEVICE_STATS', net.DEVICE_STATS, '6.10'],
    ['bits 65 to 68', TUNNELS, '6.17'],
    ['IN_ORDER', IN_ORDER, '7.0'],
  ])('should be %s from its version on', (_, set, since) => {
    const takes = (version: string) => kernel(version).net.pci & set;
    const [major = 0, minor = 0] = since.split('.').map(Number);
    const before =
      { '5.10': undefined, '7.0': '6.19' }[since] ?? (minor > 0 ? `${major}.${minor - 1}` : '5.19');
    expect(takes(since)).toBe(set);
    if (since !== '5.10') expect(takes(before)).toBe(NONE);
    expect(takes('7.2')).toBe(set);
  });

  // Register logs of both kernels on the same device, which offers CTRL_RX_EXTRA besides.
  it.each(['6.12', '7.2'])('should be what a log of Linux %s shows', (version) => {
    const windows = (low: number, high: number): FeatureSet => BigInt(low) | (BigInt(high) << 32n);
    const taken = kernel(version).net.pci & windows(0x30bf_8024, 0x101);
    expect(taken).toBe(windows(0x30af_8024, 0x101));
  });

  it('should never shrink', () => {
    const kernels = linuxVersions.map(kernel);
    for (const transport of transports) {
      for (const [at, { net, blk }] of kernels.entries()) {
        const next = kernels[at + 1];
        if (!next) continue;
        expect(isSubset(net[transport], next.net[transport])).toBe(true);
        expect(isSubset(blk[transport], next.blk[transport])).toBe(true);
      }
    }
  });

  it('should leave to PCI what the core of rings does not take', () => {
    for (const transport of ['mmio', 'ccw'] as const)
      expect(newestLinux.net[transport] & union(RING_RESET, ADMIN_VQ, SR_IOV)).toBe(NONE);
  });

  it('should be no bit above 63 where it reads two windows', () => {
    expect(includes(newestLinux.net.pci, TUNNELS)).toBe(true);
    for (const transport of ['mmio', 'ccw'] as const) expect(newestLinux.net[transport] & TUNNELS).toBe(NONE);
  });

  it('should be what only legacy knows over a legacy interface', () => {
    const legacy = union(net.GSO, ANY_LAYOUT);
    for (const transport of transports)
      expect(newestLinux.net[transport] & legacy).toBe(transport.endsWith('-legacy') ? legacy : NONE);
  });

  it('should of a disk be zones and erasure, as it comes to know them', () => {
    const disk = (version: string) => kernel(version).blk.pci & (ZONED | SECURE_ERASE);
    expect(['5.10', '6.1', '6.5'].map(disk)).toEqual([NONE, SECURE_ERASE, SECURE_ERASE | ZONED]);
    expect(intersects(newestLinux.blk['pci-legacy'], ZONED)).toBe(false);
  });
});

describe('a kernel by its version', () => {
  it.each(['5.9', '7.3', '6', '6.1.0', 'x', ''])('should be none: %j', (version) =>
    expect(linuxKernel(version)).toBeUndefined(),
  );

  it('should count minor versions as numbers', () => {
    expect(kernel('6.9').net.pci & net.DEVICE_STATS).toBe(NONE);
    expect(kernel('6.10').net.pci & net.DEVICE_STATS).toBe(net.DEVICE_STATS);
  });

  it.each([
    ['linux 6.1.0-50-686 virtio_net', '6.1'],
    ['Linux version 5.15.0 (gcc 12.2.0)', '5.15'],
    ['linux 4.19.0 virtio_net', '5.10'],
    ['linux-v9.9', '7.2'],
    ['linux 6.05', '6.5'],
    ['freebsd 14.0 vtnet', '7.2'],
    ['linux virtio_net', '7.2'],
  ])('should be the nearest known one to that of %s', (name, version) =>
    expect(kernelIn(name).version).toBe(version),
  );
});

describe('how a kernel probes', () => {
  const on = (version: string, offer: FeatureSet, changes = {}) => {
    const made = netProbe({ offer: offer | VERSION_1 }, changes, undefined, kernel(version));
    made.probe.negotiate();
    return made;
  };

  it.each<[string, FeatureSet, string, boolean]>([
    ['GUEST_USO4 alone', net.GUEST_USO4, '6.5', false],
    ['GUEST_USO6 alone', net.GUEST_USO6, '7.2', false],
    ['both', net.GUEST_USO4 | net.GUEST_USO6, '6.5', true],
    ['both, of which it knows neither', net.GUEST_USO4 | net.GUEST_USO6, '6.1', false],
    ['GUEST_ECN alone', net.GUEST_ECN, '5.10', true],
    ['GUEST_UFO', net.GUEST_UFO, '7.2', true],
  ])('should make large buffers of segmentation as it counts it: %s', (_, set, version, large) => {
    const { probe } = on(version, set, { quirks: { featuresOkUnchecked: true } });
    expect([probe.derived.bigPackets, probe.plan().receiveChain]).toEqual([large, large ? 19 : 1]);
  });

  it('should make them of any where it is told to go by the standard', () => {
    const { probe } = netProbe(
      { offer: net.GUEST_USO4 | VERSION_1 },
      { quirks: { featuresOkUnchecked: true } },
    );
    probe.negotiate(NONE, { dueBuffers: true });
    expect([probe.derived.bigPackets, probe.plan().receiveChain]).toEqual([true, 19]);
  });

  it('should have an MTU take as many descriptors as it needs since 6.1', () => {
    const chain = (version: string) => on(version, net.MTU, { mtu: 9000 }).probe.plan().receiveChain;
    expect(['5.10', '6.0', '6.1'].map(chain)).toEqual([19, 19, 5]);
  });

  it('should make a packed ring of any size over PCI since 6.4, over MMIO always', () => {
    const finds = (version: string, transport: 'pci' | 'mmio') => {
      const made = netProbe({ sizes: [18, 18] }, { format: 'packed', transport }, undefined, kernel(version));
      made.probe.negotiate();
      return made.probe.tryFindQueues();
    };
    expect([finds('6.1', 'pci'), finds('6.5', 'pci'), finds('6.1', 'mmio')]).toEqual([
      undefined,
      [18, 18],
      [18, 18],
    ]);
  });

  it('should drop STANDBY without MAC since 6.3', () => {
    const accepted = (version: string) => on(version, net.STANDBY).probe.accepted & net.STANDBY;
    expect([accepted('6.1'), accepted('6.5')]).toEqual([net.STANDBY, NONE]);
  });

  it('should read four windows over PCI since 6.17, two elsewhere, one of a legacy device', () => {
    const windows = (version: string, transport: 'pci' | 'mmio' | 'pci-legacy') =>
      netProbe({}, { transport }, undefined, kernel(version)).probe.core.windows;
    expect([
      windows('6.12', 'pci'),
      windows('7.2', 'pci'),
      windows('7.2', 'mmio'),
      windows('7.2', 'pci-legacy'),
    ]).toEqual([2, 4, 2, 1]);
  });
});
