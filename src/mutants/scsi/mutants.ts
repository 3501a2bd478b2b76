import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { includes } from '../../../spec/features.ts';
import { scsiConfig } from '../../../spec/scsi/configuration.ts';
import { EVENT_SIZE } from '../../../spec/scsi/events.ts';
import { HOTPLUG, INOUT } from '../../../spec/scsi/features.ts';
import { longestCommand, mayCombine } from '../../../spec/scsi/limits.ts';
import { requestQueue } from '../../../spec/scsi/queues.ts';
import type { Core } from '../../driver/core.ts';
import { probeError } from '../../driver/errors.ts';
import { scsiFitCommands } from '../../policies/scsi-fit-commands.ts';
import { isScsiEnvironment } from '../../types/scsi/environment.ts';
import { type ScsiPlan, scsiPlanOf } from '../../types/scsi/plan.ts';
import {
  deviceScsiConfig,
  driverChains,
  driverEvents,
  driverScsiConfig,
  scsiConfiguration,
  scsiFeatureBits,
  scsiInit,
} from '../clauses.ts';
import { type DeviceMutant, faultyDriverOf, override } from '../mutant.ts';

const faultyHostDriver = faultyDriverOf(scsiFitCommands);

/** Makes a driver use its queues otherwise than it should; `most`: data segments of the longest command that it has. */
function replan(core: Core, change: (plan: ScsiPlan, most: number) => Partial<ScsiPlan>): void {
  override(core, 'goLive', (goLive) => (plan) => {
    const { env } = core;
    const right = scsiPlanOf({ kind: 'live', plan });
    return goLive(right && isScsiEnvironment(env) ? { ...right, ...change(right, env.maxSegments) } : plan);
  });
}

/** … send commands of so many data segments. */
function resize(
  core: Core,
  change: (plan: ScsiPlan, most: number) => number,
  how: Partial<ScsiPlan> = {},
): void {
  replan(core, (plan, most) => {
    const { env, legacy } = core;
    const segments = change(plan, most);
    const layout =
      isScsiEnvironment(env) && mayCombine(plan.features, legacy) ? env.command : ('separate' as const);
    return { segments, commandChain: longestCommand(segments, plan.features, layout), ...how };
  });
}

const fieldOf = (core: Core, field: keyof typeof scsiConfig): number =>
  core.transport.readConfig(scsiConfig[field]);

/** As many segments as seg_max says, where no indirect table holds them. */
const segMaxWithoutTables =
  (core: Core) =>
  ({ features, segments }: ScsiPlan, most: number): number =>
    includes(features, INDIRECT_DESC) ? segments : Math.min(fieldOf(core, 'segMax'), most);

const requestQueuesOf = ({ queues }: ScsiPlan): number => queues.length - requestQueue(0);

const faultyDrivers = [
  faultyHostDriver({
    id: 'takes-seg-max-of-commands-at-its-word',
    title: 'Sends SCSI commands of seg_max segments, whatever the ring',
    origin: { project: 'Linux', reference: 'virtscsi_probe, drivers/scsi/virtio_scsi.c: sg_tablesize' },
    breaks: [],
    caughtBy: ['commands-move-data'],
    tamper: (core) => resize(core, segMaxWithoutTables(core)),
  }),
  faultyHostDriver({
    id: 'makes-commands-without-a-bound',
    title:
      'Makes SCSI commands of seg_max segments, and none of its virtqueue code refuses one longer than the ring',
    breaks: [driverChains(3)],
    caughtBy: ['command-fits-queue'],
    tamper: (core) => resize(core, segMaxWithoutTables(core), { overlong: 'made' }),
  }),
  faultyHostDriver({
    id: 'hides-long-commands-in-tables',
    title: 'With INDIRECT_DESC sends SCSI commands of seg_max segments, whatever the ring',
    origin: { project: 'Linux', reference: 'virtscsi_probe, drivers/scsi/virtio_scsi.c: sg_tablesize' },
    breaks: [driverChains(3)],
    caughtBy: ['indirect-command-fits-queue'],
    tamper: (core) =>
      resize(core, ({ features, segments }, most) =>
        includes(features, INDIRECT_DESC) ? Math.min(fieldOf(core, 'segMax'), most) : segments,
      ),
  }),
  faultyHostDriver({
    id: 'counts-both-ways-of-a-command-once',
    title: 'With INOUT cuts a command to the ring as if its data went one way',
    breaks: [],
    caughtBy: ['commands-move-data'],
    tamper: (core) =>
      resize(core, ({ features, segments }, most) =>
        includes(features, INOUT) ? Math.min(2 * segments, fieldOf(core, 'segMax'), most) : segments,
      ),
  }),
  faultyHostDriver({
    id: 'ignores-seg-max-of-commands',
    title: 'Sends one segment more in a SCSI command than seg_max allows',
    breaks: [scsiConfiguration(3)],
    caughtBy: ['command-segments-kept'],
    tamper: (core) => resize(core, ({ segments }) => segments + 1),
  }),
  faultyHostDriver({
    id: 'sends-commands-without-data',
    title: 'Counts one segment of a SCSI command less than fits, and on a ring of three none',
    breaks: [],
    caughtBy: ['commands-move-data', 'command-segments-not-wasted'],
    tamper: (core) => resize(core, ({ segments }) => segments - 1),
  }),
  faultyHostDriver({
    id: 'one-segment-for-all-commands',
    title: 'Sends SCSI commands of one segment, whatever fits',
    breaks: [],
    caughtBy: ['command-segments-not-wasted'],
    tamper: (core) => resize(core, () => 1),
  }),
  faultyHostDriver({
    id: 'ignores-cmd-per-lun',
    title: 'Sends a unit as many commands at a time as the ring has entries',
    breaks: [driverScsiConfig(2)],
    caughtBy: ['commands-per-unit-kept'],
    tamper: (core) => replan(core, ({ queues }) => ({ commandsPerUnit: queues[requestQueue(0)] ?? 1 })),
  }),
  faultyHostDriver({
    id: 'fills-every-request-queue-for-one-unit',
    title:
      'Sends a unit as many commands at a time as cmd_per_lun says, over several rings that hold fewer each',
    breaks: [driverScsiConfig(3)],
    caughtBy: ['commands-per-unit-kept'],
    tamper: (core) => replan(core, () => ({ commandsPerUnit: fieldOf(core, 'cmdPerLun') })),
  }),
  faultyHostDriver({
    id: 'writes-num-queues',
    title: 'Tells the host how many request queues it uses, in the field that says how many there are',
    breaks: [driverScsiConfig(1)],
    caughtBy: ['only-sense-and-cdb-size-written'],
    tamper: (core) =>
      replan(core, (plan) => {
        core.transport.writeConfig(scsiConfig.numQueues, requestQueuesOf(plan));
        return {};
      }),
  }),
  faultyHostDriver({
    id: 'enables-a-request-queue-too-many',
    title: 'Enables one virtqueue more of a SCSI host than it has found',
    breaks: [scsiConfiguration(2)],
    caughtBy: ['request-queues-are-those-stated'],
    tamper: (core) =>
      replan(core, ({ queues }) => {
        core.enableQueue(queues.length);
        return {};
      }),
  }),
  faultyHostDriver({
    id: 'needs-every-queue-of-a-host',
    title: 'Gives up on a host of which the event queue or a further request queue is missing',
    origin: { project: 'Linux', reference: 'virtscsi_init, drivers/scsi/virtio_scsi.c' },
    breaks: [],
    caughtBy: ['host-served-where-it-can-be'],
    tamper: (core) =>
      override(core, 'setUpQueue', (setUp) => (queue, ...given) => {
        const size = setUp(queue, ...given);
        if (size === 0) throw probeError('a virtqueue does not exist');
        return size;
      }),
  }),
  faultyHostDriver({
    id: 'awaits-events-with-hotplug-only',
    title: 'Puts no buffers into the event queue where CHANGE is negotiated without HOTPLUG',
    origin: {
      project: 'Linux',
      reference: 'virtscsi_probe, drivers/scsi/virtio_scsi.c; patch "kick event_list unconditionally"',
    },
    breaks: [driverEvents(1), scsiInit(2), scsiFeatureBits(4)],
    caughtBy: ['event-buffers-posted'],
    tamper: (core) =>
      replan(core, ({ features, eventBuffers }) => ({
        eventBuffers: includes(features, HOTPLUG) ? eventBuffers : 0,
      })),
  }),
  faultyHostDriver({
    id: 'has-no-buffers-for-events',
    title: 'Negotiates HOTPLUG and never looks at the event queue',
    breaks: [driverEvents(1), scsiInit(2), scsiFeatureBits(3)],
    caughtBy: ['event-buffers-posted'],
    tamper: (core) => replan(core, () => ({ eventBuffers: 0 })),
  }),
  faultyHostDriver({
    id: 'has-buffers-for-half-an-event',
    title: 'Puts buffers into the event queue that hold no more than what happened to whom',
    breaks: [driverEvents(4)],
    caughtBy: ['event-buffers-hold-an-event'],
    tamper: (core) => replan(core, () => ({ eventBytes: EVENT_SIZE - 4 })),
  }),
  faultyHostDriver({
    id: 'ignores-event-info-size',
    title: 'Puts buffers into the event queue that hold an event, whatever event_info_size says',
    origin: { project: 'Linux', reference: 'virtscsi_kick_event, drivers/scsi/virtio_scsi.c' },
    breaks: [driverEvents(3)],
    caughtBy: ['event-buffers-as-large-as-stated'],
    tamper: (core) => replan(core, () => ({ eventBytes: EVENT_SIZE })),
  }),
] as const;

const faultyHost: DeviceMutant = {
  kind: 'device',
  type: 'scsi',
  id: 'device-has-a-cdb-size-of-its-own',
  title: 'Says after a reset that commands are as long as it would like them',
  drivers: [scsiFitCommands],
  breaks: [deviceScsiConfig(1), scsiConfiguration(8)],
  caughtBy: ['device-restores-sense-and-cdb-size'],
  tamper: (device) =>
    override(device, 'readConfig', (read) => (offset) => (offset === scsiConfig.cdbSize ? 16 : read(offset))),
};

/** Faults of drivers of SCSI hosts, and of hosts. */
export const scsiMutants = [...faultyDrivers, faultyHost] as const;
