import { diskRequests, requestBytes, requestOf, requestValue } from '../../spec/blk/requests.ts';
import type { Memory } from './memory.ts';
import type { RingBuffer } from './ring.ts';

/** A request in memory, and how it ended once the device has used it, as the value of a `request` event. */
export interface LaidRequest {
  readonly buffers: readonly RingBuffer[];
  ended(): number;
}

/** Lays a request to a disk, by the value of an event, out from an address on, each part in a descriptor of its own as the legacy framing has it; undefined where there is none. */
export function layDiskRequest(memory: Memory, begin: number, value: number): LaidRequest | undefined {
  const { place } = requestOf(value);
  const request = diskRequests[place];
  if (request === undefined) return undefined;
  const { header, data } = requestBytes(request);
  const room = begin + header.length + data.length;
  const status = room + request.room;
  memory.write(begin, Uint8Array.from([...header, ...data, ...new Uint8Array(request.room), NO_STATUS]));
  const buffers = [
    { address: begin, length: header.length, isWritable: false },
    { address: begin + header.length, length: data.length, isWritable: false },
    { address: room, length: request.room, isWritable: true },
    { address: status, length: 1, isWritable: true },
  ].filter(({ length }) => length > 0);
  return {
    buffers,
    ended: () => {
      const first = memory.read(room, Math.min(4, request.room));
      const begins = first.reduceRight((value, byte) => value * 256 + byte, 0);
      return requestValue({ place, status: memory.read(status, 1)[0], begins });
    },
  };
}

// --- internal ---

/** What no disk writes as a status. */
const NO_STATUS = 0xff;
