import { blkMutants } from './blk.ts';
import { commandMutants } from './commands.ts';
import { deviceAnswerMutants } from './device-answers.ts';
import { deviceBufferMutants } from './device-buffers.ts';
import { deviceOfferMutants } from './device-offers.ts';
import { deviceRegisterMutants } from './device-registers.ts';
import { deviceMutants } from './devices.ts';
import { featureMutants } from './features.ts';
import { deviceRequirementMutants, listedRequirementMutants } from './listed-requirements.ts';
import type { Mutant } from './mutant.ts';
import { negotiationMutants } from './negotiation.ts';
import { qualityMutants } from './quality.ts';
import { queueResetMutants } from './queue-resets.ts';
import { queueMutants } from './queues.ts';
import { registerMutants } from './registers.ts';
import { requirementMutants } from './requirements.ts';
import { sizeMutants } from './sizes.ts';
import { smallRingMutants } from './small-rings.ts';
import { statusMutants } from './status.ts';
import { suspendMutants } from './suspend.ts';

export type {
  DeviceMutant,
  Mutant,
  Origin,
  PolicyMutant,
} from './mutant.ts';
export { changedBy, deviceOf, policyOf } from './mutant.ts';

/** Every mutant, listed once: what shows that each property can fail. */
export const mutants: readonly Mutant[] = [
  ...featureMutants,
  ...negotiationMutants,
  ...requirementMutants,
  ...listedRequirementMutants,
  ...statusMutants,
  ...suspendMutants,
  ...queueMutants,
  ...queueResetMutants,
  ...registerMutants,
  ...smallRingMutants,
  ...sizeMutants,
  ...commandMutants,
  ...qualityMutants,
  ...blkMutants,
  ...deviceOfferMutants,
  ...deviceRequirementMutants,
  ...deviceMutants,
  ...deviceBufferMutants,
  ...deviceAnswerMutants,
  ...deviceRegisterMutants,
];
