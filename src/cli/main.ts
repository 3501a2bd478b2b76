#!/usr/bin/env node
import { runCli } from './cli.ts';
import { exitCodes } from './exit-codes.ts';
import { complain, print } from './output.ts';
import { inOneLine } from './policy-file.ts';

// The one place that exits. A policy's timers must not keep the process, nor its late errors end it unseen.

let strays = 0;

process.on('uncaughtException', (error) => {
  // Where one comes from a policy, thousands may.
  if (strays++ === 0) complain(`an error that no command caught: ${inOneLine(error)}`);
});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') complain(`stdout: ${error.message}`);
  // The reader left before the verdict was out: that is no pass.
  process.exit(exitCodes.unknown);
});
process.stderr.on('error', () => {});

const code = await runCli(process.argv.slice(2));
// What was written before is out when this is.
await print('');
process.exit(code === exitCodes.conforms && strays ? exitCodes.unknown : code);
