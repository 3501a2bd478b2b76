import type { Outcome } from '../../driver/outcome.ts';
import { type Claim, declared, inSteps, type Policy } from '../../driver/policy.ts';
import { BlkProbe } from './probe.ts';

/** A policy of a disk driver, with what it may say of itself beyond what all do. */
export interface BlkDriver extends Policy {
  /** Whether it can handle host-managed zones. One that cannot, as is meant where nothing is said, has to give up on them. */
  readonly handlesHostManaged?: boolean;
}

/** A policy of a virtio-blk driver: `probe` gets the driver's own steps on top of the core's. */
export interface BlkPolicy extends Omit<BlkDriver, 'type' | 'probe' | 'probeOn'> {
  readonly probe: (blk: BlkProbe) => Outcome;
}

/** What a disk driver may claim. */
export const blkClaims: readonly Claim[] = [
  ['handlesHostManaged', (value) => typeof value === 'boolean', 'true or false'],
];

/** Declares a virtio-blk policy. Throws TypeError as `policy` does. */
export const blkPolicy = (policy: BlkPolicy): BlkDriver =>
  declared(
    {
      ...policy,
      type: 'blk',
      ...inSteps(policy, (core, supports, kernel) => new BlkProbe(core, supports, kernel)),
    },
    blkClaims,
  );
