import { blkExamples } from './blk.ts';
import { commandExamples } from './commands.ts';
import { configurationExamples } from './configuration.ts';
import { consoleExamples } from './console.ts';
import { descriptorExamples } from './descriptors.ts';
import { deviceExamples } from './device.ts';
import type { Example } from './example.ts';
import { featureExamples } from './features.ts';
import { initializationExamples } from './initialization.ts';
import { packetExamples } from './packets.ts';
import { qualityExamples } from './quality.ts';
import { queueResetExamples } from './queue-resets.ts';
import { queueExamples } from './queues.ts';
import { registerExamples } from './registers.ts';
import { scsiExamples } from './scsi.ts';
import { smallRingExamples } from './small-rings.ts';
import { suspendExamples } from './suspend.ts';

/** For each property at least one scenario on which it holds for a right subject and is broken by a wrong one. */
export const examples: readonly Example[] = [
  ...featureExamples,
  ...initializationExamples,
  ...queueExamples,
  ...queueResetExamples,
  ...registerExamples,
  ...smallRingExamples,
  ...commandExamples,
  ...packetExamples,
  ...descriptorExamples,
  ...qualityExamples,
  ...suspendExamples,
  ...configurationExamples,
  ...deviceExamples,
  ...blkExamples,
  ...scsiExamples,
  ...consoleExamples,
];
