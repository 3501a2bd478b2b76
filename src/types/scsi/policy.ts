import type { Outcome } from '../../driver/outcome.ts';
import { declared, inSteps, type Policy } from '../../driver/policy.ts';
import { ScsiProbe } from './probe.ts';

/** A policy of a virtio-scsi driver: `probe` gets the driver's own steps on top of the core's. */
export interface ScsiPolicy extends Omit<Policy, 'type' | 'probe' | 'probeOn'> {
  readonly probe: (scsi: ScsiProbe) => Outcome;
}

/** Declares a virtio-scsi policy. Throws TypeError as `policy` does. */
export const scsiPolicy = (policy: ScsiPolicy): Policy =>
  declared(
    {
      ...policy,
      type: 'scsi',
      ...inSteps(policy, (core, supports, kernel) => new ScsiProbe(core, supports, kernel)),
    },
    [],
  );
