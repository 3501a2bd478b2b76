import { ZONED } from '../../spec/blk/features.ts';
import { type DeviceTypeName, negotiable, tableOfTypes } from '../../spec/device-types.ts';
import { ANY_LAYOUT } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, union } from '../../spec/features.ts';
import { GSO } from '../../spec/net/features.ts';
import { entryFor, type Transport } from '../../spec/transports.ts';
import { asked, changes, type Habits, habits } from './linux-changes.ts';

/** What the virtio drivers of one Linux kernel know and do, where kernels differ. */
export interface LinuxKernel extends Habits, Readonly<Record<DeviceTypeName, FeatureTable>> {
  /** Such as `6.12`. */
  readonly version: string;
}

/** What a driver takes over each transport, with what the core takes of rings and transport. */
type FeatureTable = Readonly<Record<Transport, FeatureSet>>;

/** Kernels that are known in full: longterm ones, whose stable fixes are counted in, and the newest. Any between them is known by the changes below. */
export const linuxVersions = ['5.10', '6.1', '6.5', '6.12', '7.2'] as const;

/** The kernel of a version, as `6.1`; undefined where it is older than the oldest that is known, or newer than the newest. */
export function linuxKernel(version: string): LinuxKernel | undefined {
  if (!/^\d+\.\d+$/.test(version)) return undefined;
  if (isBefore(version, linuxVersions[0]) || isBefore(newest, version)) return undefined;
  return kernelOf(version);
}

/** The kernel that the name of a driver says it is of, as `linux 6.1.0-50-686 virtio_net`: the nearest known one; the newest where it names none. */
export function kernelIn(name: string): LinuxKernel {
  const [, major, minor] = /\blinux\D{0,12}(\d+)\.(\d+)/i.exec(name) ?? [];
  if (major === undefined || minor === undefined) return newestLinux;
  const version = `${Number(major)}.${Number(minor)}`;
  return linuxKernel(version) ?? kernelOf(isBefore(version, newest) ? linuxVersions[0] : newest);
}

/** What Linux takes over a transport: a driver cannot read which version of the standard its device is of. */
export const linuxTable = (
  type: DeviceTypeName,
  transport: Transport,
  kernel: LinuxKernel = newestLinux,
): FeatureSet => entryFor(transport, kernel[type]);

/** What a driver knows over a transport: of what it `supports` all that the transport carries; what its Linux takes where it does not say. */
export const knownFeatures = (
  type: DeviceTypeName,
  transport: Transport,
  supports: FeatureSet | undefined,
  kernel?: LinuxKernel,
): FeatureSet =>
  supports === undefined ? linuxTable(type, transport, kernel) : supports & negotiable(type, transport);

/** How many feature windows a driver of a kernel reads and writes: over PCI as many as the kernel has, over MMIO and channel I/O two. */
export const windowsOf = (
  { pciWindows }: LinuxKernel,
  { legacy, env }: { readonly legacy: boolean; readonly env: { readonly transport: Transport } },
): number => (legacy ? 1 : env.transport === 'pci' ? pciWindows : 2);

/** virtnet_check_guest_gso: whether a kernel makes large receive buffers of what it accepted. */
export const receivesLarge = ({ largeReceive }: LinuxKernel, accepted: FeatureSet): boolean =>
  largeReceive.some((set) => includes(accepted, set));

// --- internal ---

const newest = '7.2';

/** Whether a version, as `6.1`, is older than another. */
function isBefore(version: string, other: string): boolean {
  const [[major, minor], [otherMajor, otherMinor]] = [numbersOf(version), numbersOf(other)];
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

const numbersOf = (version: string): readonly [number, number] => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
};

const known = new Map<string, LinuxKernel>();

function kernelOf(version: string): LinuxKernel {
  const before = known.get(version);
  if (before) return before;
  const made = make(version);
  known.set(version, made);
  return made;
}

function make(version: string): LinuxKernel {
  let [all, does] = [asked, habits];
  for (const change of changes.filter(({ since }) => !isBefore(version, since))) {
    const { asks = {}, does: otherwise } = change;
    const { ring = 0n, pci = 0n } = asks;
    const own = tableOfTypes((type) => all[type] | (asks[type] ?? 0n));
    all = { ...own, ring: all.ring | ring, pci: all.pci | pci };
    does = { ...does, ...otherwise };
  }
  const legacy = { ...all, net: union(all.net, GSO, ANY_LAYOUT), blk: all.blk & ~ZONED };
  const tableOf = (type: DeviceTypeName): FeatureTable => ({
    pci: all[type] | all.ring | all.pci,
    'pci-legacy': legacy[type] | all.ring,
    mmio: within64(all[type]) | all.ring,
    'mmio-legacy': legacy[type] | all.ring,
    ccw: within64(all[type]) | all.ring,
  });
  return { version, ...does, ...tableOfTypes(tableOf) };
}

/** What two windows hold. */
const within64 = (set: FeatureSet): FeatureSet => BigInt.asUintN(64, set);

/** The newest kernel that is known: what the policies of Linux and of the thread stand on unless they say otherwise. */
export const newestLinux: LinuxKernel = kernelOf(newest);
