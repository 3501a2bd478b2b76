import type { Environment } from '../../driver/core.ts';
import type { ConsoleScenario } from './scenario.ts';

/** What a console driver knows besides its device. */
export interface ConsoleEnvironment extends Environment {
  readonly type: 'console';
  /** Descriptors of the longest write that it would make of what a user hands it at once. */
  readonly maxSegments: number;
}

/** Whether it is that of a console driver. */
export const isConsoleEnvironment = (env: Environment): env is ConsoleEnvironment => env.type === 'console';

/** What the driver of a scenario knows. */
export const consoleEnvironment = ({
  type,
  version,
  transport,
  peek,
  maxSegments,
}: ConsoleScenario): ConsoleEnvironment => ({ type, version, transport, canPeek: peek, maxSegments });
