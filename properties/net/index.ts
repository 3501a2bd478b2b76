import type { Property } from '../../src/run/property.ts';
import type { NetRun } from '../../src/types/net/run.ts';
import { anyProperties } from '../index.ts';
import { commandProperties } from './commands.ts';
import { netConfigurationProperties } from './configuration.ts';
import { netConsistencyProperties } from './consistency.ts';
import { derivedStateProperties } from './derived-state.ts';
import { descriptorProperties } from './descriptors.ts';
import { deviceCommandProperties } from './device-commands.ts';
import { netDeviceProperties } from './device-configuration.ts';
import { netDeviceOfferProperties } from './device-offers.ts';
import { netDevicePairProperties } from './device-pairs.ts';
import { lostFrameProperties } from './lost-frames.ts';
import { packetProperties } from './packets.ts';
import { qualityProperties } from './quality.ts';
import { netQueueProperties } from './queues.ts';
import { receiveBufferProperties } from './receive-buffers.ts';
import { smallRingProperties } from './small-rings.ts';

/** Every property of a virtio-net device and its driver, listed once: commands, tests and reports all read this. */
export const netProperties: readonly Property<NetRun>[] = [
  ...anyProperties,
  ...netQueueProperties,
  ...smallRingProperties,
  ...receiveBufferProperties,
  ...commandProperties,
  ...packetProperties,
  ...lostFrameProperties,
  ...descriptorProperties,
  ...derivedStateProperties,
  ...qualityProperties,
  ...netConsistencyProperties,
  ...netConfigurationProperties,
  ...netDeviceOfferProperties,
  ...netDeviceProperties,
  ...netDevicePairProperties,
  ...deviceCommandProperties,
];
