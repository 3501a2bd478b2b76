import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';

let isGone = false;

/** Where the working folder was deleted no thread can be started, which none of them needs: leaves it. */
export function leaveDeletedFolder(): void {
  try {
    process.cwd();
  } catch {
    isGone = true;
    process.chdir(fileURLToPath(new URL('.', import.meta.url)));
  }
}

/** Whether a name is of something in a working folder that was deleted: there is nothing in it, nor can there be. */
export const isNowhere = (name: string): boolean => isGone && !isAbsolute(name);
