import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { SubjectResult } from '../judge/result.ts';
import type { Block } from './blocks.ts';
import { everyoneBut, groupedEntry, type Knowledge, type RootViolation } from './broken.ts';
import type { PropertyText } from './property-text.ts';

/** Should-level violations that nothing else explains: a line each. */
export const warnings = (subjects: readonly SubjectResult[], properties: readonly PropertyText[]): string[] =>
  properties.flatMap((property) => {
    const own = warningsOf(subjects, property.id);
    return own.length ? [`${property.id}: ${property.title}. Broken by ${whoOf(own, subjects)}.`] : [];
  });

/** The same, each with the smallest example of all. */
export const warnedInDetail = (
  type: DeviceTypeName,
  subjects: readonly SubjectResult[],
  knowledge: Knowledge,
): Block[] =>
  knowledge.propertiesOf(type).flatMap((property) => {
    const own = warningsOf(subjects, property.id);
    const [first, ...others] = own;
    return first ? [groupedEntry(property, whoOf(own, subjects), [first, ...others], knowledge)] : [];
  });

// --- internal ---

const warningsOf = (subjects: readonly SubjectResult[], property: string): RootViolation[] =>
  subjects.flatMap((subject) => {
    const result = subject.properties.find(({ id }) => id === property);
    const isExplained = subject.properties.some(({ counterexample }) =>
      counterexample?.thereforeAlso.includes(property),
    );
    return result?.level === 'should' &&
      result.verdict === 'violated' &&
      result.counterexample &&
      !isExplained
      ? [{ subject, result, counterexample: result.counterexample, consequences: [], behind: [] }]
      : [];
  });

const whoOf = (own: readonly RootViolation[], subjects: readonly SubjectResult[]): string =>
  everyoneBut(
    own.map(({ subject }) => subject.id),
    subjects.filter(({ kind }) => kind === own[0]?.subject.kind).map(({ id }) => id),
  );
