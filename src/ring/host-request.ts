import { answerBytes, answerOf, hostAnswerOf, hostRequests, hostValue } from '../../spec/scsi/requests.ts';
import type { LaidRequest } from './disk-request.ts';
import type { Memory } from './memory.ts';

/** Lays a request to a SCSI host, by the value of an event, out from an address on, each part in a descriptor of its own; undefined where there is none. */
export function layHostRequest(memory: Memory, begin: number, value: number): LaidRequest | undefined {
  const { place } = hostAnswerOf(value);
  const request = hostRequests[place];
  if (request === undefined) return undefined;
  const { header, sent, room } = request;
  const answer = begin + header.length + sent;
  const told = answerBytes(request);
  memory.write(begin, Uint8Array.from([...header, ...new Uint8Array(sent), ...UNTOLD.slice(0, told + room)]));
  const buffers = [
    { address: begin, length: header.length, isWritable: false },
    { address: begin + header.length, length: sent, isWritable: false },
    { address: answer, length: told, isWritable: true },
    { address: answer + told, length: room, isWritable: true },
  ].filter(({ length }) => length > 0);
  return { buffers, ended: () => hostValue(answerOf(place, memory.read(answer, told))) };
}

// --- internal ---

/** What no host writes as a response or a status. */
const UNTOLD = new Array<number>(256).fill(0xff);
