import { type FeatureSet, includes, intersects } from '../../spec/features.ts';
import { isLegalMtu } from '../../spec/net/buffers.ts';
import { netConfig } from '../../spec/net/configuration.ts';
import * as net from '../../spec/net/features.ts';
import { modernTransports } from '../../spec/transports.ts';
import { violation, violationAt } from '../../src/run/property.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import type { Round } from '../../src/trace/rounds.ts';
import { netProperty } from '../../src/types/net/property.ts';
import type { NetRun } from '../../src/types/net/run.ts';
import { firstEvent } from '../device-events.ts';

const CONFIG = 'devicenormative:Device Types / Network Device / Device configuration layout';

/** Offsets in the configuration, in bytes: the longest hash key, and the longest table of RSS. */
const RSS_KEY_FIELD = 17;
const RSS_TABLE_FIELD = 18;

const configRead = (offset: number) => (event: TraceEvent) =>
  event.kind === 'config-read' && event.index === offset;
const readsMtu = configRead(netConfig.mtu);
const readsPairs = configRead(netConfig.maxVirtqueuePairs);

/** A read of the MTU that a device states: one that does not offer MTU states none, whatever it leaves there. */
const isMtu = (event: TraceEvent, { offered }: Round): boolean =>
  readsMtu(event) && includes(offered, net.MTU);

const mtuIsRead = (run: NetRun): boolean => firstEvent(run, isMtu) >= 0;

export const deviceMtuLegal = netProperty({
  id: 'device-mtu-legal',
  title: 'A stated MTU is from 68 to 65535 bytes',
  clauses: [`${CONFIG} #2`],
  level: 'must',
  side: 'device',
  since: '1.1',
  appliesTo: mtuIsRead,
  check: (run) =>
    violationAt(
      firstEvent(run, (event, round) => isMtu(event, round) && !isLegalMtu(event.value)),
      'the stated MTU is none',
    ),
});

export const deviceMtuOrdinary = netProperty({
  id: 'device-mtu-at-least-1280',
  title: 'A stated MTU is at least 1280 bytes',
  clauses: [`${CONFIG} #3`],
  level: 'should',
  side: 'device',
  since: '1.1',
  follows: ['device-mtu-legal'],
  appliesTo: mtuIsRead,
  check: (run) =>
    violationAt(
      firstEvent(run, (event, round) => isMtu(event, round) && event.value < 1280),
      'the stated MTU is below 1280',
    ),
});

/** A field that counts what multiqueue takes, and the numbers that a device may state there which offers `with`. */
interface Limit {
  readonly reads: (event: TraceEvent) => boolean;
  readonly with: FeatureSet;
  readonly least: number;
  readonly most: number;
}

const limits: readonly Limit[] = [
  { reads: readsPairs, with: net.MQ, least: 1, most: 0x8000 },
  { reads: configRead(RSS_KEY_FIELD), with: net.RSS | net.HASH_REPORT, least: 40, most: 0xff },
  { reads: configRead(RSS_TABLE_FIELD), with: net.RSS, least: 128, most: 0xffff },
];

/** The first read of a limit that is not as `is` says. */
const firstLimit = (run: NetRun, is: (value: number, limit: Limit) => boolean): number =>
  firstEvent(run, (event, { offered }) =>
    limits.some((limit) => limit.reads(event) && intersects(offered, limit.with) && is(event.value, limit)),
  );

export const deviceLimitsLegal = netProperty({
  id: 'device-multiqueue-limits-legal',
  title: 'What a device states of its queue pairs, its hash keys and its RSS tables is in range',
  clauses: [`${CONFIG} #1`, `${CONFIG} #7`],
  level: 'must',
  side: 'device',
  appliesTo: (run) => firstLimit(run, () => true) >= 0,
  check: (run) => {
    const at = firstLimit(run, (value, { least, most }) => value < least || value > most);
    return at < 0
      ? undefined
      : violation(at, () => `the field at ${run.trace.at(at).index} states ${run.trace.at(at).value}`);
  },
});

export const deviceMtuSteady = netProperty({
  id: 'device-mtu-never-changes',
  title: 'A stated MTU never changes, over a reset neither',
  clauses: [`${CONFIG} #4`],
  level: 'must',
  side: 'device',
  since: '1.1',
  appliesTo: mtuIsRead,
  check: (run) => {
    let stated: number | undefined;
    const at = firstEvent(run, (event, round) => {
      if (!isMtu(event, round)) return false;
      stated ??= event.value;
      return event.value !== stated;
    });
    return at < 0
      ? undefined
      : violation(at, () => `the MTU is ${run.trace.at(at).value} bytes that was ${stated} before`);
  },
});

/** Position of the first read, before FEATURES_OK, of a field that no device leaves at 0 which offers its feature. */
const firstEarlyRead = (run: NetRun, is: (value: number) => boolean): number =>
  firstEvent(
    run,
    (event, { offered, featuresOkWritten }, at) =>
      ((readsMtu(event) && includes(offered, net.MTU)) || (readsPairs(event) && includes(offered, net.MQ))) &&
      (featuresOkWritten < 0 || at < featuresOkWritten) &&
      is(event.value),
  );

export const deviceConfigReadableEarly = netProperty({
  id: 'device-config-readable-before-features-ok',
  title: 'The configuration of an offered feature can be read before FEATURES_OK',
  clauses: ['devicenormative:Basic Facilities of a Virtio Device / Device Configuration Space #1'],
  level: 'must',
  side: 'device',
  over: modernTransports,
  appliesTo: (run) => !run.legacy && firstEarlyRead(run, () => true) >= 0,
  check: (run) =>
    violationAt(
      firstEarlyRead(run, (value) => value === 0),
      'a field of an offered feature reads 0 before FEATURES_OK',
    ),
});

/** What the configuration of a net device must say. */
export const netDeviceProperties = [
  deviceMtuLegal,
  deviceMtuOrdinary,
  deviceMtuSteady,
  deviceLimitsLegal,
  deviceConfigReadableEarly,
] as const;
