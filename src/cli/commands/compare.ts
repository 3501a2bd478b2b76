import { againstBaseline, isWorse } from '../../judge/baseline.ts';
import type { Judgement, SubjectResult } from '../../judge/result.ts';
import { readPublication } from '../../publication/digest.ts';
import { againstBlocks } from '../../report/against.ts';
import type { Block } from '../../report/blocks.ts';
import { firstLegend, firstTable } from '../../report/first-table.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { forMail, renderText } from '../../report/text.ts';
import { listed } from '../../report/wrap.ts';
import { propertiesOf } from '../../suites/built-in.ts';
import { replayer } from '../../suites/replay.ts';
import { parseCommand } from '../arguments.ts';
import { type Ending, endingBlocks } from '../ending.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { print } from '../output.ts';
import { otherwiseJudged, readJudgement, type SavedJudgement } from '../saved-judgement.ts';
import { terminalForm } from '../terminal.ts';

export const help = `virtio-conformance compare BEFORE.json AFTER.json [options]

Compares two judgements that judge --save-judgement wrote: of two versions of a policy, of a kernel, or of the suite. Subjects
are matched by their ids; where each judgement has one policy, these two are.

  --json | --markdown | --mail    other forms; --mail has at most 72 columns

What both break in other ways shows only where it is broken more often: no policy is run.

Exit codes: 0 nothing is worse, 1 something is (broken anew or more often, no longer known to hold, fewer devices served), 2 unknown
(cut short, not judged to the end, not all asked again), 64 usage (they have no subject in common), 70 internal error.

  npx virtio-conformance judge mine.ts --save-judgement before.json
  npx virtio-conformance compare before.json after.json
`;

const options = {
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  mail: { type: 'boolean' },
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('compare', args, options);
  const [first, second, ...others] = positionals;
  if (first === undefined || second === undefined || others.length)
    throw new UsageError('compare: expected two saved judgements (see: compare --help)');
  const forms = (['json', 'markdown', 'mail'] as const).filter((form) => values[form]);
  if (forms.length > 1) throw new UsageError('compare: expected one of --json, --markdown, --mail');
  const [before, after] = [readJudgement(first), readJudgement(second)];
  const pairs = pairsOf(before, after);
  if (pairs.length === 0) {
    const ids = ({ subjects }: SavedJudgement): string => listed(subjects.map(({ id }) => id));
    throw new UsageError(
      `${second}: subjects: expected one of ${ids(before)}, as ${first} has, found ${ids(after)}`,
    );
  }
  const differing = otherwiseJudged(before, after);
  const alike = differing.length === 0 && !before.cut && !after.cut;
  const against = pairs.map(({ now, before: old }) => againstBaseline(now, old, { alike, apart: true }));
  const ending = endingOf(against, pairs, before, after);
  if (values.json) {
    await print(`${JSON.stringify({ against }, null, 2)}\n`);
    return ending.code;
  }
  const read = readPublication();
  const replay = replayer({
    subjects: [],
    published: read.kind === 'read' ? read.publication.counterexamples : [],
    saved: new Map(),
  });
  const blocks: Block[] = [
    { kind: 'title', text: `${first}, and after it ${second}` },
    ...notAlike(differing),
    firstTable(
      pairs.flatMap(({ now, before: old }) => [old, now]),
      { against },
    ),
    { kind: 'paragraph', text: firstLegend },
    ...pairs.flatMap(({ now, before: old }, i) => {
      const own = against[i];
      return own ? againstBlocks(now, old, own, { propertiesOf, replay }, true) : [];
    }),
    ...endingBlocks(ending),
  ];
  await print(
    values.markdown ? renderMarkdown(blocks) : renderText(blocks, values.mail ? forMail : terminalForm()),
  );
  return ending.code;
}

// --- internal ---

interface Pair {
  readonly now: SubjectResult;
  readonly before: SubjectResult;
}

function pairsOf({ subjects: before }: SavedJudgement, { subjects: after }: SavedJudgement): Pair[] {
  const [old, ...olds] = before;
  const [now, ...news] = after;
  const matched = (a: SubjectResult, b: SubjectResult): Pair => ({
    before: { ...a, id: `${a.id} before` },
    now: b,
  });
  if (old && now && olds.length + news.length === 0)
    return old.type === now.type && old.kind === now.kind ? [matched(old, now)] : [];
  return after.flatMap((one) => {
    const same = before.find(({ id, type }) => id === one.id && type === one.type);
    return same ? [matched(same, one)] : [];
  });
}

function endingOf(
  against: NonNullable<Judgement['against']>,
  pairs: readonly Pair[],
  before: SavedJudgement,
  after: SavedJudgement,
): Ending {
  const worse = against.filter(isWorse).map(({ subject }) => subject);
  const isUnfinished = pairs.some(
    (pair) => pair.before.unfinished !== undefined || pair.now.unfinished !== undefined,
  );
  const unknown = [
    ...((before.cut ?? after.cut) ? ['one of the two was cut short'] : []),
    ...(isUnfinished ? ['a subject was not judged to the end'] : []),
    ...(against.some(({ notAsked }) => notAsked.length > 0) ? ['not all was asked again'] : []),
    ...(pairs.length < before.subjects.length ? ['a subject is not there any more'] : []),
  ];
  const summary = worse.length
    ? `Worse in something: ${listed(worse)}.`
    : unknown.length
      ? `Whether anything is worse is unknown, as ${listed(unknown)}.`
      : 'Nothing is worse.';
  const code = worse.length ? exitCodes.violated : unknown.length ? exitCodes.unknown : exitCodes.conforms;
  return { code, summary, lines: [] };
}

/** What was not judged alike, so that counts and scores may differ for that alone. */
const notAlike = (differing: readonly string[]): Block[] =>
  differing.length
    ? [
        {
          kind: 'paragraph',
          tone: 'unsure',
          text: `Judged ${listed(differing)}: counts and scores may differ for that alone.`,
        },
      ]
    : [];
