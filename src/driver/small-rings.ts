import { ANY_LAYOUT } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, NONE } from '../../spec/features.ts';
import { headerLength, mtuFrameSize, receiveBufferSize } from '../../spec/net/buffers.ts';
import { controlFeaturesTooLargeFor, longestControlCommand } from '../../spec/net/control.ts';
import * as net from '../../spec/net/features.ts';
import { netRequirements } from '../../spec/net/requirements.ts';
import { inForce, maskWithClosure } from '../../spec/requirements.ts';
import { type SpecVersion, specVersions } from '../../spec/versions.ts';
import type { BufferLayout } from '../scenario/scenario.ts';
import type { Core } from './core.ts';
import type { Derived, LivePlan } from './outcome.ts';
import { headerTakesDescriptor, ringSizes, smallRing } from './virtio-net.ts';

const everyRequirement = new Map(
  specVersions.map((version) => [version, inForce(netRequirements, version, 'must', 'should', 'implied')]),
);

/** `set` without `blocked` and all that depends on it, recommended and implied requirements included. */
export const withoutBlocked = (set: FeatureSet, blocked: FeatureSet, version: SpecVersion): FeatureSet =>
  blocked === NONE ? set : maskWithClosure(set, blocked, everyRequirement.get(version) ?? []);

/** As `withoutBlocked`, and closed even where the device offers a set that is not. */
export const closedWithout = (set: FeatureSet, blocked: FeatureSet, version: SpecVersion): FeatureSet =>
  maskWithClosure(set, blocked, everyRequirement.get(version) ?? []);

/**
 * The seed's table, on the smallest ring of the device: `2 < ring < MAX_FRAGS + 2` blocks guest offloads and
 * MRG_RXBUF; `ring < 2` blocks CTRL_VQ as well. A ring of 2 is in neither class, as posted.
 */
export function blockedBySeed(
  core: Core,
  derived: Derived,
  sizes: readonly number[],
  bothSeries: boolean,
): FeatureSet {
  const ring = Math.min(...Object.values(ringSizes(derived, sizes)));
  if (ring > 2 && ring < smallRing(core)) return net.GUEST_OFFLOADS | net.MRG_RXBUF;
  if (ring < 2 && bothSeries) return net.GUEST_OFFLOADS | net.MRG_RXBUF | net.CTRL_VQ;
  return NONE;
}

/** The transmit side of a driver that sends every packet linear: what a small ring needs. */
export function linearTransmit(core: Core): Pick<LivePlan, 'transmitChain' | 'stopThreshold'> {
  const chain = headerTakesDescriptor(core, core.accepted) ? 2 : 1;
  return { transmitChain: chain, stopThreshold: chain };
}

/** Whether a receive or transmit ring is too small for scatter-gather. */
export const hasSmallRing = (core: Core, derived: Derived, sizes: readonly number[]): boolean =>
  ringSizes(derived, sizes).data < smallRing(core);

/** What a driver with `layout` and `maxSkbFrags` can do on rings of the given sizes (entries). */
export interface Feasibility {
  readonly version: SpecVersion;
  readonly legacy: boolean;
  readonly layout: BufferLayout;
  readonly maxSkbFrags: number;
  /** Bytes. */
  readonly mtu: number;
  /** Smallest receive ring, smallest transmit ring, and the control ring (0: absent). */
  readonly receive: number;
  readonly transmit: number;
  readonly control: number;
}

/**
 * The features of `set` that cannot work on these rings: their messages need more descriptors than a ring has.
 * Not closed: `withoutBlocked` takes the dependents.
 */
export function infeasible(set: FeatureSet, f: Feasibility): FeatureSet {
  const { pageSize, control } = f.layout;
  const mergeable = includes(set, net.MRG_RXBUF);
  const header = headerLength(set, f.version, f.legacy);
  const separate = f.legacy && !includes(set, ANY_LAYOUT) ? 1 : 0;
  let blocked = NONE;
  const holds = (bytes: number, chain: number): boolean =>
    mergeable ? f.receive >= Math.ceil(bytes / pageSize) * (1 + separate) : f.receive >= chain;
  if (intersects(set, net.GUEST_GSO) && !holds(receiveBufferSize(set, f.version), f.maxSkbFrags + 2)) {
    blocked |= net.GUEST_OFFLOADS;
  }
  const chain = Math.ceil(f.mtu / pageSize) + 2;
  const jumbo = includes(set, net.MTU) && f.mtu > 1500;
  if (jumbo && !holds(mtuFrameSize(f.mtu, header), chain)) blocked |= net.MTU;
  if (includes(set, net.CTRL_VQ) && longestControlCommand(set, control) > f.control) {
    blocked |= controlFeaturesTooLargeFor(f.control, control);
  }
  return blocked & set;
}

/** The greatest subset of `set` all of whose messages fit the rings: what a best driver would keep. */
export function safeSubset(set: FeatureSet, f: Feasibility): FeatureSet {
  let safe = set;
  for (;;) {
    const next = withoutBlocked(safe, infeasible(safe, f), f.version);
    if (next === safe) return safe;
    safe = next;
  }
}

/** The rings and environment of `core`, as feasibility wants them. */
export function feasibilityOf(core: Core, derived: Derived, sizes: readonly number[]): Feasibility {
  let receive = Number.POSITIVE_INFINITY;
  let transmit = Number.POSITIVE_INFINITY;
  for (let pair = 0; pair < derived.queuePairs; pair++) {
    receive = Math.min(receive, sizes[2 * pair] ?? 0);
    transmit = Math.min(transmit, sizes[2 * pair + 1] ?? 0);
  }
  const control = derived.hasControlQueue ? (sizes[2 * derived.queuePairs] ?? 0) : 0;
  const { version, layout, maxSkbFrags } = core.env;
  return { version, legacy: core.legacy, layout, maxSkbFrags, mtu: derived.mtu, receive, transmit, control };
}
