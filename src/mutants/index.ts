import { diskMutants } from './blk/disks.ts';
import { blkMutants } from './blk/mutants.ts';
import { consoleMutants } from './console/mutants.ts';
import type { Mutant } from './mutant.ts';
import { commandMutants } from './net/commands.ts';
import { descriptorMutants } from './net/descriptors.ts';
import { deviceAnswerMutants } from './net/device-answers.ts';
import { deviceBufferMutants } from './net/device-buffers.ts';
import { deviceCommandMutants } from './net/device-commands.ts';
import { deviceNotificationMutants } from './net/device-notifications.ts';
import { deviceOfferMutants } from './net/device-offers.ts';
import { devicePacketMutants } from './net/device-packets.ts';
import { deviceRegisterMutants } from './net/device-registers.ts';
import { deviceMutants } from './net/devices.ts';
import { featureMutants } from './net/features.ts';
import { deviceRequirementMutants, listedRequirementMutants } from './net/listed-requirements.ts';
import { negotiationMutants } from './net/negotiation.ts';
import { packetMutants } from './net/packets.ts';
import { qualityMutants } from './net/quality.ts';
import { queueResetMutants } from './net/queue-resets.ts';
import { queueMutants } from './net/queues.ts';
import { registerMutants } from './net/registers.ts';
import { requirementMutants } from './net/requirements.ts';
import { sizeMutants } from './net/sizes.ts';
import { smallRingMutants } from './net/small-rings.ts';
import { statusMutants } from './net/status.ts';
import { suspendMutants } from './net/suspend.ts';
import { hostMutants } from './scsi/hosts.ts';
import { scsiMutants } from './scsi/mutants.ts';

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
  ...packetMutants,
  ...descriptorMutants,
  ...qualityMutants,
  ...blkMutants,
  ...diskMutants,
  ...scsiMutants,
  ...hostMutants,
  ...consoleMutants,
  ...deviceOfferMutants,
  ...deviceRequirementMutants,
  ...deviceMutants,
  ...deviceBufferMutants,
  ...devicePacketMutants,
  ...deviceCommandMutants,
  ...deviceNotificationMutants,
  ...deviceAnswerMutants,
  ...deviceRegisterMutants,
];
