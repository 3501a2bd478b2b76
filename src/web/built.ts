import * as z from 'zod';
import { netProperties } from '../../properties/net/index.ts';
import { type Clause, clauses } from '../../spec/clauses/index.ts';
import { deviceTypeNames, tableOfTypes } from '../../spec/device-types.ts';
import { judgeRecording } from '../adapters/recorded/judge-recording.ts';
import { parseRecording } from '../adapters/recorded/recording.ts';
import { typeOf } from '../driver/policy.ts';
import { policies } from '../policies/index.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import { withRules } from '../suites/rules.ts';
import { deviceTypes } from '../types/types.ts';
import { type Built, type Field, type Finding, isRecord } from './about-type.ts';

/** What is made where the page is built: of the schemas of the code, which are too large for it, and of what is published. */
export const built = (published: Published, recordings: Readonly<Record<string, string>>): Built => ({
  fields: tableOfTypes((type) => fieldsIn(z.toJSONSchema(deviceTypes[type].schema(), { io: 'input' }))),
  findings: [...findingsOf(recordings), ...findingsIn(published)],
});

/** What a story says of a clause. */
type CitedClause = Pick<Clause, 'id' | 'keyword' | 'rule'> & {
  readonly section: Omit<Clause['section'], 'title'>;
};

/** The clauses that properties rest on, with what a story says of each: all of the ledger that a page needs. */
export function citedClauses(): CitedClause[] {
  const cited = new Set(
    deviceTypeNames.flatMap((type) =>
      withRules(type, ({ properties }) => properties.flatMap((property) => property.clauses)),
    ),
  );
  return clauses
    .filter(({ id }) => cited.has(id))
    .map(({ id, keyword, rule, section: { title: _, ...section } }) => ({ id, keyword, rule, section }));
}

/** Of what is published, what is shown as a way in. */
export interface Published {
  readonly counterexamples: readonly {
    /** `POLICY/PROPERTY`, with a number where there are more of them. */
    readonly id: string;
    readonly scenario: unknown;
  }[];
}

// --- internal ---

/** What real drivers break, each rule with the first recording that shows it. */
function findingsOf(recordings: Readonly<Record<string, string>>): Finding[] {
  const found = new Map<string, Finding>();
  for (const [name, text] of Object.entries(recordings)) {
    const recording = parseRecording(text, name);
    const { subject } = recording.header;
    for (const { id, level, verdict } of judgeRecording(netProperties, recording, undefined, ['driver'])
      .properties)
      if (verdict === 'violated' && level !== 'should')
        found.set(
          `${subject} ${id}`,
          found.get(`${subject} ${id}`) ?? { driver: subject, property: id, recording: name },
        );
  }
  return [...found.values()];
}

/** The first counterexample of each policy and property that binds; of two policies that differ in how they read the proposal's table, the first's. */
function findingsIn({ counterexamples }: Published): Finding[] {
  return counterexamples.flatMap(({ id, scenario }) => {
    const [driver = '', property = '', number] = id.split('/');
    const policy = policies.find((one) => one.id === driver);
    if (!policy || number !== undefined || driver.endsWith('-own-ring')) return [];
    const type = typeOf(policy);
    const binds = withRules(type, ({ properties }) =>
      properties.some(({ id: one, level }) => one === property && level !== 'should'),
    );
    return binds ? [{ driver, property, scenario }] : [];
  });
}

/** The fields of a scenario that are simple enough for a form; those of its rounds have a form of their own. */
function fieldsIn(schema: unknown, path: readonly string[] = []): Field[] {
  const properties = isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).flatMap(([name, property]): Field[] => {
    if (!isRecord(property) || OWN_FORMS.has(name)) return [];
    const at = [...path, name];
    if (property['type'] === 'object') return fieldsIn(property, at);
    const field = fieldOf(at, property);
    return field ? [field] : [];
  });
}

/** Fields that have a form of their own, or none. */
const OWN_FORMS: ReadonlySet<string> = new Set(['type', 'rounds', 'createdSizes']);

function fieldOf(path: readonly string[], schema: Readonly<Record<string, unknown>>): Field | undefined {
  const { type, enum: values, minimum, maximum, items, default: usual, anyOf } = schema;
  const named = {
    path,
    ...(usual === undefined ? {} : { usual: usual as ScenarioJson[keyof ScenarioJson] }),
  };
  if (Array.isArray(values)) return { ...named, kind: 'choice', values: values.map(String) };
  if (type === 'boolean') return { ...named, kind: 'flag' };
  if (type === 'integer') return { ...named, kind: 'number', min: Number(minimum), max: Number(maximum) };
  if (type === 'array' && isRecord(items))
    return Array.isArray(items['enum'])
      ? { ...named, kind: 'choices', values: items['enum'].map(String) }
      : { ...named, kind: 'numbers' };
  return anyOf ? { ...named, kind: 'number-or-word' } : undefined;
}
