import type { CommandLayout } from '../../../spec/scsi/limits.ts';
import type { Environment } from '../../driver/core.ts';
import type { ScsiScenario } from './scenario.ts';

/** What a scsi driver knows besides its device. */
export interface ScsiEnvironment extends Environment {
  readonly type: 'scsi';
  /** Data segments of the longest command that it would send, in each direction. */
  readonly maxSegments: number;
  readonly cpus: number;
  readonly command: CommandLayout;
}

/** Whether it is that of a scsi driver. */
export const isScsiEnvironment = (env: Environment): env is ScsiEnvironment => env.type === 'scsi';

/** What the driver of a scenario knows. */
export const scsiEnvironment = ({
  type,
  version,
  transport,
  peek,
  maxSegments,
  cpus,
  command,
}: ScsiScenario): ScsiEnvironment => ({
  type,
  version,
  transport,
  canPeek: peek,
  maxSegments,
  cpus,
  command,
});
