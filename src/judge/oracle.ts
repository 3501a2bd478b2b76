import { ANY_LAYOUT, legacyFeatures, RING_PACKED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, without } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { queuePairs } from '../../spec/net/queues.ts';
import { transportRules } from '../../spec/transports.ts';
import { isLegalSize } from '../../spec/virtqueues.ts';
import { offerOf, scriptOf, takes } from '../device/simulated-device.ts';
import { safeSubset } from '../driver/small-rings.ts';
import {
  DEFAULT_MTU,
  linuxLegacyNetFeatures,
  linuxNetFeatures,
  MIN_MTU,
  needControlQueueInLinux,
} from '../driver/virtio-net.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** What a best driver could keep in one negotiation of a scenario; undefined where nothing can serve it. */
export function bestSet(scenario: Scenario, round: number): FeatureSet | undefined {
  const script = scriptOf(scenario, round);
  const { legacy } = transportRules[scenario.transport];
  const known = net.knownNetFeatures(scenario.version);
  let set =
    offerOf(scenario, script) &
    (legacy ? linuxLegacyNetFeatures & (known | legacyFeatures | net.GSO) : linuxNetFeatures & known);
  if (!legacy && !includes(set, VERSION_1)) return undefined;
  if (!includes(set, net.CTRL_VQ) && intersects(set, needControlQueueInLinux)) return undefined;
  if (scenario.mtu < MIN_MTU) set = without(set, net.MTU);
  if (!includes(set, net.MAC)) set = without(set, net.STANDBY);
  const format = includes(set, RING_PACKED) ? 'packed' : 'split';
  const pairs = queuePairs(set, scenario.maxVirtqueuePairs);
  const sizes = (step: number): number[] =>
    Array.from({ length: pairs }, (_, pair) => script.sizes[2 * pair + step] ?? 0);
  const data = [...sizes(0), ...sizes(1)];
  if (data.some((size) => !isLegalSize(size, format))) return undefined;
  const control = script.sizes[2 * scenario.maxVirtqueuePairs] ?? 0;
  if (intersects(set, net.CTRL_VQ) && control !== 0 && !isLegalSize(control, format)) return undefined;
  const safe = safeSubset(set, {
    version: scenario.version,
    legacy,
    layout: scenario.layout,
    maxSkbFrags: scenario.maxSkbFrags,
    mtu: includes(set, net.MTU) ? scenario.mtu : DEFAULT_MTU,
    receive: Math.min(...sizes(0)),
    transmit: Math.min(...sizes(1)),
    control,
  });
  // A legacy device without ANY_LAYOUT takes two descriptors a packet, whatever is negotiated.
  const least = legacy && !includes(safe, ANY_LAYOUT) ? 2 : 1;
  if (data.some((size) => size < least)) return undefined;
  return legacy || takes(script.acceptance, safe) ? safe : undefined;
}

/** Whether some negotiation of a scenario can end live and safe, on a device that does what it should. */
export function isFeasible(scenario: Scenario): boolean {
  if (scenario.resetPolls === 'never' || Object.keys(scenario.quirks).length > 0) return false;
  return scenario.rounds.some((_, round) => bestSet(scenario, round) !== undefined);
}
