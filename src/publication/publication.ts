import { readFileSync } from 'node:fs';
import { netProperties } from '../../properties/net/index.ts';
import { againOn } from '../judge/again.ts';
import type { Judgement, SubjectResult } from '../judge/result.ts';
import type { Matrix } from '../kill/result.ts';
import { type Ledger, sentenceOf } from '../ledger/ledger.ts';
import { ledgerReport } from '../ledger/ledger-report.ts';
import { sha256Of } from '../node/digest.ts';
import { coreFlagsRetry } from '../policies/core-flags-retry.ts';
import type { Block } from '../report/blocks.ts';
import type { Knowledge } from '../report/broken.ts';
import { renderHtml } from '../report/html.ts';
import { judgementReport } from '../report/judgement-report.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { readmeSection, withSection } from '../report/readme-section.ts';
import type { Sequence } from '../report/sequence.ts';
import { lonePicture } from '../report/sequence-svg.ts';
import { servedPicture } from '../report/served-picture.ts';
import { toldRun } from '../report/told-run.ts';
import { Trace } from '../trace/trace.ts';
import { netType } from '../types/net/net.ts';
import { parseNetScenario } from '../types/net/scenario.ts';
import { DIGEST, digestOf } from './digest.ts';
import { findingsOn } from './findings.ts';
import { KILLS, killDigestOf } from './kills.ts';
import { inLines } from './lines.ts';
import { readmeFile } from './reports.ts';
import { jsonSchemas } from './schemas/index.ts';

/** Texts by the name of their file. */
type Files = ReadonlyMap<string, string>;

/** Of what is published. */
export interface Published {
  readonly judgement: Judgement;
  /** The small campaign that `npm test` judges again. */
  readonly small: Judgement;
  readonly ledger: Ledger;
  readonly knowledge: Knowledge;
}

/** What lies in `reports/`: what a person reads, and what a test needs. */
export const reportFiles = ({ judgement, small, ledger, knowledge }: Published): Files =>
  new Map([
    [DIGEST, `${inLines(digestOf(judgement, small))}\n`],
    ['judgement.md', renderMarkdown(judgementReport(judgement, knowledge))],
    ['served.svg', servedPicture(judgement.subjects.filter(isNetPolicy))],
    ['negotiation.svg', lonePicture(shownRun())],
    ['findings.md', renderMarkdown(findingsOn(judgement, knowledge)())],
    ...ledgerFiles(ledger),
    ...schemaFiles(),
  ]);

/** The JSON schemas of what commands write. */
export const schemaFiles = (): Files =>
  new Map([...jsonSchemas()].map(([name, schema]) => [name, `${inLines(schema)}\n`]));

/** What a release has besides: all that is known, for machines, and the page on which each run is told by `withRuns`. */
export const fullFiles = async (
  { judgement, ledger, knowledge }: Published,
  matrix: Matrix,
  withRuns: (tell: (told: NonNullable<Knowledge['told']>) => Block[]) => Promise<Block[]>,
): Promise<Files> =>
  new Map([
    ['judgement.json', json(judgement)],
    ['ledger.json', json(ledger)],
    ['kill.json', json(matrix)],
    ['findings.html', await findingsPage(judgement, knowledge, withRuns)],
  ]);

/** The page of all that was found. */
export const findingsPage = async (
  judgement: Judgement,
  knowledge: Knowledge,
  withRuns: (tell: (told: NonNullable<Knowledge['told']>) => Block[]) => Promise<Block[]>,
): Promise<string> => {
  const blocks = findingsOn(judgement, knowledge);
  return renderHtml(`What ${judgement.suite} found`, await withRuns((told) => blocks({ told })), sha256Of);
};

/** What is published of a ledger. */
export const ledgerFiles = (ledger: Ledger): Files =>
  new Map([['ledger.md', renderMarkdown(ledgerReport(ledger))]]);

/** What is published of a matrix, told by its report. */
export const killFiles = (matrix: Matrix, report: readonly Block[]): Files =>
  new Map([
    [KILLS, `${inLines(killDigestOf(matrix))}\n`],
    ['kill.md', renderMarkdown(report)],
  ]);

/** The README of the package with what is published today. */
export const publishedReadme = ({ judgement, knowledge, ledger }: Published): string =>
  withSection(
    readFileSync(readmeFile, 'utf8'),
    readmeSection(judgement, knowledge, sentenceOf(ledger.totals)),
  );

// --- internal ---

/** The run that the README shows: of the maintainer's idea on rings of the size that the proposal's table leaves out. */
function shownRun(): Sequence {
  const scenario = parseNetScenario({ rounds: [{ offer: OFFER, sizes: [2, 2, 2] }] }, 'README');
  const run = netType.run(coreFlagsRetry, scenario, new Trace());
  const again = againOn(netType, coreFlagsRetry, scenario);
  const roles = { driver: coreFlagsRetry.id, subject: coreFlagsRetry.id };
  return toldRun(netProperties, { run, again }, roles, 'driver').sequence();
}

const OFFER = '{CSUM, GUEST_CSUM, MAC, GUEST_TSO4, MRG_RXBUF, CTRL_VQ, CTRL_RX, VERSION_1}';

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;

const isNetPolicy = ({ kind, type }: SubjectResult): boolean => kind === 'policy' && type === 'net';
