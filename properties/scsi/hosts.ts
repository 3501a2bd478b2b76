import { includes } from '../../spec/features.ts';
import { scsiConfig } from '../../spec/scsi/configuration.ts';
import { INOUT, T10_PI } from '../../spec/scsi/features.ts';
import {
  type HostAnswer,
  type HostRequest,
  hostAnswerOf,
  hostRequests,
  hostResponse,
  SENSE_BYTES,
} from '../../spec/scsi/requests.ts';
import { violation } from '../../src/run/property.ts';
import { scsiProperty } from '../../src/types/scsi/property.ts';
import type { ScsiRun } from '../../src/types/scsi/run.ts';
import { type AtRequest, answeredRequests } from '../device-events.ts';

const SCSI = 'Device Types / SCSI Host Device';
const REQUESTS = `${SCSI} / Device Operation / Device Operation: Request Queues`;
const HOW_IT_ENDS = `devicenormative:${REQUESTS} #2`;
const { ok, overrun, aborted, badTarget, failure } = hostResponse;

/** A request that a live driver made of its host, laid out as the host takes it, and what that said. */
interface Ended extends HostAnswer, AtRequest {
  readonly request: HostRequest;
  readonly response: number;
  readonly status: number;
  readonly senseBytes: number;
  readonly residual: number;
}

const endedIn = (run: ScsiRun): Ended[] =>
  answeredRequests(run, (value) => {
    const { place, response, status = 0, senseBytes = 0, residual = 0 } = hostAnswerOf(value);
    const request = hostRequests[place];
    return request && response !== undefined
      ? { place, request, response, status, senseBytes, residual }
      : undefined;
  }).filter(isAsLaidOut);

/** Whether requests are laid out as here: without T10_PI, by the sizes that a reset leaves. */
const isAsLaidOut = ({ at, round: { settled, configWrites } }: AtRequest): boolean =>
  !includes(settled, T10_PI) && configWrites.every((written) => written.at > at);

const isCommand = ({ request }: Ended): boolean => request.queue === 'request';

const isDone = (one: Ended): boolean => isCommand(one) && one.response === ok;

const isNamed =
  (name: string) =>
  ({ request }: Ended): boolean =>
    request.name === name;

const responded = ({ response }: Ended): string => `the response is ${response}`;

/** What a property of a host is where it is about some requests, of which none may be answered wrongly. */
const ofRequests = (
  isMeant: (ended: Ended, run: ScsiRun) => boolean,
  isWrong: (ended: Ended) => boolean,
  because = responded,
) => ({
  side: 'device' as const,
  ofMachine: true,
  appliesTo: (run: ScsiRun) => endedIn(run).some((one) => isMeant(one, run)),
  check: (run: ScsiRun) => {
    const wrong = endedIn(run).find((one) => isMeant(one, run) && isWrong(one));
    return wrong && violation(wrong.at, () => `${wrong.request.name}: ${because(wrong)}`);
  },
});

/** The same where it is about commands, which a host reads otherwise that has other sizes after a reset. */
const ofCommands: typeof ofRequests = (...given) => ({
  ...ofRequests(...given),
  follows: ['device-restores-sense-and-cdb-size'],
});

/** Status codes of SCSI, with those that older versions of it have. */
const statuses = new Set([0x00, 0x02, 0x04, 0x08, 0x10, 0x14, 0x18, 0x22, 0x28, 0x30, 0x40]);

export const hostWritesStatus = scsiProperty({
  id: 'device-writes-a-status-of-scsi',
  title: 'A SCSI host writes a status of SCSI into every command that it says is done',
  clauses: [`devicenormative:${REQUESTS} #1`],
  level: 'must',
  ...ofCommands(
    isDone,
    ({ status }) => !statuses.has(status),
    ({ status }) => `the status is ${status}`,
  ),
});

/** Whether a command has room for all data that it asks for, and asks for none the other way. */
const hasRoom = ({ request }: Ended): boolean => ['TEST UNIT READY', 'INQUIRY'].includes(request.name);

export const hostSaysHowItEnds = scsiProperty({
  id: 'device-says-how-a-command-ends',
  title:
    'A SCSI host answers a command by a response that there is, and says neither that it was aborted nor that its data do not fit where it was not and they do',
  clauses: [HOW_IT_ENDS],
  level: 'must',
  ...ofCommands(
    isCommand,
    (one) => one.response > failure || one.response === aborted || (one.response === overrun && hasRoom(one)),
  ),
});

export const hostSaysThatDataDoNotFit = scsiProperty({
  id: 'device-says-that-data-do-not-fit',
  title: 'A SCSI host does not call a command done well that asks for more data than there is room for',
  clauses: [HOW_IT_ENDS],
  // A device may well hold that such a command is completed.
  level: 'should',
  ...ofCommands(isNamed('INQUIRY without room'), ({ response, status }) => response === ok && status === 0),
});

export const hostFailsWhatGoesBothWays = scsiProperty({
  id: 'device-takes-data-both-ways-only-where-negotiated',
  title: 'A SCSI host fails a command with data both ways where INOUT is not negotiated',
  clauses: [`devicenormative:${REQUESTS} #3`, HOW_IT_ENDS],
  // Told of the response, as what happens.
  level: 'should',
  ...ofCommands(
    (one) => isNamed('INQUIRY with data both ways')(one) && !includes(one.round.settled, INOUT),
    ({ response }) => response !== failure,
  ),
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
const goesNowhere = (one: Ended, run: ScsiRun): boolean =>
  isNamed('INQUIRY of an address of no format')(one) ||
  (isNamed('INQUIRY of the last target')(one) && lastTarget(run, one.at) < LAST_TARGET);

export const hostAnswersBadTarget = scsiProperty({
  id: 'device-does-nothing-for-a-target-that-is-not-there',
  title:
    'A SCSI host answers BAD_TARGET to a command whose address has no format that there is, or a target beyond max_target',
  clauses: [HOW_IT_ENDS, `sec:${REQUESTS} #3`],
  // That max_target bounds is a hint, and no sentence binds a device to the format.
  level: 'should',
  ...ofCommands(goesNowhere, ({ response }) => response !== badTarget),
});

export const hostListsUnits = scsiProperty({
  id: 'device-has-the-unit-that-lists-units',
  title: 'A SCSI host has the well-known unit that lists its units',
  clauses: [`sec:${REQUESTS} #3`],
  level: 'should',
  ...ofCommands(isNamed('REPORT LUNS'), ({ response }) => response === badTarget),
});

export const hostCountsWhatItMoved = scsiProperty({
  id: 'device-counts-no-more-than-there-is',
  title:
    'A SCSI host says of a command that is done no more sense data than sense_size, and no more data left than it has',
  clauses: [`sec:${REQUESTS} #6`, `sec:${SCSI} / Device configuration layout #6`],
  // Both are described.
  level: 'should',
  ...ofCommands(
    isDone,
    ({ senseBytes, residual, request }) => senseBytes > SENSE_BYTES || residual > request.sent + request.room,
    ({ senseBytes, residual }) => `${senseBytes} bytes of sense data are told, and ${residual} of data left`,
  ),
});

/** Responses to any control request, and those to task management functions besides. */
const ofControl = [0, 3, 5, 6, 7, 8, 9, 12];
const ofTasks = [...ofControl, 10, 11];

export const hostAnswersControl = scsiProperty({
  id: 'device-answers-control-requests',
  title: 'A SCSI host answers a control request by a response that there is for it',
  clauses: [`sec:${SCSI} / Device Operation / Device Operation: controlq #1`],
  // Described.
  level: 'should',
  ...ofRequests(
    (one) => !isCommand(one),
    ({ request, response }) => !(request.header[0] === 0 ? ofTasks : ofControl).includes(response),
  ),
});

/** What is asked of SCSI hosts by what they make of requests. */
export const hostProperties = [
  hostWritesStatus,
  hostSaysHowItEnds,
  hostSaysThatDataDoNotFit,
  hostFailsWhatGoesBothWays,
  hostAnswersBadTarget,
  hostListsUnits,
  hostCountsWhatItMoved,
  hostAnswersControl,
] as const;
