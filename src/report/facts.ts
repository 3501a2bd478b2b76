import { properties } from '../../properties/index.ts';
import type { Level } from '../../properties/property.ts';
import { clauseById } from '../../spec/clauses/index.ts';
import type { Cost, Judgement, PropertyResult, SubjectResult, Verdict } from '../judge/result.ts';

/** What a report needs beyond the judgement. */
export interface ReportOptions {
  /** What the user named each subject by (an id or a file), in the order of the subjects; ids if absent. */
  readonly names?: readonly string[];
}

/** A violated property, ready to be printed. */
export interface ViolationFacts {
  readonly property: string;
  readonly title: string;
  readonly level: Level;
  readonly rules: readonly Rule[];
  readonly message: string;
  readonly replay: string;
  readonly thereforeAlso: readonly string[];
}

/** A clause that a property rests on; no text for what the proposal itself demands. */
export interface Rule {
  readonly id: string;
  readonly text: string | undefined;
}

export const heading = ['policy', 'verdict', 'serves', 'regret', 'good path', 'small ring', 'violated'];

/** One line of the table: the cells of `heading`. */
export const cells = (subject: SubjectResult, judgement: Judgement): string[] => [
  subject.id,
  verdictShown(subject.verdict, judgement),
  `${(100 * subject.scores.serves).toFixed(1)} %`,
  String(subject.scores.regret),
  printCost(subject.scores.goodPath),
  printCost(subject.scores.smallRing),
  String(bindingViolations(subject)),
];

/** What the columns of the table count. */
export const LEGEND =
  'serves: feasible scenarios brought to DRIVER_OK; regret: features given up needlessly, mean; ' +
  'good path, small ring: register accesses/negotiations of one probe, mean; ' +
  'violated: properties at level must or policy.';

/** A judgement that was cut short proves violations only. */
export const verdictShown = (verdict: Verdict, { interrupted }: Judgement): Verdict =>
  interrupted && verdict === 'holds' ? 'unknown' : verdict;

/** How many must and policy properties a subject violates. */
export const bindingViolations = (subject: SubjectResult): number =>
  subject.properties.filter((result) => result.level !== 'should' && result.verdict === 'violated').length;

/**
 * The violations of a subject, must first. A violation that another one explains is left to its "therefore also".
 */
export function violationsOf(subject: SubjectResult, name = subject.id): ViolationFacts[] {
  const violated = subject.properties.filter((result) => result.verdict === 'violated');
  const explained = new Set(violated.flatMap((result) => result.counterexample?.thereforeAlso ?? []));
  const roots = violated.filter((result) => !explained.has(result.id));
  const order: readonly Level[] = ['must', 'policy', 'should'];
  return (roots.length > 0 ? roots : violated)
    .toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
    .map((result) => factsOf(result, subject, name));
}

/** The clauses of a property with our wording of their rules. */
export const rulesOf = (property: string): Rule[] =>
  (propertyById.get(property)?.clauses ?? []).map((id) => ({ id, text: clauseById.get(id)?.rule }));

export const titleOf = (property: string): string => propertyById.get(property)?.title ?? property;

/** What was judged, in one sentence. */
export const spaceOf = ({ space, seed, suite }: Judgement): string =>
  `${suite}: ${space.sweep.scenarios} swept scenarios (${space.sweep.description}) and ` +
  `${space.random.runs} random ones from seed ${seed} (${space.random.description}).`;

export const INTERRUPTED =
  'Interrupted: not all scenarios were judged. A violation stands; all else is unknown.';

// --- internal ---

const propertyById = new Map(properties.map((property) => [property.id, property]));

const printCost = ({ accesses, rounds }: Cost): string =>
  accesses === 0 ? '-' : `${accesses.toFixed(0)}/${rounds.toFixed(1)}`;

const factsOf = (result: PropertyResult, subject: SubjectResult, name: string): ViolationFacts => ({
  property: result.id,
  title: titleOf(result.id),
  level: result.level,
  rules: rulesOf(result.id),
  message: result.counterexample?.message ?? `${result.violations} runs break it`,
  replay: `npx virtio-conformance explain ${name} ${result.counterexample?.id ?? `${subject.id}/${result.id}`}`,
  thereforeAlso: result.counterexample?.thereforeAlso ?? [],
});
