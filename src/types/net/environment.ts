import type { BufferLayout } from '../../../spec/net/footprints.ts';
import type { Environment } from '../../driver/core.ts';
import type { NetScenario } from './scenario.ts';

/** What a net driver knows besides its device. */
export interface NetEnvironment extends Environment {
  readonly type: 'net';
  readonly maxSkbFrags: number;
  readonly layout: BufferLayout;
}

/** Whether it is that of a net driver. */
export const isNetEnvironment = (env: Environment): env is NetEnvironment => env.type === 'net';

/** What the driver of a scenario knows. */
export const netEnvironment = ({
  type,
  version,
  transport,
  peek,
  maxSkbFrags,
  layout,
}: NetScenario): NetEnvironment => ({ type, version, transport, canPeek: peek, maxSkbFrags, layout });
