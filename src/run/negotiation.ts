import type { DeviceTypeRules } from '../../spec/device-type-rules.ts';
import {
  byDeviceType,
  type DeviceTypeName,
  deviceTypeRules,
  legacyOnly,
  negotiable,
} from '../../spec/device-types.ts';
import { RING_PACKED, survivesEveryMask, UNUSED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE } from '../../spec/features.ts';
import { broken, type Closure, type Requirement } from '../../spec/requirements.ts';
import { byTransport, type Transport, transportRules } from '../../spec/transports.ts';
import { byVersion, type SpecVersion } from '../../spec/versions.ts';
import type { Round } from '../trace/rounds.ts';
import { SLOTS, slotOf } from './remembered.ts';

/** What follows from one pair of sets, offered and accepted, over one transport in one version of the standard. */
export interface Answer {
  /** What the device offered, whether the driver read it or not. */
  readonly offered: FeatureSet;
  readonly accepted: FeatureSet;
  /** Accepted, but not offered. */
  readonly unoffered: FeatureSet;
  /** Accepted, but undefined in every version, reserved, or not for this transport. */
  readonly unknown: FeatureSet;
  /** Accepted over a modern interface, and known to the legacy one only. */
  readonly legacyOnly: FeatureSet;
  /** Whether a bit is accepted over a legacy interface that nobody should negotiate there. */
  readonly marker: boolean;
  /** A requirement of each strength that the accepted set breaks. */
  readonly breaks: {
    readonly must: Requirement | undefined;
    readonly should: Requirement | undefined;
    readonly implied: Requirement | undefined;
  };
  /** Offered, and not accepted though it should be whenever it is: VERSION_1 first. */
  readonly refusedVersion1: boolean;
  /** … ACCESS_PLATFORM, ORDER_PLATFORM. */
  readonly refusedPlatform: FeatureSet;
  readonly refusedPacked: boolean;
  /** Whether RING_PACKED is accepted. */
  readonly packed: boolean;
}

/** A round in which features were written, and what follows from them. */
export interface Negotiation {
  readonly round: Round;
  readonly answer: Answer;
}

/** What follows from what a device offered and a driver accepted. Remembered: sweeps meet the same few hundred pairs again and again. */
export function answerTo(
  offered: FeatureSet,
  accepted: FeatureSet,
  type: DeviceTypeName,
  transport: Transport,
  version: SpecVersion,
): Answer {
  const slot = slotOf(accepted);
  const known = remembered[slot];
  if (
    known !== undefined &&
    known.answer.accepted === accepted &&
    known.answer.offered === offered &&
    known.version === version &&
    known.transport === transport &&
    known.type === type
  ) {
    return known.answer;
  }
  const answer = follow(offered, accepted, type, transport, version);
  remembered[slot] = { type, transport, version, answer };
  return answer;
}

/** All that a device of a version of the standard may offer over a transport. */
export const acceptableFeatures = (
  type: DeviceTypeName,
  transport: Transport,
  version: SpecVersion,
): FeatureSet => acceptable(type)(transport)(version);

// --- internal ---

interface Known {
  readonly type: DeviceTypeName;
  readonly transport: Transport;
  readonly version: SpecVersion;
  readonly answer: Answer;
}

/** Answers of late, each in the slot of the accepted set. */
const remembered: (Known | undefined)[] = new Array(SLOTS);

/** By QEMU's marker a device of the legacy age knows a driver that negotiates what it does not know: to offer it is how. */
const markerOn = (transport: Transport): FeatureSet => (transportRules[transport].legacy ? UNUSED : NONE);

const acceptableOf = ({ known, legacy: legacyBits }: DeviceTypeRules) =>
  byTransport((transport) => {
    const { legacy, unsupported } = transportRules[transport];
    return byVersion(
      (version) => (known(version) & ~unsupported) | (legacy ? legacyBits | markerOn(transport) : NONE),
    );
  });
const acceptable = byDeviceType((type) => acceptableOf(deviceTypeRules[type]));

function follow(
  offered: FeatureSet,
  accepted: FeatureSet,
  type: DeviceTypeName,
  transport: Transport,
  version: SpecVersion,
): Answer {
  const { must, should, implied, every } = deviceTypeRules[type].accepts(version);
  // Most sets break nothing.
  const isClosed = every.isClosed(accepted);
  const worst = ({ requirements }: Closure): Requirement | undefined =>
    isClosed ? undefined : broken(accepted, requirements)[0];
  const refused = offered & ~accepted;
  const foreign = accepted & ~negotiable(type, transport) & ~markerOn(transport);
  return {
    offered,
    accepted,
    unoffered: accepted & ~offered,
    unknown: foreign & ~legacyOnly(type),
    legacyOnly: foreign & legacyOnly(type),
    marker: (accepted & markerOn(transport)) !== NONE,
    breaks: { must: worst(must), should: worst(should), implied: worst(implied) },
    refusedVersion1: (refused & VERSION_1) !== NONE,
    refusedPlatform: refused & survivesEveryMask & ~VERSION_1,
    refusedPacked: (refused & RING_PACKED) !== NONE,
    packed: (accepted & RING_PACKED) !== NONE,
  };
}
