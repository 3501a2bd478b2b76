#!/usr/bin/env node
// The one place that exits. Nothing is imported before it is told what to do where that fails: an error of the tool ends
// with 70 and one line, and never with what Node.js makes of it, a stack trace and the code that means "violated".

/** As in `exit-codes.ts`, which may be what cannot be loaded. */
const [UNKNOWN, INTERNAL] = [2, 70];

let failed = false;
let ended = false;

/** Says in one line what went wrong: once, as where there is one such error there may be thousands. */
function fail(error: unknown): void {
  if (failed) return;
  failed = true;
  const text = error instanceof Error ? error.message : 'something was thrown that is no error';
  say(`internal error: ${text.replaceAll(/\p{C}/gu, ' ').slice(0, 180)}`);
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function end(code: number): never {
  ended = true;
  process.exit(code);
}

process.on('uncaughtException', fail);
// Nothing is left that could end a promise that is waited for.
process.on('exit', () => {
  if (!ended) process.exitCode = INTERNAL;
  if (!ended && !failed) say('internal error: stopped before its end');
});

try {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') say(`stdout: ${error.message}`);
    // The reader left before the verdict was out: that is no pass.
    end(UNKNOWN);
  });
  const [{ leaveDeletedFolder }, { listen }] = await Promise.all([
    import('./working-folder.ts'),
    import('./interrupt.ts'),
  ]);
  leaveDeletedFolder();
  listen(() => {
    say('Interrupted.');
    end(UNKNOWN);
  });
  const [{ runCli }, { print }] = await Promise.all([import('./cli.ts'), import('./output.ts')]);
  const code = await runCli(process.argv.slice(2));
  // What was written before is out when this is.
  await print('');
  end(failed ? INTERNAL : code);
} catch (error) {
  fail(error);
  end(INTERNAL);
}
