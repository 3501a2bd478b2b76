import { includes } from '../../spec/features.ts';
import { scsiConfig } from '../../spec/scsi/configuration.ts';
import { INOUT } from '../../spec/scsi/features.ts';
import {
  type HostAnswer,
  type HostRequest,
  hostAnswerOf,
  hostRequests,
  hostResponse,
  SENSE_BYTES,
} from '../../spec/scsi/requests.ts';
import { type Violation, violation } from '../../src/run/property.ts';
import type { Round } from '../../src/trace/rounds.ts';
import { scsiProperty } from '../../src/types/scsi/property.ts';
import type { ScsiRun } from '../../src/types/scsi/run.ts';

const SCSI = 'Device Types / SCSI Host Device';
const REQUESTS = `${SCSI} / Device Operation / Device Operation: Request Queues`;
const HOW_IT_ENDS = `devicenormative:${REQUESTS} #2`;
const { ok, overrun, aborted, badTarget, failure } = hostResponse;

/** A request that a live driver made of its host, and what the host said. */
interface Ended extends HostAnswer {
  readonly at: number;
  readonly round: Readonly<Round>;
  readonly request: HostRequest;
  readonly response: number;
  readonly status: number;
  readonly senseBytes: number;
  readonly residual: number;
}

/** What live drivers have asked of a host and got an answer to, in order. */
function endedIn({ rounds, trace }: ScsiRun): Ended[] {
  const ended: Ended[] = [];
  for (const round of rounds) {
    if (round.driverOk < 0) continue;
    for (let at = round.driverOk; at < round.end; at++) {
      const { kind, value } = trace.at(at);
      if (kind !== 'disk-request') continue;
      const { place, response, status = 0, senseBytes = 0, residual = 0 } = hostAnswerOf(value);
      const request = hostRequests[place];
      if (request && response !== undefined)
        ended.push({ at, round, place, request, response, status, senseBytes, residual });
    }
  }
  return ended;
}

const isCommand = ({ request }: Ended): boolean => request.queue === 'request';

const isNamed =
  (name: string) =>
  ({ request }: Ended): boolean =>
    request.name === name;

/** The first of some requests that is wrong. */
function firstWrong(
  run: ScsiRun,
  is: (ended: Ended) => boolean,
  because: (ended: Ended) => string,
): Violation | undefined {
  const wrong = endedIn(run).find(is);
  return wrong && violation(wrong.at, () => `${wrong.request.name}: ${because(wrong)}`);
}

const responded = ({ response }: Ended): string => `the response is ${response}`;

/** Status codes of SCSI, with those that older versions of it have. */
const statuses = new Set([0x00, 0x02, 0x04, 0x08, 0x10, 0x14, 0x18, 0x22, 0x28, 0x30, 0x40]);

export const hostWritesStatus = scsiProperty({
  id: 'device-writes-a-status-of-scsi',
  title: 'A SCSI host writes a status of SCSI into every command that it says is done',
  clauses: [`devicenormative:${REQUESTS} #1`],
  level: 'must',
  side: 'device',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).some((one) => isCommand(one) && one.response === ok),
  check: (run) =>
    firstWrong(
      run,
      (one) => isCommand(one) && one.response === ok && !statuses.has(one.status),
      ({ status }) => `the status is ${status}`,
    ),
});

const LAST_RESPONSE = failure;

/** Whether a command has room for all data that it asks for, and asks for none the other way. */
const hasRoom = ({ request }: Ended): boolean => ['TEST UNIT READY', 'INQUIRY'].includes(request.name);

export const hostSaysHowItEnds = scsiProperty({
  id: 'device-says-how-a-command-ends',
  title:
    'A SCSI host answers a command by a response that there is, and says neither that it was aborted nor that its data do not fit where it was not and they do',
  clauses: [HOW_IT_ENDS],
  level: 'must',
  side: 'device',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).some(isCommand),
  check: (run) =>
    firstWrong(
      run,
      (one) =>
        isCommand(one) &&
        (one.response > LAST_RESPONSE ||
          one.response === aborted ||
          (one.response === overrun && hasRoom(one))),
      responded,
    ),
});

const isCutShort = isNamed('INQUIRY without room');

export const hostSaysThatDataDoNotFit = scsiProperty({
  id: 'device-says-that-data-do-not-fit',
  title: 'A SCSI host does not call a command done well that asks for more data than there is room for',
  clauses: [HOW_IT_ENDS],
  // A device may well hold that such a command is completed.
  level: 'should',
  side: 'device',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).some(isCutShort),
  check: (run) =>
    firstWrong(run, (one) => isCutShort(one) && one.response === ok && one.status === 0, responded),
});

const goesBothWays = (one: Ended): boolean =>
  isNamed('INQUIRY with data both ways')(one) && !includes(one.round.settled, INOUT);

export const hostFailsWhatGoesBothWays = scsiProperty({
  id: 'device-takes-data-both-ways-only-where-negotiated',
  title: 'A SCSI host fails a command with data both ways where INOUT is not negotiated',
  clauses: [`devicenormative:${REQUESTS} #3`, HOW_IT_ENDS],
  // Told of the response, as what happens.
  level: 'should',
  side: 'device',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).some(goesBothWays),
  check: (run) => firstWrong(run, (one) => goesBothWays(one) && one.response !== failure, responded),
});

/** The last target that a host says there is, as read before; 255 where nobody has: there are no more. */
function lastTarget({ trace }: ScsiRun, before: number): number {
  for (let at = before - 1; at >= 0; at--) {
    const { kind, index, value } = trace.at(at);
    if (kind === 'config-read' && index === scsiConfig.maxTarget) return value;
  }
  return LAST_TARGET;
}

const LAST_TARGET = 255;

/** Whether a command goes to where nothing is. */
const goesNowhere = (run: ScsiRun, one: Ended): boolean =>
  isNamed('INQUIRY of an address of no format')(one) ||
  (isNamed('INQUIRY of the last target')(one) && lastTarget(run, one.at) < LAST_TARGET);

export const hostHasOneFormat = scsiProperty({
  id: 'device-does-nothing-for-a-target-that-is-not-there',
  title:
    'A SCSI host answers BAD_TARGET to a command whose address has no format that there is, or a target beyond max_target',
  clauses: [HOW_IT_ENDS, `sec:${REQUESTS} #3`],
  // That max_target bounds is a hint, and no sentence binds a device to the format.
  level: 'should',
  side: 'device',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).some((one) => goesNowhere(run, one)),
  check: (run) => firstWrong(run, (one) => goesNowhere(run, one) && one.response !== badTarget, responded),
});

const listsUnits = isNamed('REPORT LUNS');

export const hostListsUnits = scsiProperty({
  id: 'device-has-the-unit-that-lists-units',
  title: 'A SCSI host has the well-known unit that lists its units',
  clauses: [`sec:${REQUESTS} #3`],
  level: 'should',
  side: 'device',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).some(listsUnits),
  check: (run) => firstWrong(run, (one) => listsUnits(one) && one.response === badTarget, responded),
});

export const hostCountsWhatItMoved = scsiProperty({
  id: 'device-counts-no-more-than-there-is',
  title:
    'A SCSI host says of a command that is done no more sense data than sense_size, and no more data left than it has',
  clauses: [`sec:${REQUESTS} #6`, `sec:${SCSI} / Device configuration layout #6`],
  // Both are described.
  level: 'should',
  side: 'device',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).some((one) => isCommand(one) && one.response === ok),
  check: (run) =>
    firstWrong(
      run,
      (one) =>
        isCommand(one) &&
        one.response === ok &&
        (one.senseBytes > SENSE_BYTES || one.residual > one.request.sent + one.request.room),
      ({ senseBytes, residual }) =>
        `${senseBytes} bytes of sense data are told, and ${residual} of data left`,
    ),
});

/** Responses to any control request, and those to task management functions besides. */
const ofControl = [0, 3, 5, 6, 7, 8, 9, 12];
const ofTasks = [...ofControl, 10, 11];

const answersOtherwise = (one: Ended): boolean =>
  !isCommand(one) && !(one.request.header[0] === 0 ? ofTasks : ofControl).includes(one.response);

export const hostAnswersControl = scsiProperty({
  id: 'device-answers-control-requests',
  title: 'A SCSI host answers a control request by a response that there is for it',
  clauses: [`sec:${SCSI} / Device Operation / Device Operation: controlq #1`],
  // Described.
  level: 'should',
  side: 'device',
  ofMachine: true,
  appliesTo: (run) => endedIn(run).some((one) => !isCommand(one)),
  check: (run) => firstWrong(run, answersOtherwise, responded),
});

/** What is asked of SCSI hosts by what they make of requests. */
export const hostProperties = [
  hostWritesStatus,
  hostSaysHowItEnds,
  hostSaysThatDataDoNotFit,
  hostFailsWhatGoesBothWays,
  hostHasOneFormat,
  hostListsUnits,
  hostCountsWhatItMoved,
  hostAnswersControl,
] as const;
