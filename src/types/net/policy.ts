import type { Outcome } from '../../driver/outcome.ts';
import { type Claim, declared, inSteps, type Policy } from '../../driver/policy.ts';
import { NetProbe } from './probe.ts';
import { isSeedTable, type SeedTable } from './seed-table.ts';

/** A policy of a network driver, with what it may say of itself beyond what all do. */
export interface NetDriver extends Policy {
  /**
   * The table of the proposal that the driver claims to keep to, as `seedTable` gives it, or without what it does not claim.
   * Who claims one is held against it by the proposal's own check, `small-ring-without-mrg-rxbuf`; who claims none, by the
   * oracle's, `small-ring-fits-mrg-rxbuf`.
   */
  readonly seedTable?: SeedTable | undefined;
  /** The probe over the driver's own steps: what a mutant tampers with. */
  readonly netProbe?: (net: NetProbe) => Outcome;
}

/** A policy of a virtio-net driver: `probe` gets the driver's own steps on top of the core's. */
export interface NetPolicy extends Omit<NetDriver, 'type' | 'probe' | 'probeOn' | 'netProbe'> {
  readonly probe: (net: NetProbe) => Outcome;
}

/** What a network driver may claim. */
export const netClaims: readonly Claim[] = [
  ['seedTable', isSeedTable, 'a table of the proposal, as seedTable gives it'],
];

/** Declares a virtio-net policy. Throws TypeError as `policy` does. */
export const netPolicy = (policy: NetPolicy): NetDriver =>
  declared(
    {
      ...policy,
      type: 'net',
      netProbe: policy.probe,
      ...inSteps(policy, (core, supports, kernel) => new NetProbe(core, supports, kernel)),
    },
    netClaims,
  );
