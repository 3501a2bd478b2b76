import { type SpecVersion, specVersions } from '../../spec/versions.ts';
import type { Judgement, PropertyResult, SubjectResult, Verdict } from '../judge/result.ts';
import { type Block, type Cell, cell, type Tone } from './blocks.ts';
import { sources } from './citation.ts';

/** A judgement under each of some versions of the standard: the verdict on each subject, and each property whose verdict hangs on the version, with its clauses. */
export function versionsReport(judgements: ReadonlyMap<SpecVersion, Judgement>): Block[] {
  const versions = specVersions.filter((version) => judgements.has(version));
  const [first] = judgements.values();
  if (!first) return [];
  return [
    { kind: 'title', text: `${first.suite}, seed ${first.seed}, under VIRTIO ${versions.join(', ')}` },
    ...first.subjects.flatMap(({ id }) => {
      const under = versions.flatMap((version): Under[] => {
        const subject = judgements.get(version)?.subjects.find((one) => one.id === id);
        return subject ? [{ version, subject }] : [];
      });
      return subjectBlocks(id, under);
    }),
  ];
}

// --- internal ---

interface Under {
  readonly version: SpecVersion;
  readonly subject: SubjectResult;
}

function subjectBlocks(id: string, under: readonly Under[]): Block[] {
  const ids = [...new Set(under.flatMap(({ subject }) => subject.properties.map((property) => property.id)))];
  const results = ids.map((property) => ({
    property,
    own: under.map(({ subject }) => subject.properties.find((one) => one.id === property)),
  }));
  const hanging = results.filter(({ own }) => {
    const known = own.filter(
      (one) => one !== undefined && one.level !== 'should' && one.verdict !== 'unknown',
    );
    return new Set(known.map((one) => one?.verdict)).size > 1;
  });
  const clauses = hanging.flatMap(({ property, own }) => {
    const at = own.findIndex((one) => one?.counterexample);
    const broken = own[at]?.counterexample;
    return broken ? [`${property}: ${sources(broken.clauses, broken.scenario.version)}.`] : [];
  });
  return [
    {
      kind: 'table',
      head: [id, ...under.map(({ version }) => version)],
      rows: [
        [cell('verdict'), ...under.map(({ subject }) => verdictCell(subject.verdict))],
        ...hanging.map(({ property, own }) => [cell(property), ...own.map(resultCell)]),
      ],
    },
    {
      kind: 'paragraph',
      text: hanging.length
        ? 'Properties not shown have one verdict under all of these under which they are known.'
        : 'Every property has one verdict under all of these under which it is known.',
    },
    ...(clauses.length ? [{ kind: 'list', items: clauses } as const] : []),
  ];
}

const tones: Readonly<Record<Verdict, Tone>> = { holds: 'good', violated: 'bad', unknown: 'unsure' };

const verdictCell = (verdict: Verdict): Cell => cell(verdict, tones[verdict]);

/** A property that came with a later version is not judged. */
const resultCell = (result: PropertyResult | undefined): Cell =>
  result ? verdictCell(result.verdict) : cell('–');
