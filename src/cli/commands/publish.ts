import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { markdownReport } from '../../report/markdown.ts';
import { type Command, readArgs } from '../command.ts';
import { CONFORMS, UNKNOWN } from '../exit-codes.ts';
import { builtInIds, defaults, judgeWatched } from '../judging.ts';
import { judgementPath } from '../package-root.ts';
import { UsageError } from '../usage-error.ts';

export const publishCommand: Command = {
  name: 'publish',
  summary: 'judge every built-in and write reports/judgement.json and .md',
  usage: `virtio-conformance publish

Judges every built-in policy with the defaults and writes reports/judgement.json and reports/judgement.md of this
package. An interrupted judgement is not written (exit 2).
`,
  run: async (args, io) => {
    const { positionals } = readArgs(args, {});
    if (positionals.length > 0) throw new UsageError(`publish takes no argument, found "${positionals[0]}"`);
    const { judgement } = await judgeWatched(builtInIds, defaults(), io);
    if (judgement.interrupted) {
      io.stderr.write('interrupted: nothing was written\n');
      return UNKNOWN;
    }
    const json = judgementPath();
    const markdown = json.replace(/json$/, 'md');
    mkdirSync(dirname(json), { recursive: true });
    writeFileSync(json, `${JSON.stringify(judgement, null, 2)}\n`);
    writeFileSync(markdown, markdownReport(judgement));
    io.stdout.write(`${json}\n${markdown}\n`);
    return CONFORMS;
  },
};
