import { fromWindows, intersects } from '../../../spec/features.ts';
import { ETHERNET_MTU } from '../../../spec/net/buffers.ts';
import { netConfig } from '../../../spec/net/configuration.ts';
import { MTU } from '../../../spec/net/features.ts';
import { pciAccesses } from '../../../spec/pci-registers.ts';
import { FEATURES_OK } from '../../../spec/status.ts';
import { shown } from '../../scenario/shown.ts';
import { type Entry, parseEntry, parseHeader } from './format.ts';
import type { Recording } from './recording.ts';
import { RecordingError } from './recording-error.ts';

/** Whether a line is of what QEMU traces: an event, its process and time before it or not, or a word of QEMU's own; after other words, only an access. */
export const isOfQemu = (line: string): boolean =>
  /^(?:qemu-system-|(?:\d+@[\d.]+:)?[a-z]\w*_\w+ )|memory_region_ops_/.test(line);

/**
 * The recording that QEMU's events `memory_region_ops_read` and `memory_region_ops_write` are of one virtio-net device over modern PCI:
 * its register accesses, and a header of what they show. `device`: its name, where the log has several. Throws RecordingError.
 */
export function fromQemuLog(
  lines: Iterable<string>,
  file: string,
  device?: string,
): Pick<Recording, 'header' | 'entries' | 'unread'> {
  const { accesses, others, last } = accessesIn(lines, file);
  const devices = devicesIn(accesses);
  const names = [...devices.keys()];
  const name = device ?? (names.length === 1 ? names[0] : undefined);
  const own = name === undefined ? undefined : devices.get(name);
  if (name === undefined || own === undefined) {
    const found = names.join(', ') || [...others].join(', ') || 'no access of a virtio device';
    const expected = names.length ? 'the name of one of them' : 'virtio-net over modern PCI';
    throw new RecordingError(file, last, 'device', found, expected, names);
  }
  const entries = own.map((access) => ({ line: access.line, entry: entryOf(access, file) }));
  return { ...headOf(name, own, { file, line: 1 }), entries };
}

// --- internal ---

/** An access of a virtio-net device. */
interface Access {
  readonly line: number;
  readonly op: 'read' | 'write';
  readonly part: string;
  /** The memory region of QEMU, and where it lies. */
  readonly region: string;
  readonly page: number;
  readonly offset: number;
  /** What the register holds; an access may read less of it. */
  readonly held: bigint;
  readonly bytes: number;
}

/** Accesses of one recording, at the most. */
const MOST_ACCESSES = 1_000_000;

/** Every part of a device begins at a multiple of it. */
const PAGE = 0x1000;

const traced =
  /memory_region_ops_(read|write) cpu -?\d+ mr (\S+) addr (0x[0-9a-f]+) value (0x[0-9a-f]+) size ([1248]) name '(.*)'\s*$/;
const modern = /^virtio-pci-(common|isr|device|notify)(?:-pio)?(?:-(.+))?$/;

/** Other devices that are named, at the most. */
const MOST_OTHERS = 10;

/** One whose regions are called `virtio-pci-common` and the like, and no more. */
const UNNAMED = 'a device whose type this QEMU does not name';

/** What concerns virtio-net over modern PCI; `others`: what other virtio devices there are, in words. */
function accessesIn(
  lines: Iterable<string>,
  file: string,
): { accesses: Access[]; others: Set<string>; last: number } {
  const accesses: Access[] = [];
  const others = new Set<string>();
  let last = 0;
  let unread: string | undefined;
  for (const text of lines) {
    if (unread !== undefined)
      throw new RecordingError(
        file,
        last,
        'line',
        shown(unread),
        'a whole event, with the name of its region',
      );
    last++;
    if (!text.includes('memory_region_ops_')) continue;
    const [, op, region = '', addr = '', value = '', size, name = ''] = traced.exec(text) ?? [];
    // The end of QEMU may cut off the last line.
    if (op === undefined) unread = text;
    if (!name.startsWith('virtio-')) continue;
    const [, part = '', type] = modern.exec(name) ?? [];
    if (type !== 'virtio-net') {
      if (others.size < MOST_OTHERS)
        others.add(type ? shown(type) : part ? UNNAMED : `${shown(name)} (no modern PCI)`);
    } else {
      const address = Number(addr);
      const offset = address % PAGE;
      const access = { line: last, op: op === 'write' ? op : 'read', part, region, offset } as const;
      const read = { ...access, page: address - offset, held: BigInt(value), bytes: Number(size) };
      if (isAgain(read, accesses.at(-1))) continue;
      if (accesses.length === MOST_ACCESSES)
        throw new RecordingError(file, last, 'line', 'one more access', `at most ${MOST_ACCESSES}`);
      accesses.push(read);
    }
  }
  return { accesses, others, last };
}

/** Whether a driver that polls its interrupt status reads once more what it has just read. */
const isAgain = ({ part, op, region, held }: Access, before: Access | undefined): boolean =>
  part === 'isr' && op === 'read' && before?.region === region && before.held === held;

/** Accesses by the name of their device: its type, and where there are several the address of its common configuration. */
function devicesIn(accesses: readonly Access[]): Map<string, Access[]> {
  const places = new Map<number, string>();
  for (const { part, page, region } of accesses) if (part === 'common') places.set(page, region);
  const pages = [...places.keys()].sort((a, b) => b - a);
  const byRegion = new Map<string, Access[]>();
  for (const access of accesses) {
    // The other parts lie above it, below the next device's.
    const own =
      access.part === 'common' ? access.region : places.get(pages.find((page) => page <= access.page) ?? -1);
    if (own === undefined) continue;
    const known = byRegion.get(own);
    if (known) known.push(access);
    else byRegion.set(own, [access]);
  }
  const found = [...byRegion.values()];
  const pageOf = (own: readonly Access[]): string =>
    `@0x${own.find(({ part }) => part === 'common')?.page.toString(16)}`;
  return new Map(found.map((own) => [`virtio-net${found.length > 1 ? pageOf(own) : ''}`, own]));
}

function entryOf(access: Access, file: string): Entry {
  const { line, op, part, offset, held, bytes } = access;
  const value = Number(BigInt.asUintN(8 * bytes, held));
  const place = { file, line };
  if (part === 'device') return parseEntry({ op, register: `config+${offset}/${bytes}`, value }, place);
  if (part !== 'common') return parseEntry({ op, register: part, value }, place);
  const field = fieldAt(access);
  if (!field)
    throw new RecordingError(file, line, 'addr', `${bytes} bytes at ${offset}`, 'the beginning of a field');
  return parseEntry(
    { op, register: field.name, value, ...(bytes === field.bytes ? {} : { width: bytes }) },
    place,
  );
}

const fieldAt = ({ part, offset }: Access) =>
  part === 'common' ? pciAccesses.find((field) => field.offset === offset) : undefined;

/** What the accesses show of their device. Of what no driver has read the offer is taken for what it accepted, and a size for that of the largest ring. */
function headOf(
  name: string,
  accesses: readonly Access[],
  place: { file: string; line: number },
): Pick<Recording, 'header' | 'unread'> {
  const selected = new Map<string, number>();
  const offered = [0, 0, 0, 0];
  const accepted = [0, 0, 0, 0];
  const seen = new Set<number>();
  const sizes = new Map<number, number>();
  const config = new Map<number, number>();
  let [queues, finalStatus, asked, accepts] = [2, 0, false, true];
  const at = (selector: string): number => selected.get(selector) ?? 0;
  for (const access of accesses) {
    const { op, part, offset, bytes, held } = access;
    const { name: field = '', bytes: own = 4 } = fieldAt(access) ?? {};
    const value = Number(BigInt.asUintN(8 * own, held));
    if (part === 'device' && op === 'read')
      for (let byte = 0; byte < bytes; byte++)
        config.set(offset + byte, Number((held >> BigInt(8 * byte)) & 0xffn));
    if (field.endsWith('_select')) selected.set(field, value);
    switch (`${op} ${field}`) {
      case 'read device_feature':
        offered[at('device_feature_select')] = value;
        seen.add(at('device_feature_select'));
        break;
      case 'write driver_feature':
        accepted[at('driver_feature_select')] = value;
        break;
      case 'read num_queues':
        queues = Math.max(queues, value);
        break;
      case 'read queue_size':
        sizes.set(at('queue_select'), Math.max(value, sizes.get(at('queue_select')) ?? 0));
        break;
      case 'write device_status':
        finalStatus = value;
        asked = (value & FEATURES_OK) !== 0;
        break;
      case 'read device_status':
        finalStatus = value;
        if (asked) accepts = (value & FEATURES_OK) !== 0;
        asked = false;
    }
  }
  if (seen.size === 0)
    throw new RecordingError(
      place.file,
      place.line,
      'device_feature',
      'no read of it',
      'a probe from its reset on',
    );
  const windows = [0, 1, 2, 3];
  const offer = fromWindows(windows.map((window) => (seen.has(window) ? offered : accepted)[window] ?? 0));
  const [low, high] = [config.get(netConfig.mtu), config.get(netConfig.mtu + 1)];
  const mtu = low === undefined || high === undefined ? ETHERNET_MTU : low + 256 * high;
  const largest = Math.max(0, ...sizes.values());
  const all = [...Array(Math.max(queues, ...[...sizes.keys()].map((queue) => queue + 1))).keys()];
  const header = {
    subject: `a driver of ${name} in QEMU`,
    transport: 'pci',
    offered: `0x${offer.toString(16)}`,
    queueSizes: all.map((queue) => sizes.get(queue) ?? largest),
    device: { acceptsFeatures: accepts, ...(intersects(offer, MTU) ? { mtu } : {}) },
    observed: { finalStatus },
  };
  const unread = {
    windows: windows.filter((window) => !seen.has(window)),
    sizes: all.filter((queue) => !sizes.has(queue)),
  };
  return { header: parseHeader(header, place), unread };
}
