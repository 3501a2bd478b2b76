import { INDIRECT_DESC } from '../../spec/feature-bits.ts';
import { NONE } from '../../spec/features.ts';
import { CHANGE, HOTPLUG } from '../../spec/scsi/features.ts';
import { type Example, host } from './example.ts';

const right = 'scsi-fit-commands';

/** A fault in what an ordinary host makes of requests. */
const asked = (property: string, wrong: string, says: string): Example => ({
  property,
  scenario: host(),
  right: 'asks-its-host',
  wrong,
  says,
});

export const scsiExamples: readonly Example[] = [
  {
    property: 'command-fits-queue',
    scenario: host(NONE, 64),
    right,
    wrong: 'makes-commands-without-a-bound',
    says: 'a command takes 128 descriptors, requestq1 has 64 entries',
  },
  {
    property: 'indirect-command-fits-queue',
    scenario: host(INDIRECT_DESC, 64),
    right,
    wrong: 'hides-long-commands-in-tables',
  },
  {
    property: 'command-segments-kept',
    scenario: host(NONE, 256, { segMax: 14 }),
    right,
    wrong: 'ignores-seg-max-of-commands',
    says: 'a command has 15 data segments, 14 are allowed',
  },
  {
    property: 'commands-per-unit-kept',
    scenario: host(NONE, 256, { cmdPerLun: 7 }),
    right,
    wrong: 'ignores-cmd-per-lun',
    says: 'a unit is sent 128 commands, where cmd_per_lun is 7 and the largest ring has 256',
  },
  {
    property: 'commands-per-unit-kept',
    scenario: host(NONE, 16, { numQueues: 4 }),
    right,
    wrong: 'fills-every-request-queue-for-one-unit',
    says: 'a unit is sent 32 commands, where cmd_per_lun is 128 and the largest ring has 16',
  },
  {
    property: 'commands-move-data',
    scenario: host(NONE, 64),
    right,
    wrong: 'takes-seg-max-of-commands-at-its-word',
  },
  {
    property: 'command-segments-not-wasted',
    scenario: host(),
    right,
    wrong: 'one-segment-for-all-commands',
  },
  {
    property: 'request-queues-are-those-stated',
    scenario: host(),
    right,
    wrong: 'enables-a-request-queue-too-many',
  },
  {
    property: 'host-served-where-it-can-be',
    scenario: host(NONE, [256, 256, 256, 0], { numQueues: 2 }),
    right,
    wrong: 'needs-every-queue-of-a-host',
  },
  {
    property: 'event-buffers-posted',
    scenario: host(CHANGE),
    right,
    wrong: 'awaits-events-with-hotplug-only',
  },
  {
    property: 'event-buffers-hold-an-event',
    scenario: host(HOTPLUG),
    right,
    wrong: 'has-buffers-for-half-an-event',
    says: 'a buffer for events has 12 bytes, not 16',
  },
  {
    property: 'event-buffers-as-large-as-stated',
    scenario: host(HOTPLUG, 256, { eventInfoSize: 64 }),
    right,
    wrong: 'ignores-event-info-size',
  },
  {
    property: 'only-sense-and-cdb-size-written',
    scenario: host(),
    right,
    wrong: 'writes-num-queues',
  },
  {
    property: 'device-restores-sense-and-cdb-size',
    scenario: host(),
    right,
    wrong: 'device-has-a-cdb-size-of-its-own',
  },
  asked('device-writes-a-status-of-scsi', 'device-writes-no-status-of-scsi', 'INQUIRY: the status is 255'),
  asked('device-says-how-a-command-ends', 'device-responds-as-none-does', 'INQUIRY: the response is 10'),
  asked('device-says-how-a-command-ends', 'device-aborts-unasked', 'TEST UNIT READY: the response is 2'),
  asked(
    'device-says-how-a-command-ends',
    'device-finds-no-room-where-there-is',
    'INQUIRY: the response is 1',
  ),
  asked(
    'device-says-that-data-do-not-fit',
    'device-cuts-data-in-silence',
    'INQUIRY without room: the response is 0',
  ),
  asked(
    'device-takes-data-both-ways-only-where-negotiated',
    'device-takes-data-both-ways-unasked',
    'INQUIRY with data both ways: the response is 0',
  ),
  asked(
    'device-does-nothing-for-a-target-that-is-not-there',
    'device-reads-no-format-of-addresses',
    'INQUIRY of an address of no format: the response is 0',
  ),
  asked(
    'device-does-nothing-for-a-target-that-is-not-there',
    'device-is-every-target',
    'INQUIRY of the last target: the response is 0',
  ),
  asked('device-has-the-unit-that-lists-units', 'device-lists-no-units', 'REPORT LUNS: the response is 3'),
  asked(
    'device-counts-no-more-than-there-is',
    'device-has-more-left-than-there-was',
    'INQUIRY: 0 bytes of sense data are told, and 37 of data left',
  ),
  asked(
    'device-counts-no-more-than-there-is',
    'device-writes-sense-beyond-its-room',
    'TEST UNIT READY: 97 bytes of sense data are told, and 0 of data left',
  ),
  asked(
    'device-answers-control-requests',
    'device-answers-control-requests-as-commands',
    'QUERY TASK: the response is 1',
  ),
];
