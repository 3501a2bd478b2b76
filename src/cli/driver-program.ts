import { NoProgramError } from '../subjects/exec.ts';
import { type ExecDriver, openExecDriver } from '../subjects/exec-driver.ts';
import { UsageError } from './exit-codes.ts';

/** What the name of a driver that is a program begins with. */
export const EXEC = 'exec:';

/** Starts the driver that such a name is, for a command, and ends it when that is done with it. Rejects with UsageError. */
export async function withProgram<Result>(
  command: string,
  name: string,
  use: (driver: ExecDriver) => Promise<Result>,
): Promise<Result> {
  const program = name.slice(EXEC.length);
  if (!program.trim())
    throw new UsageError(`${command}: ${name}: expected a command, such as exec:./mydriver`);
  const driver = await openExecDriver(program).catch((error) => {
    throw error instanceof NoProgramError ? new UsageError(`${command}: ${name}: ${error.message}`) : error;
  });
  try {
    return await use(driver);
  } finally {
    await driver.close();
  }
}
