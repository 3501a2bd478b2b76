import { appendFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { match } from 'ts-pattern';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import { messageOf } from '../driver/thrown.ts';
import type { Judgement } from '../judge/result.ts';
import { sha256Of } from '../node/digest.ts';
import { writeFiles } from '../node/write-files.ts';
import type { Block } from '../report/blocks.ts';
import type { Knowledge } from '../report/broken.ts';
import { annotations } from '../report/github.ts';
import { renderHtml } from '../report/html.ts';
import { judgementPage } from '../report/judgement-page.ts';
import { junit } from '../report/junit.ts';
import { mailBlocks } from '../report/mail.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { sarif } from '../report/sarif.ts';
import { tap } from '../report/tap.ts';
import { testPoints } from '../report/test-points.ts';
import { forMail, renderText } from '../report/text.ts';
import { beginning } from '../report/wrap.ts';
import { type Ending, endingBlocks } from './ending.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { complain } from './output.ts';
import { prepareFolder } from './save.ts';
import { sizeMaps } from './size-maps.ts';
import { withStories } from './stories.ts';
import type { LoadedSubjects } from './subjects.ts';
import { isNowhere } from './working-folder.ts';

/** Options of `judge` that choose forms of its report, as parseArgs wants them. */
export const formOptions = {
  json: { type: 'boolean' },
  markdown: { type: 'boolean' },
  mail: { type: 'boolean' },
  tap: { type: 'boolean' },
  github: { type: 'boolean' },
  html: { type: 'string' },
  junit: { type: 'string' },
  sarif: { type: 'string' },
  'save-judgement': { type: 'string' },
} as const;

export const formsHelp = `  --json | --markdown | --mail | --tap | --github
                       one other form of the report on stdout; --mail has at most 72 columns, --tap is TAP 14 and KTAP, --github
                       annotates policy files in a workflow and appends the report to its summary
  --html FILE          writes a page too: every finding with its run as a story and a picture, a map of ring sizes
  --save-judgement FILE    writes the judgement, as --json has it, for compare and --against
  --junit FILE         writes the verdicts too for what reads these, as does
  --sarif FILE         this; in them and in TAP a violation fails, unknown is no pass, and what is only recommended fails
                       nothing, as in the exit code
`;

type OnStdout = 'json' | 'markdown' | 'mail' | 'tap' | 'github';
type InFile = 'html' | 'junit' | 'sarif' | 'save-judgement';

/** The forms that a command line asks for. */
export interface Forms {
  readonly stdout: OnStdout | undefined;
  /** Paths by form. */
  readonly files: ReadonlyMap<InFile, string>;
  /** What a GitHub workflow shows of a step, to be appended to. */
  readonly stepSummary: string | undefined;
}

/** The chosen forms of a command, every file of them tried. `isNamed`: whether policies are named. Throws UsageError. */
export function formsOf(
  values: Readonly<Record<string, unknown>>,
  isNamed: boolean,
  env: NodeJS.ProcessEnv = process.env,
  command = 'judge',
): Forms {
  const [stdout, ...others] = onStdout.filter((name) => values[name] === true);
  if (others.length)
    throw new UsageError(`${command}: expected one of ${onStdout.map((name) => `--${name}`).join(', ')}`);
  const tests = [...testForms].find((name) => values[name] !== undefined && values[name] !== false);
  if (tests && !isNamed)
    throw new UsageError(
      `--${tests}: expected a POLICY too: without one, verdicts are compared with the published ones`,
    );
  const files = new Map<InFile, string>();
  for (const name of inFiles) {
    const value = values[name];
    if (typeof value !== 'string') continue;
    const path = fileToWrite(value, `--${name}`);
    const same = [...files].find(([, other]) => other === path);
    if (same)
      throw new UsageError(`--${name}: expected another file than that of --${same[0]}, found "${value}"`);
    files.set(name, path);
  }
  const stepSummary = stdout === 'github' ? env['GITHUB_STEP_SUMMARY'] || undefined : undefined;
  if (stepSummary !== undefined) appendTo(stepSummary, '');
  return { stdout, files, stepSummary };
}

/** A judgement, and what its forms are made of. */
export interface Made {
  readonly judgement: Judgement;
  readonly ending: Ending;
  readonly knowledge: Knowledge;
  readonly loaded: LoadedSubjects;
  readonly readings: ChosenReadings;
  /** Whether the exit code says how subjects do beside named baselines. */
  readonly byBaseline: boolean;
  /** Where a policy and its baseline part; empty where that is not told. */
  readonly parting: readonly Block[];
  /** The report, by what is known besides the judgement. */
  readonly blocks: (knowledge: Knowledge) => readonly Block[];
}

/** Writes the files of the forms; gives why, where one could not be written. */
export async function writeForms({ files, stepSummary }: Forms, made: Made): Promise<UsageError | undefined> {
  const texts = new Map<string, string>();
  for (const [form, path] of files) texts.set(path, await fileOf(form, made));
  return unwritten(files.keys(), () => {
    writeFiles(texts);
    if (stepSummary !== undefined) appendTo(stepSummary, summaryOf(made));
  });
}

/** Does what writes the files of some options; gives why, where that cannot be: a judgement is worth more than its copies. */
export function unwritten(options: Iterable<string>, write: () => void): UsageError | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error;
    const names = [...options].map((name) => `--${name}`).join(', ');
    return new UsageError(`${names}: expected files that can be written: ${messageOf(error)}`);
  }
}

/** The exit code of a command that came to one, and says what could not be written. */
export function codeDespite(code: number, faults: readonly (UsageError | undefined)[]): number {
  const found = faults.filter((fault) => fault !== undefined);
  for (const { message } of found) complain(message);
  return found.length > 0 && code === exitCodes.conforms ? exitCodes.usage : code;
}

/** The verdicts as lines of a form that is made of tests. */
export function testLines(form: 'tap' | 'github', made: Made): string {
  const { judgement, knowledge, loaded } = made;
  const points = testPoints(judgement, knowledge, made.byBaseline);
  return form === 'tap' ? tap(judgement.suite, points) : annotations(points, sourceOf(loaded));
}

/** The report as a mail in which each run is told in short. */
export const mailOf = ({ blocks, knowledge, loaded, readings }: Made): Promise<string> =>
  withStories((told) => renderText(mailBlocks(blocks({ ...knowledge, told })), forMail), loaded, readings);

/** A judgement as `compare` and others read it. */
export const judgementJson = (judgement: Judgement): string => `${JSON.stringify(judgement, null, 2)}\n`;

// --- internal ---

const onStdout: readonly OnStdout[] = ['json', 'markdown', 'mail', 'tap', 'github'];
const inFiles: readonly InFile[] = ['html', 'junit', 'sarif', 'save-judgement'];
const testForms = ['tap', 'github', 'junit', 'sarif'] as const;

const fileOf = (form: InFile, made: Made): string | Promise<string> => {
  const { judgement, ending, knowledge, loaded } = made;
  return match(form)
    .with('html', () => pageOf(made))
    .with('save-judgement', () => judgementJson(judgement))
    .with('junit', () => junit(judgement.suite, testPoints(judgement, knowledge, made.byBaseline)))
    .with('sarif', () => {
      const { suite } = judgement;
      const uriOf = (subject: string): string | undefined => {
        const file = sourceOf(loaded)(subject);
        return file?.split('/').map(encodeURIComponent).join('/');
      };
      const log = sarif(testPoints(judgement, knowledge, made.byBaseline), {
        suite,
        exitCode: ending.code,
        uriOf,
      });
      return `${JSON.stringify(log, null, 2)}\n`;
    })
    .exhaustive();
};

async function pageOf({ judgement, ending, knowledge, loaded, readings, parting }: Made): Promise<string> {
  const maps = await sizeMaps(judgement.subjects, loaded, readings);
  const blocks = await withStories(
    (told) =>
      judgementPage(judgement, { ...knowledge, warned: true, told }, maps, [
        ...endingBlocks(ending),
        ...parting,
      ]),
    loaded,
    readings,
  );
  const title = `${judgement.subjects.map(({ id }) => id).join(', ')}: ${judgement.suite}`;
  return renderHtml(beginning(title, 120), blocks, sha256Of);
}

/** The file of a subject as a reader of the repository names it: from its root, with slashes. */
const sourceOf =
  ({ subjects, foreign }: LoadedSubjects, root = process.env['GITHUB_WORKSPACE'] || process.cwd()) =>
  (id: string): string | undefined => {
    const name = subjects.find(({ policy }) => policy.id === id)?.name;
    const file = name === undefined ? undefined : foreign.get(name)?.name;
    if (file === undefined) return undefined;
    const inside = relative(root, resolve(file));
    return (inside.startsWith('..') ? file : inside).replaceAll(sep, '/');
  };

/** Bytes that GitHub takes of one step. */
const MOST_OF_A_STEP = 1024 * 1024;

function summaryOf({ blocks, knowledge }: Made): string {
  const text = renderMarkdown(blocks(knowledge));
  const room = MOST_OF_A_STEP / 4;
  if (text.length <= room) return text;
  return `${text.slice(0, room).replace(/[\ud800-\udbff]$/, '')}\n\n… cut short.\n`;
}

/** The path that a file is written to: of a link what it leads to. Its folder is made, and tried. Throws UsageError. */
function fileToWrite(name: string, option: string): string {
  const wrong = (found: string): UsageError =>
    new UsageError(`${option}: expected a file that can be written, found ${found}`);
  if (name === '') throw wrong('""');
  if (/[/\\]$/.test(name)) throw wrong(`"${name}", the name of a directory`);
  // A FILE that was forgotten is a policy, and not to be written over.
  if (/\.[cm]?[jt]sx?$/i.test(name)) throw wrong(`"${name}", the name of a module`);
  if (isNowhere(name)) throw wrong(`"${name}" in a working folder that was deleted`);
  prepareFolder(dirname(resolve(name)), option);
  try {
    const path = resolve(name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) return path;
    if (stats.isFile()) return realpathSync(path);
    // What is no file would be replaced by one.
    throw wrong(`"${name}", which is ${stats.isDirectory() ? 'a directory' : 'no regular file'}`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw wrong(`"${name}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

function appendTo(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `GITHUB_STEP_SUMMARY: expected a file that can be appended to, found "${file}": ${why}`,
    );
  }
}
