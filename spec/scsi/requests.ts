import { REQUEST_PLACES } from '../requests.ts';

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — a request that a host is asked, by its bytes but for what the answer needs. */
export interface HostRequest {
  readonly name: string;
  readonly queue: 'control' | 'request';
  /** What the device reads: the header, with the CDB where it is a command. */
  readonly header: readonly number[];
  /** Bytes of data for the device to read. */
  readonly sent: number;
  /** Room for the data that it writes, in bytes, behind its answer. */
  readonly room: number;
}

/** devicenormative:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — what is said of how a command ended. */
export const hostResponse = {
  ok: 0,
  overrun: 1,
  aborted: 2,
  badTarget: 3,
  failure: 9,
} as const;

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #3 — addresses: the first unit, one in a format that there is none of, the unit that lists units, a unit of the last target. */
const addresses = {
  unit: [1, 0, 0x40, 0, 0, 0, 0, 0],
  ofNoFormat: [2, 0, 0x40, 0, 0, 0, 0, 0],
  list: [0xc1, 1, 0, 0, 0, 0, 0, 0],
  lastTarget: [1, 0xff, 0x40, 0, 0, 0, 0, 0],
} as const;

/** Bytes that a command of SCSI has here: the fields before it, and after a reset of the host itself. */
const CDB_BYTES = 32;

const command = (
  name: string,
  to: keyof typeof addresses,
  cdb: readonly number[],
  [sent, room]: readonly [number, number],
): HostRequest => {
  const padding = new Array<number>(CDB_BYTES - cdb.length).fill(0);
  // A tag, and no attribute, priority or number of its own.
  const header = [...addresses[to], ...[9, 0, 0, 0, 0, 0, 0, 0], 0, 0, 0, ...cdb, ...padding];
  return { name, queue: 'request', header, sent, room };
};

const control = (name: string, header: readonly number[]): HostRequest => ({
  name,
  queue: 'control',
  header,
  sent: 0,
  room: 0,
});

const INQUIRY_BYTES = 36;
const INQUIRY = [0x12, 0, 0, 0, INQUIRY_BYTES, 0];
const TEST_UNIT_READY = [0, 0, 0, 0, 0, 0];
const REPORT_LUNS = [0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0];
const QUERY_TASK = 6;

/**
 * sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — requests that spare what is on the units of a
 * host, for one without T10_PI. Named by the events of a run by their places here.
 */
export const hostRequests: readonly HostRequest[] = [
  command('TEST UNIT READY', 'unit', TEST_UNIT_READY, [0, 0]),
  command('INQUIRY', 'unit', INQUIRY, [0, INQUIRY_BYTES]),
  command('INQUIRY without room', 'unit', INQUIRY, [0, 5]),
  command('INQUIRY with data both ways', 'unit', INQUIRY, [4, INQUIRY_BYTES]),
  command('INQUIRY of an address of no format', 'ofNoFormat', INQUIRY, [0, INQUIRY_BYTES]),
  command('INQUIRY of the last target', 'lastTarget', INQUIRY, [0, INQUIRY_BYTES]),
  command('REPORT LUNS', 'list', REPORT_LUNS, [0, 16]),
  control('QUERY TASK', [0, 0, 0, 0, QUERY_TASK, 0, 0, 0, ...addresses.unit, ...new Array(8).fill(0)]),
  control('query of asynchronous events', [1, 0, 0, 0, ...addresses.unit, 16, 0, 0, 0]),
];

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — bytes of the answer to a request, before data: with sense_size as it is after a reset. */
export const answerBytes = ({ queue, header }: HostRequest): number => {
  if (queue === 'request') return ANSWER_BYTES;
  return header[0] === 0 ? 1 : 5;
};

/** devicenormative:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #1 — a request, and what its host says of how it ended. Of control requests that is the response alone. */
export interface HostAnswer {
  /** Its place in `hostRequests`. */
  readonly place: number;
  /** Undefined where nobody tells. */
  readonly response?: number;
  readonly status?: number;
  /** Bytes; as many as `MOST` of what is more. */
  readonly senseBytes?: number;
  readonly residual?: number;
}

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — what an answer says, read from its bytes. */
export function answerOf(place: number, bytes: Uint8Array): HostAnswer {
  if (bytes.length < ANSWER_BYTES) return { place, response: bytes.at(-1) ?? 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    place,
    senseBytes: view.getUint32(0, true),
    residual: view.getUint32(4, true),
    status: view.getUint8(STATUS_AT),
    response: view.getUint8(STATUS_AT + 1),
  };
}

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — the same as one number, that of its place where nobody tells how it ended. */
export const hostValue = ({
  place,
  response = -1,
  status = 0,
  senseBytes = 0,
  residual = 0,
}: HostAnswer): number =>
  place +
  REQUEST_PLACES *
    (response +
      1 +
      RESPONSES * (status + BYTE * (Math.min(senseBytes, MOST) + (MOST + 1) * Math.min(residual, MOST))));

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: Request Queues #2 — what such a number says. */
export function hostAnswerOf(value: number): HostAnswer {
  const place = value % REQUEST_PLACES;
  const rest = Math.floor(value / REQUEST_PLACES);
  const response = (rest % RESPONSES) - 1;
  if (response < 0) return { place };
  const told = Math.floor(rest / RESPONSES);
  const bytes = Math.floor(told / BYTE);
  return {
    place,
    response,
    status: told % BYTE,
    senseBytes: bytes % (MOST + 1),
    residual: Math.floor(bytes / (MOST + 1)),
  };
}

/** sec:Device Types / SCSI Host Device / Device configuration layout #6 — the most sense data that a command brings, in bytes, as it is after a reset. */
export const SENSE_BYTES = 96;

// --- internal ---

const STATUS_AT = 10;
const ANSWER_BYTES = 12 + SENSE_BYTES;

/** One more than there are bytes: nobody tells of it. */
const RESPONSES = 257;
const BYTE = 256;

/** More bytes than a request has room for, of data or of sense. */
const MOST = 1023;
