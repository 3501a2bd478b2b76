import type { LinuxKernel } from '../../driver/linux-kernels.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { type Claim, declared, type Policy } from '../../driver/policy.ts';
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
export function blkPolicy(policy: BlkPolicy): BlkDriver {
  const { id, probe, supports } = policy;
  if (typeof probe !== 'function') throw new TypeError(`policy ${id}: probe: expected a function`);
  const probeOn =
    (kernel: LinuxKernel | undefined): Policy['probe'] =>
    (core) =>
      probe(new BlkProbe(core, supports, kernel));
  return declared({ ...policy, type: 'blk', probeOn, probe: probeOn(policy.kernel) }, blkClaims);
}
