import { type SpecVersion, specVersions } from '../../spec/versions.ts';
import type { Judgement } from '../judge/result.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { forMail, forTerminal, renderText } from '../report/text.ts';
import { versionsReport } from '../report/versions.ts';
import { knownIds } from './arguments.ts';
import { endingBlocks } from './ending.ts';
import { exitCodes } from './exit-codes.ts';
import { note, print, wantsColour } from './output.ts';
import { verdictEnding } from './verdict.ts';

export const versionsHelp = `  --versions all|LIST  judges under each version of the standard, and tells the clauses that change a verdict
`;

/** The versions that `--versions` names. Throws UsageError and EmptySelection. */
export const versionsOf = (text: string): SpecVersion[] =>
  text === 'all' ? [...specVersions] : knownIds('--versions', text, specVersions);

/** Tells how verdicts hang on the version; gives the exit code, the gravest of all. */
export async function tellVersions(
  versions: readonly SpecVersion[],
  judgements: ReadonlyMap<SpecVersion, Judgement>,
  form: 'json' | 'markdown' | 'mail' | undefined,
): Promise<number> {
  const endings = [...judgements].map(([version, judgement]) => ({ version, ...verdictEnding(judgement) }));
  const left = versions.length - judgements.size;
  const codes = endings.map(({ code }) => code);
  const code =
    left === 0 && codes.includes(exitCodes.violated)
      ? exitCodes.violated
      : left > 0 || codes.includes(exitCodes.unknown)
        ? exitCodes.unknown
        : exitCodes.conforms;
  const ending = {
    code,
    summary: left ? `Cut short: ${left} of ${versions.length} versions were not judged.` : 'By version:',
    lines: endings.map(({ version, summary }) => `${version}: ${summary}`),
  };
  if (form === 'json') {
    await print(`${JSON.stringify(Object.fromEntries(judgements), null, 2)}\n`);
    for (const line of [ending.summary, ...ending.lines]) note(line);
    return code;
  }
  const blocks = [...versionsReport(judgements), ...endingBlocks(ending)];
  await print(
    form === 'markdown'
      ? renderMarkdown(blocks)
      : renderText(blocks, form === 'mail' ? forMail : forTerminal(wantsColour())),
  );
  return code;
}
