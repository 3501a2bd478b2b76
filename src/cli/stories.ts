import type { ChosenReadings } from '../../spec/named-readings.ts';
import type { Counterexample, SubjectResult } from '../judge/result.ts';
import { describeFate } from '../node/sandbox/host.ts';
import type { Block } from '../report/blocks.ts';
import type { Knowledge } from '../report/broken.ts';
import { type ExplainRequest, explain } from '../suites/explanation.ts';
import type { LoadedSubjects } from './subjects.ts';

/** A report that tells runs: each time it is made it asks for the same ones. */
export type Telling<Report> = (told: NonNullable<Knowledge['told']>) => Report;

/** Makes a report in which counterexamples of judged subjects are told, each run again; a foreign policy's in a process of its own. */
export async function withStories<Report>(
  tell: Telling<Report>,
  loaded: LoadedSubjects,
  readings: ChosenReadings = new Map(),
): Promise<Report> {
  const asked = new Map<string, readonly [SubjectResult, Counterexample]>();
  tell((subject, counterexample) => {
    asked.set(counterexample.id, [subject, counterexample]);
    return [];
  });
  const stories = new Map<string, readonly Block[]>();
  const lost = new Map<string, string>();
  for (const [id, [subject, counterexample]] of asked) {
    // What was judged no further is not run again either: it may never end.
    const because = subject.unfinished ?? lost.get(counterexample.driver);
    const request = requestOf(subject, counterexample, readings);
    const told = because === undefined ? await runAgain(request, loaded) : { because };
    if ('because' in told) lost.set(counterexample.driver, told.because);
    stories.set(id, 'because' in told ? [notTold(told.because)] : [storyBlock(told.blocks)]);
  }
  return tell((_, { id }) => stories.get(id) ?? []);
}

// --- internal ---

const storyBlock = (blocks: readonly Block[]): Block => ({
  kind: 'details',
  summary: 'The run, access by access and as a story',
  // A page has one title of its own.
  blocks: blocks.map((block) => (block.kind === 'title' ? { kind: 'paragraph', text: block.text } : block)),
});

const notTold = (because: string): Block => ({
  kind: 'paragraph',
  text: `Its run is not told: the policy ${because}.`,
  tone: 'unsure',
});

const requestOf = (
  { kind }: SubjectResult,
  { id, driver, scenario }: Counterexample,
  readings: ChosenReadings,
): ExplainRequest => ({
  driver,
  device: kind === 'device',
  scenario,
  where: id,
  asked: id.split('/')[1] ?? '',
  form: 'blocks',
  events: false,
  colour: false,
  readings,
});

type Told = { readonly blocks: readonly Block[] } | { readonly because: string };

async function runAgain(request: ExplainRequest, { subjects, foreign }: LoadedSubjects): Promise<Told> {
  const name = subjects.find(({ policy }) => policy.id === request.driver)?.name ?? request.driver;
  const apart = foreign.get(name);
  if (!apart) return { blocks: (await explain(request)).blocks ?? [] };
  const [reply, host] = await apart.run({ kind: 'explain', request, as: apart.id });
  apart.giveBack(host);
  if (reply.kind === 'explained') return { blocks: reply.explanation.blocks ?? [] };
  return { because: reply.kind === 'fate' ? describeFate(reply.fate) : 'could not be run again' };
}
