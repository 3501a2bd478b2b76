import { REQUEST_PLACES } from '../requests.ts';

/** sec:Device Types / Block Device / Device Operation #1 — a request that a disk is asked; sizes in bytes. */
export interface DiskRequest {
  readonly name: string;
  readonly type: number;
  /** Data for the device to read. */
  readonly sent: number;
  /** Room for the data that it writes, before the status. */
  readonly room: number;
}

const SECTOR_BYTES = 512;

/**
 * sec:Device Types / Block Device / Device Operation #1 — requests that spare what is on a disk, on its first sector; but for the write, which is for
 * a disk that offers RO. Named by the events of a run by their places here.
 */
export const diskRequests: readonly DiskRequest[] = [
  { name: 'read', type: 0, sent: 0, room: SECTOR_BYTES },
  { name: 'write', type: 1, sent: SECTOR_BYTES, room: 0 },
  { name: 'get ID', type: 8, sent: 0, room: 20 },
  { name: 'zone report', type: 16, sent: 0, room: 128 },
  { name: 'zone open', type: 18, sent: 0, room: 0 },
  { name: 'zone close', type: 20, sent: 0, room: 0 },
  { name: 'request of no type', type: 99, sent: 0, room: 0 },
];

/** sec:Device Types / Block Device / Device Operation #1 — the place of a request by its name; -1: there is none. */
export const requestNamed = (name: string): number =>
  diskRequests.findIndex((request) => request.name === name);

/** devicenormative:Device Types / Block Device / Device Operation #8 — whether a request is for a zone. */
export const isOfZones = ({ type }: Pick<DiskRequest, 'type'>): boolean =>
  type >= FIRST_OF_ZONES && type <= LAST_OF_ZONES;

/** sec:Device Types / Block Device / Device Operation #5 — whether there is no such request, with zones or without. */
export const isOfNoType = ({ type }: Pick<DiskRequest, 'type'>): boolean => type > LAST_OF_ZONES;

/** sec:Device Types / Block Device / Device Operation #5 — how a request ends. */
export const requestStatus = { ok: 0, failed: 1, unsupported: 2 } as const;

/** sec:Device Types / Block Device / Device Operation #5 — a request, and how it ended. */
export interface AskedRequest {
  /** Its place in `diskRequests`. */
  readonly place: number;
  /** Undefined where nobody tells. */
  readonly status?: number | undefined;
  /** What the data that it brought begins with, as a number of 4 bytes; 0 where it brought none. */
  readonly begins?: number;
}

/** sec:Device Types / Block Device / Device Operation #5 — the same as one number, that of its place where nobody tells how it ended. */
export const requestValue = ({ place, status = -1, begins = 0 }: AskedRequest): number =>
  place + (status + 1) * REQUEST_PLACES + begins * 2 ** 16;

/** sec:Device Types / Block Device / Device Operation #5 — the request that such a number is. */
export function requestOf(value: number): AskedRequest {
  const status = Math.floor((value % 2 ** 16) / REQUEST_PLACES) - 1;
  const begins = Math.floor(value / 2 ** 16);
  return { place: value % REQUEST_PLACES, ...(status < 0 ? {} : { status }), begins };
}

/** sec:Device Types / Block Device / Device Operation #1 — what a request has for the device to read: its header, then data. */
export function requestBytes({ type, sent }: DiskRequest): { header: Uint8Array; data: Uint8Array } {
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = type;
  return { header, data: new Uint8Array(sent).fill(WRITTEN) };
}

// --- internal ---

const HEADER_BYTES = 16;

const FIRST_OF_ZONES = 15;
const LAST_OF_ZONES = 26;

/** Every byte that is written: no disk is full of it. */
const WRITTEN = 0xb5;
