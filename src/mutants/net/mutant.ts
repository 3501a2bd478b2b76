import { type FeatureSet, NONE } from '../../../spec/features.ts';
import type { Core } from '../../driver/core.ts';
import type { Outcome } from '../../driver/outcome.ts';
import type { Policy } from '../../driver/policy.ts';
import { recommended } from '../../policies/recommended.ts';
import type { NetDriver } from '../../types/net/policy.ts';
import { NetProbe } from '../../types/net/probe.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import type { DeclaredFault, DeviceMutant, PolicyMutant } from '../mutant.ts';

/** What a faulty driver's module keeps from one probe to the next: made anew with the policy. */
export interface ModuleState {
  blocked: FeatureSet;
  inUse: boolean;
}

/** Declares a virtio-net policy mutant, of `recommended` unless said; `tamper` breaks the steps of one probe before it begins. */
export function faultyPolicy({
  base = recommended,
  tamper,
  ...declared
}: DeclaredFault & {
  readonly meets?: (scenario: NetScenario) => NetScenario;
  readonly tamper: (probe: NetProbe, module: ModuleState) => void;
}): PolicyMutant {
  const { id, title } = declared;
  const policy = (): Policy => {
    const netProbe = netProbeOf(base);
    const module: ModuleState = { blocked: NONE, inUse: false };
    const probe = (core: Core): Outcome => {
      const net = new NetProbe(core, base.supports);
      tamper(net, module);
      return netProbe(net);
    };
    return { ...base, id, title, probe };
  };
  return { kind: 'policy', type: 'net', base, policy, ...declared };
}

/** Declares a mutant of a virtio-net device. */
export const faultyDevice = (
  declared: Omit<DeviceMutant, 'kind' | 'type' | 'change'> & {
    readonly change?: (scenario: NetScenario) => NetScenario;
  },
): DeviceMutant => ({ kind: 'device', type: 'net', ...declared });

/** A policy that knows other features than it declares. Throws TypeError where it is no virtio-net policy. */
export function knowing(base: Policy, supports: FeatureSet): Policy {
  const probe = netProbeOf(base);
  return { ...base, supports, probe: (core) => probe(new NetProbe(core, supports)) };
}

/** A right policy made of another one, which does something more. Throws TypeError where that is no virtio-net policy. */
export function doingMore(
  base: Policy,
  { id, title }: Pick<Policy, 'id' | 'title'>,
  more: (probe: NetProbe) => void,
): Policy {
  const probe = netProbeOf(base);
  const netProbe = (net: NetProbe): Outcome => {
    more(net);
    return probe(net);
  };
  const driver: NetDriver = {
    ...base,
    id,
    title,
    netProbe,
    probe: (core) => netProbe(new NetProbe(core, base.supports)),
  };
  return driver;
}

// --- internal ---

function netProbeOf({ id, netProbe }: NetDriver): NonNullable<NetDriver['netProbe']> {
  if (netProbe === undefined) throw new TypeError(`${id} is no virtio-net policy`);
  return netProbe;
}
