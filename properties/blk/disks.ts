import { RO, ZONED } from '../../spec/blk/features.ts';
import {
  type AskedRequest,
  type DiskRequest,
  diskRequests,
  isOfNoType,
  isOfZones,
  requestOf,
  requestStatus,
} from '../../spec/blk/requests.ts';
import { includes } from '../../spec/features.ts';
import { modernTransports } from '../../spec/transports.ts';
import { type Violation, violation } from '../../src/run/property.ts';
import { blkProperty } from '../../src/types/blk/property.ts';
import type { BlkRun } from '../../src/types/blk/run.ts';
import { type AtRequest, answeredRequests } from '../device-events.ts';

const OPERATION = 'Device Types / Block Device / Device Operation';
const { ok, failed, unsupported } = requestStatus;

/** A request that a live driver made of its disk, and how it ended. */
interface Ended extends AskedRequest, AtRequest {
  readonly request: DiskRequest;
  readonly status: number;
}

const endedIn = (run: BlkRun): Ended[] =>
  answeredRequests(run, (value) => {
    const { place, status, begins = 0 } = requestOf(value);
    const request = diskRequests[place];
    return request && status !== undefined ? { place, request, status, begins } : undefined;
  });

const isRefused = ({ round, request }: Ended): boolean => request.sent > 0 && includes(round.offered, RO);

const isUnknown = ({ round, request }: Ended): boolean =>
  isOfZones(request) && !includes(round.settled, ZONED);

/** The first request of some that does not end in a status. */
function endsOtherwise(run: BlkRun, is: (ended: Ended) => boolean, right: number): Violation | undefined {
  const wrong = endedIn(run).find((one) => is(one) && one.status !== right);
  return (
    wrong &&
    violation(
      wrong.at,
      () => `a ${wrong.request.name} ends in status ${wrong.status} in the place of ${right}`,
    )
  );
}

export const diskKeepsWhatItProtects = blkProperty({
  id: 'device-writes-nothing-where-read-only',
  title: 'A disk that offers RO fails every write, and what is read of it afterwards is what was read before',
  clauses: [`devicenormative:${OPERATION} #2`],
  level: 'must',
  side: 'device',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).some(isRefused),
  check: (run) => {
    const taken = endsOtherwise(run, isRefused, failed);
    if (taken) return taken;
    let before: number | undefined;
    let isWritten = false;
    for (const one of endedIn(run)) {
      isWritten ||= isRefused(one);
      if (one.request.name !== 'read' || one.status !== ok) continue;
      if (isWritten && before !== undefined && one.begins !== before)
        return violation(one.at, () => 'a write that failed has changed what is read');
      before = one.begins;
      isWritten = false;
    }
    return undefined;
  },
});

export const diskKnowsNoZones = blkProperty({
  id: 'device-has-zones-only-where-negotiated',
  title: 'A disk ends requests for zones as not supported where ZONED is not negotiated',
  clauses: [`devicenormative:${OPERATION} #8`],
  level: 'must',
  side: 'device',
  over: modernTransports,
  since: '1.3',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).some(isUnknown),
  check: (run) => endsOtherwise(run, isUnknown, unsupported),
});

export const diskSaysHowItEnds = blkProperty({
  id: 'device-says-how-a-request-ends',
  title:
    'A disk says of each request that it uses that it is done, failed or not supported, and of one of no type the last',
  clauses: [`sec:${OPERATION} #5`],
  // Described; without ZONED there are no others.
  level: 'should',
  side: 'device',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).length > 0,
  check: (run) => {
    const open = endedIn(run).find(
      ({ round, status }) => status > unsupported && !includes(round.settled, ZONED),
    );
    return open
      ? violation(open.at, () => `a ${open.request.name} ends in status ${open.status}`)
      : endsOtherwise(run, ({ request }) => isOfNoType(request), unsupported);
  },
});

/** What is asked of disks by what they make of requests. */
export const diskProperties = [diskKeepsWhatItProtects, diskKnowsNoZones, diskSaysHowItEnds] as const;
