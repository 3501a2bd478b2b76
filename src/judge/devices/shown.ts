import { type DeviceTypeName, deviceTypeRules } from '../../../spec/device-types.ts';
import { RING_PACKED } from '../../../spec/feature-bits.ts';
import { printFeatures } from '../../../spec/feature-names.ts';
import { FEATURE_BITS, type FeatureSet, fromWindows, includes, isSubset } from '../../../spec/features.ts';
import { ACKNOWLEDGE, DRIVER, FEATURES_OK } from '../../../spec/status.ts';
import { featureWindows, transportRules } from '../../../spec/transports.ts';
import { type SpecVersion, specVersions } from '../../../spec/versions.ts';
import type { Run } from '../../run/run.ts';
import type { RegisterTransport } from '../../transport/registers/map.ts';
import type { DriverTransport } from '../../transport/transport.ts';
import type { DeviceType } from '../../types/device-type.ts';

/** What a device shows of itself to whoever asks: as a scenario, whose sizes are those of its queues by index while all that it offers is accepted. */
export interface Shown<R extends Run> {
  readonly scenario: R['scenario'];
  readonly offer: FeatureSet;
  /** Entries of the virtqueues that there are, by index, before anything is accepted. */
  readonly sizes: readonly number[];
  /** 32-bit windows of features. */
  readonly windows: number;
}

/**
 * Asks a device what it is: its offer, its configuration, its virtqueues; `version`: that of the standard by which it is judged, or else the
 * earliest that knows all that it offers. Throws ScenarioError where what it states can be no device.
 */
export function shownBy<R extends Run>(
  deviceType: DeviceType<R>,
  device: DriverTransport,
  transport: RegisterTransport,
  version?: SpecVersion,
): Shown<R> {
  const { legacy } = transportRules[transport];
  // Not more of them than all versions have, unless one is asked for: a device may show what is none of its offer behind these.
  const windows = featureWindows(transport, version ?? '1.2');
  begin(device);
  const offer = fromWindows(
    Array.from({ length: FEATURE_BITS / 32 }, (_, i) => (i < windows ? device.readOffer(i) : 0)),
  );
  const sizes = sizesOf(device);
  for (let i = 0; i < windows; i++) device.writeAccepted(i, Number((offer >> BigInt(32 * i)) & 0xffff_ffffn));
  if (!legacy) device.writeStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK);
  const read = sizesOf(device);
  begin(device);
  const stated = deviceType.stated(offer, (offset) => device.readConfig(offset), read.length);
  device.writeStatus(0);
  const json = {
    type: deviceType.name,
    version: version ?? versionOffering(offer, deviceType.name),
    transport,
    peek: false,
    format: includes(offer, RING_PACKED) ? 'packed' : 'split',
    ...stated,
  };
  const most = deviceType.mostQueues({ ...Object(deviceType.usual), ...json });
  const round = {
    offer: printFeatures(offer, deviceTypeRules[deviceType.name].names),
    // What is no size at all, as of a register of 32 bits, its reads tell.
    sizes: Array.from({ length: most }, (_, queue) => Math.min(read[queue] ?? 0, MOST_ENTRIES)),
  };
  return { scenario: deviceType.parse({ ...json, rounds: [round] }, 'the device'), offer, sizes, windows };
}

// --- internal ---

function begin(device: DriverTransport): void {
  device.writeStatus(0);
  for (let polls = 0; device.readStatus() !== 0 && polls < PATIENCE; polls++);
  device.writeStatus(ACKNOWLEDGE);
  device.writeStatus(ACKNOWLEDGE | DRIVER);
}

const PATIENCE = 1000;

/** Virtqueues that are looked for, where nobody says how many there are. */
const MOST = 64;

/** Of a scenario. */
const MOST_ENTRIES = 0xffff;

/** Sizes of the virtqueues, up to the last that there is. */
function sizesOf(device: DriverTransport): number[] {
  const count = Math.min(device.readQueueCount(), MOST);
  const sizes = Array.from({ length: count }, (_, queue) => device.readQueueSize(queue));
  return sizes.slice(0, sizes.findLastIndex((size) => size > 0) + 1);
}

/** The earliest version, from 1.2 on, that knows as much of an offer as any does. */
function versionOffering(offer: FeatureSet, type: DeviceTypeName): SpecVersion {
  const { known } = deviceTypeRules[type];
  const most = offer & known('1.4');
  return specVersions.find((version) => version >= '1.2' && isSubset(most, known(version))) ?? '1.4';
}
