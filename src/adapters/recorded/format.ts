import * as z from 'zod';
import { intersects } from '../../../spec/features.ts';
import { MTU } from '../../../spec/net/features.ts';
import { pciAccess, pciRegister } from '../../../spec/pci-registers.ts';
import { specVersions } from '../../../spec/versions.ts';
import { shown } from '../../scenario/shown.ts';
import { configPlace } from '../../transport/pci-registers.ts';
import { RecordingError } from './recording-error.ts';

// The message of each schema says what is expected: an error puts what was found before it.

const integer = (max: number) => {
  const expected = `an integer from 0 to ${max}`;
  return z.int(expected).min(0, expected).max(max, expected);
};
const text = z.string('a string');
const bool = z.boolean('true or false');
const bytes16 = integer(0xffff);
const count = integer(Number.MAX_SAFE_INTEGER);

/** Linux drivers of other devices: their feature bits and queues mean other things. */
const otherDriver = /\bvirtio[_-](blk|scsi|console|balloon|rng|gpu|input|crypto|fs|mem|iommu|vsock)\b/;

/** Fields beyond these are for people and are passed over. */
const headerSchema = z.object(
  {
    subject: text
      .regex(/^\P{Cc}{1,200}$/u, 'a name on one line, of at most 200 characters')
      .refine((subject) => !otherDriver.test(subject), 'a driver of virtio-net devices'),
    transport: z.literal('pci', '"pci"'),
    version: z
      .enum(specVersions, `one of ${specVersions.map((version) => `"${version}"`).join(', ')}`)
      .optional(),
    offered: text.regex(/^0x[0-9a-f]{1,32}$/i, 'a hexadecimal number of at most 128 bits, as "0x100010020"'),
    queueSizes: z
      .array(bytes16, 'an array of sizes')
      .min(2, 'at least two sizes')
      .max(0x10000, 'at most 65536 sizes'),
    device: z.object(
      { type: z.literal('net', '"net"').optional(), acceptsFeatures: bool, mtu: bytes16.optional() },
      'an object',
    ),
    observed: z.object(
      {
        finalStatus: integer(0xff).optional(),
        framesTransmitted: count.optional(),
        txWatchdog: bool.optional(),
        rxBuffersPostedAtEnd: count.optional(),
      },
      'an object',
    ),
  },
  'an object',
);

const widths = [1, 2, 4, 8] as const;
const accessFields = {
  register: text,
  value: count,
  queue: bytes16.optional(),
  width: z.literal(widths, `one of ${widths.join(', ')}`).optional(),
};
/** What a header says, but for lengths and offsets. */
const header = z
  .strictObject(
    { flags: integer(0xff), gsoType: integer(0xff), gsoSize: bytes16, buffers: bytes16 },
    'an object',
  )
  .optional();
const operations = ['read', 'write', 'post', 'used', 'transmit', 'receive', 'control'] as const;
const outcomes = ['not-ready', 'no-buffer', 'truncated'] as const;

const entrySchema = z.discriminatedUnion(
  'op',
  [
    z.strictObject({ op: z.literal('read'), ...accessFields }),
    z.strictObject({ op: z.literal('write'), ...accessFields }),
    z.strictObject({
      op: z.literal('post'),
      queue: bytes16,
      buffers: count,
      descriptors: count,
      bytes: count,
      indirect: bool,
    }),
    z.strictObject({ op: z.literal('used'), queue: bytes16, chains: count }),
    z.strictObject({
      op: z.literal('transmit'),
      bytes: count,
      descriptors: count,
      indirect: bool,
      header,
      queue: bytes16.optional(),
    }),
    z.strictObject({
      op: z.literal('receive'),
      bytes: count,
      result: z.union(
        [count, z.enum(outcomes)],
        `how many buffers were used, or one of ${outcomes.map((outcome) => `"${outcome}"`).join(', ')}`,
      ),
      header,
      queue: bytes16.optional(),
    }),
    z.strictObject({
      op: z.literal('control'),
      class: integer(0xff),
      command: integer(0xff),
      descriptors: count,
      indirect: bool.optional(),
      data: z.array(integer(0xffff_ffff), 'an array of 32-bit numbers').max(0x1_0000).optional(),
      ack: integer(0xff).optional(),
      queue: bytes16.optional(),
    }),
  ],
  `one of ${operations.map((op) => `"${op}"`).join(', ')}`,
);

/** The first line of a recording: who was recorded, the device it met, and what was observed. */
export type Header = z.infer<typeof headerSchema>;

/** Any further line: a register access, or what was seen in the rings: buffers posted, frames and commands, chains used. */
export type Entry = z.infer<typeof entrySchema>;

/** Where a value comes from. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Reads the value of a first line. Throws RecordingError. */
export function parseHeader(value: unknown, place: Place): Header {
  const parsed = headerSchema.safeParse(value);
  if (!parsed.success) return refuse(parsed.error.issues[0], value, place);
  const { offered, device } = parsed.data;
  if (device.mtu === undefined && intersects(BigInt(offered), MTU)) {
    const expected = 'an integer from 0 to 65535, because MTU is offered';
    throw new RecordingError(place.file, place.line, 'device.mtu', shown(device.mtu), expected);
  }
  return parsed.data;
}

/** Reads the value of a further line; a value must fit its register. Throws RecordingError. */
export function parseEntry(value: unknown, place: Place): Entry {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) return refuse(parsed.error.issues[0], value, place);
  const entry = parsed.data;
  if (entry.op !== 'read' && entry.op !== 'write') return entry;
  const fault = (field: string, found: unknown, expected: string): never => {
    throw new RecordingError(place.file, place.line, field, shown(found), expected);
  };
  const { register } = entry;
  const bytes = widthOf(register);
  if (bytes === undefined) {
    const known = 'a field of the common configuration, config+OFFSET/BYTES, "notify" or "isr"';
    return fault('register', register, known);
  }
  if (entry.width !== undefined && pciRegister(fieldOf(register)) === undefined) {
    fault('width', entry.width, `nothing: ${register} is no field of the common configuration`);
  }
  const most = Math.min(2 ** (8 * (entry.width ?? bytes)) - 1, Number.MAX_SAFE_INTEGER);
  if (entry.value > most) fault('value', entry.value, `an integer from 0 to ${most} for ${register}`);
  if (entry.queue !== undefined && !isOfQueue(register)) {
    fault('queue', entry.queue, `nothing: ${register} is of no virtqueue`);
  }
  return entry;
}

// --- internal ---

/** Registers beside the common configuration; bytes. */
const extras: ReadonlyMap<string, number> = new Map([
  ['notify', 4],
  ['isr', 1],
]);

/** The name of a field, of one of its halves too. */
const fieldOf = (register: string): string => register.replace(/_(lo|hi)$/, '');

const widthOf = (register: string): number | undefined =>
  (pciAccess(register) ?? pciRegister(register) ?? configPlace(register))?.bytes ?? extras.get(register);

const isOfQueue = (register: string): boolean =>
  register === 'notify' || pciRegister(fieldOf(register))?.selectedBy === 'queue_select';

function refuse(issue: z.core.$ZodIssue | undefined, value: unknown, { file, line }: Place): never {
  if (issue?.code === 'unrecognized_keys') {
    throw new RecordingError(file, line, issue.keys[0] ?? 'line', 'this field', 'no such field');
  }
  const path = issue?.path ?? [];
  const found = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
  const field = path.length ? path.join('.') : isObject(value) ? 'op' : 'line';
  throw new RecordingError(file, line, field, shown(found), issue?.message ?? 'something else');
}

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
