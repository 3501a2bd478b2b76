import { linksOf } from './links.ts';
import type { TestPoint } from './test-points.ts';

/** What SARIF has to know besides the tests. */
export interface SarifFacts {
  /** Name and version of the suite, and the exit code of the judgement. */
  readonly suite: string;
  readonly exitCode: number;
  /** The file of a subject as a URI reference, from the root of the repository; undefined: it has none. */
  readonly uriOf: (subject: string) => string | undefined;
}

/** Verdicts that do not hold as a SARIF 2.1.0 log: violated is an error, or a warning where it is only recommended; unknown is open. */
export function sarif(points: readonly TestPoint[], { suite, exitCode, uriOf }: SarifFacts): object {
  const told = points.filter(({ outcome }) => outcome !== 'passes' && outcome !== 'skipped');
  const rules = [...new Map(told.map((point) => [point.id, point])).values()];
  const [, name = suite, version = '0'] = /^(\S+) (\S+)$/.exec(suite) ?? [];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name,
            version,
            rules: rules.map(({ id, title, level, result }) => ({
              id,
              shortDescription: { text: `${title}.` },
              defaultConfiguration: { level: level === 'should' ? 'warning' : 'error' },
              properties: { level },
              ...helpUri(result?.counterexample?.clauses ?? []),
            })),
          },
        },
        invocations: [{ executionSuccessful: true, exitCode }],
        results: told.map(({ subject, id, outcome, level, lines }) => ({
          ruleId: id,
          ruleIndex: rules.findIndex((rule) => rule.id === id),
          kind: outcome === 'unknown' ? 'open' : 'fail',
          level: outcome === 'unknown' ? 'none' : level === 'should' ? 'warning' : 'error',
          message: { text: [`${subject}:`, ...lines].join(' ') },
          ...locationsOf(uriOf(subject)),
          partialFingerprints: { 'subjectAndProperty/v1': `${subject}/${id}` },
        })),
      },
    ],
  };
}

// --- internal ---

function helpUri(clauses: readonly string[]): { readonly helpUri?: string } {
  const [link] = linksOf(clauses);
  return link ? { helpUri: link.href } : {};
}

const locationsOf = (uri: string | undefined): object =>
  uri === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: { uri } } }] };
