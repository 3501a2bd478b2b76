import type { Property } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { BlkRun } from '../src/types/blk/run.ts';
import type { NetRun } from '../src/types/net/run.ts';
import { blkProperties as ofBlk } from './blk.ts';
import { commandProperties } from './commands.ts';
import { netConfigurationProperties } from './configuration.ts';
import { consistencyProperties, netConsistencyProperties } from './consistency.ts';
import { derivedStateProperties } from './derived-state.ts';
import { deviceProperties } from './device.ts';
import { deviceBufferProperties } from './device-buffers.ts';
import { netDeviceProperties } from './device-configuration.ts';
import { deviceOfferProperties, netDeviceOfferProperties } from './device-offers.ts';
import { netDevicePairProperties } from './device-pairs.ts';
import { deviceQueueResetProperties } from './device-queue-resets.ts';
import { deviceQueueProperties } from './device-queues.ts';
import { deviceRegisterProperties } from './device-registers.ts';
import { featureProperties } from './features.ts';
import { initializationProperties } from './initialization.ts';
import { netQueueProperties } from './net-queues.ts';
import { qualityProperties } from './quality.ts';
import { queueResetProperties } from './queue-resets.ts';
import { queueSizeProperties } from './queue-sizes.ts';
import { queueProperties } from './queues.ts';
import { receiveBufferProperties } from './receive-buffers.ts';
import { registerProperties } from './registers.ts';
import { requirementProperties } from './requirements.ts';
import { reservedBitProperties } from './reserved-bits.ts';
import { resetProperties } from './reset.ts';
import { smallRingProperties } from './small-rings.ts';
import { suspendProperties } from './suspend.ts';

/** What holds of every device type. */
const anyProperties: readonly Property<Run>[] = [
  ...featureProperties,
  ...requirementProperties,
  ...reservedBitProperties,
  ...resetProperties,
  ...initializationProperties,
  ...queueProperties,
  ...queueSizeProperties,
  ...queueResetProperties,
  ...registerProperties,
  ...suspendProperties,
  ...consistencyProperties,
  ...deviceOfferProperties,
  ...deviceProperties,
  ...deviceQueueProperties,
  ...deviceQueueResetProperties,
  ...deviceBufferProperties,
  ...deviceRegisterProperties,
];

/** Every property of a virtio-net device and its driver, listed once: commands, tests and reports all read this. */
export const properties: readonly Property<NetRun>[] = [
  ...anyProperties,
  ...netQueueProperties,
  ...smallRingProperties,
  ...receiveBufferProperties,
  ...commandProperties,
  ...derivedStateProperties,
  ...qualityProperties,
  ...netConsistencyProperties,
  ...netConfigurationProperties,
  ...netDeviceOfferProperties,
  ...netDeviceProperties,
  ...netDevicePairProperties,
];

/** Every property of a virtio-blk device and its driver. */
export const blkProperties: readonly Property<BlkRun>[] = [...anyProperties, ...ofBlk];
