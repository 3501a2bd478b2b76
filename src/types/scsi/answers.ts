import { type FeatureSet, includes } from '../../../spec/features.ts';
import { INOUT } from '../../../spec/scsi/features.ts';
import {
  type HostAnswer,
  hostAnswerOf,
  hostRequests,
  hostResponse,
  hostValue,
} from '../../../spec/scsi/requests.ts';

const { ok, overrun, badTarget, failure } = hostResponse;

/** What becomes of requests that are not simply done, by name: there is one target, whose unit has nothing to read. */
const otherwise: Readonly<Record<string, (inUse: FeatureSet) => Partial<HostAnswer>>> = {
  'INQUIRY without room': () => ({ response: overrun }),
  'INQUIRY with data both ways': (inUse) =>
    includes(inUse, INOUT) ? { response: ok, residual: 4 } : { response: failure },
  'INQUIRY of an address of no format': () => ({ response: badTarget }),
  'INQUIRY of the last target': () => ({ response: badTarget }),
};

/** How a simulated host ends a request, as the value of an event. */
export function hostAnswers(value: number, inUse: FeatureSet): number {
  const { place } = hostAnswerOf(value);
  const request = hostRequests[place];
  const response = request ? ok : failure;
  return hostValue({ place, response, ...otherwise[request?.name ?? '']?.(inUse) });
}

/** A request and how it ended, in words. */
export function saidOfRequest(value: number): string {
  const { place, response, status = 0, senseBytes = 0, residual = 0 } = hostAnswerOf(value);
  const end = response === undefined ? '' : `, which ends in response ${response}`;
  const more = [
    [status, 'status'],
    [senseBytes, 'bytes of sense data'],
    [residual, 'bytes left'],
  ].map(([of, what]) => (of ? `, ${what}: ${of}` : ''));
  return `${hostRequests[place]?.name ?? `request ${place}`}${end}${more.join('')}`;
}
