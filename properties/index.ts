import type { Property } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { consistencyProperties } from './consistency.ts';
import { deviceProperties } from './device.ts';
import { deviceBufferProperties } from './device-buffers.ts';
import { deviceCapabilityProperties } from './device-capabilities.ts';
import { deviceNotificationProperties } from './device-notifications.ts';
import { deviceOfferProperties } from './device-offers.ts';
import { deviceQueueResetProperties } from './device-queue-resets.ts';
import { deviceQueueProperties } from './device-queues.ts';
import { deviceRegisterProperties } from './device-registers.ts';
import { deviceRingProperties } from './device-rings.ts';
import { featureProperties } from './features.ts';
import { initializationProperties } from './initialization.ts';
import { legacyRegisterProperties } from './legacy-registers.ts';
import { mmioRegisterProperties } from './mmio-registers.ts';
import { queueResetProperties } from './queue-resets.ts';
import { queueSizeProperties } from './queue-sizes.ts';
import { queueProperties } from './queues.ts';
import { registerProperties } from './registers.ts';
import { requirementProperties } from './requirements.ts';
import { reservedBitProperties } from './reserved-bits.ts';
import { resetProperties } from './reset.ts';
import { suspendProperties } from './suspend.ts';

/** What holds of every device type. */
export const anyProperties: readonly Property<Run>[] = [
  ...featureProperties,
  ...requirementProperties,
  ...reservedBitProperties,
  ...resetProperties,
  ...initializationProperties,
  ...queueProperties,
  ...queueSizeProperties,
  ...queueResetProperties,
  ...registerProperties,
  ...mmioRegisterProperties,
  ...legacyRegisterProperties,
  ...suspendProperties,
  ...consistencyProperties,
  ...deviceOfferProperties,
  ...deviceProperties,
  ...deviceQueueProperties,
  ...deviceQueueResetProperties,
  ...deviceBufferProperties,
  ...deviceCapabilityProperties,
  ...deviceRingProperties,
  ...deviceRegisterProperties,
  ...deviceNotificationProperties,
];
