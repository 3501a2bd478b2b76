import * as z from 'zod';
import { netProperties } from '../../properties/net/index.ts';
import { type Clause, clauses } from '../../spec/clauses/index.ts';
import { deviceTypeNames, tableOfTypes } from '../../spec/device-types.ts';
import { judgeRecording } from '../adapters/recorded/judge-recording.ts';
import { parseRecording } from '../adapters/recorded/recording.ts';
import { typeOf } from '../driver/policy.ts';
import { policies } from '../policies/index.ts';
import type { Step } from '../report/sequence.ts';
import { statusLetters } from '../report/sequence-svg.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import { withRules } from '../suites/rules.ts';
import { deviceTypes } from '../types/types.ts';
import { type Built, type Field, isRecord } from './about-type.ts';
import type { Finding, FoundIn } from './findings.ts';

/** What is made where the page is built, of the schemas of the code, which are too large for it. */
export const built = (): Built => ({
  fields: tableOfTypes((type) => fieldsIn(z.toJSONSchema(deviceTypes[type].schema(), { io: 'input' }))),
});

/** What is published, as a way in: of real drivers, of real devices (`devices`: the page of them), and of policies. */
export const findings = (
  published: Published,
  recordings: Readonly<Record<string, string>>,
  devices: string,
): FoundIn[] => [
  ...findingsOf(recordings),
  { of: 'Real devices', findings: deviceFindings(devices) },
  ...findingsIn(published),
];

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
    readonly because: string;
    readonly scenario: unknown;
  }[];
}

// --- internal ---

/** What real drivers break, each rule with the first recording that shows it. */
function findingsOf(recordings: Readonly<Record<string, string>>): FoundIn[] {
  const found = new Map<string, Map<string, Finding>>();
  for (const [name, text] of Object.entries(recordings)) {
    const recording = parseRecording(text, name);
    const own = entryOf(found, recording.header.subject, () => new Map<string, Finding>());
    for (const { id, level, because } of judgeRecording(netProperties, recording, undefined, ['driver'])
      .properties)
      if (because !== undefined && level !== 'should')
        entryOf(
          own,
          id,
          (): Finding => ({ kind: 'recording', property: id, says: because, recording: name }),
        );
  }
  return [...found].map(([of, own]) => ({ of, findings: [...own.values()] }));
}

/** The first counterexample of each policy and property that binds; of two policies that differ in how they read the proposal's table, the first's. */
function findingsIn({ counterexamples }: Published): FoundIn[] {
  const found = new Map<string, Finding[]>();
  for (const { id, because, scenario } of counterexamples) {
    const [driver = '', property = '', number] = id.split('/');
    const policy = policies.find((one) => one.id === driver);
    if (!policy || number !== undefined || driver.endsWith('-own-ring')) continue;
    const binds = withRules(typeOf(policy), ({ properties }) =>
      properties.some(({ id: one, level }) => one === property && level !== 'should'),
    );
    if (binds)
      entryOf(found, driver, () => []).push({ kind: 'scenario', property, says: because, driver, scenario });
  }
  return [...found].map(([of, own]) => ({ of, findings: own }));
}

/** What stands of a map under a key; what is made for it where there is nothing yet. */
function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

/** What the page of real devices says of a rule that is broken. */
const TOLD = ['Expected', 'Rule', 'Open', 'Reading'];

/** What the page of real devices says of each thing that was found. Throws Error where it is written in another way. */
export function deviceFindings(page: string): Finding[] {
  const found = page.split(/^### /m).slice(1).map(deviceFinding);
  if (found.length === 0) throw new Error('devices.md: found no finding, expected one at least');
  return found;
}

function deviceFinding(paragraph: string): Finding {
  const [title = ''] = paragraph.split('\n');
  const [property = ''] = title.split(' ');
  const lines = [...paragraph.matchAll(/^- \*\*([\w ]+):\*\* (?:\d+: )?(.*)$/gm)].map(
    ([line, label = '', text = '']) => ({ label, text: text.replaceAll(/\\(\W)/g, '$1'), line }),
  );
  const said = (label: string): string => lines.find((one) => one.label === label)?.text ?? '';
  const steps = lines.flatMap(({ label, text, line }): Step[] => {
    const [, place] = /^- \*\*(?:Driver|Seen):\*\* (\d+): /.exec(line) ?? [];
    if (place === undefined) return [];
    const at = Number(place);
    const from = /^(reads|finds|receives)/.test(text) ? 'device' : 'driver';
    const [, names] = /the status ([A-Z_|]+)\.$/.exec(text) ?? [];
    const status = statusLetters.reduce(
      (all, [bit, , name]) => (names?.split('|').includes(name) ? all | bit : all),
      0,
    );
    const broken = label === 'Seen' ? [property] : [];
    return [
      { kind: 'access', from, alone: false, first: at, last: at, text, broken, ...(names && { status }) },
    ];
  });
  const says = said('Seen');
  const isLast = !steps.some((step) => step.kind === 'access' && step.text === says);
  if (!says || !said('Seen in'))
    throw new Error(`devices.md: ${title}: expected what is seen, and in which devices`);
  const [device = ''] = said('Seen in').split(/;|\.$/);
  const [command = ''] = /npx .*/.exec(paragraph) ?? [];
  return {
    kind: 'device',
    property,
    says: `${device}: ${says}`,
    title,
    sequence: {
      driver: said('Found by').replace(/\.$/, ''),
      device,
      bands: [{ title: 'What shows it', steps }],
      end: isLast ? says : '',
      broken: isLast ? [property] : [],
    },
    story: [
      { kind: 'heading', text: title },
      { kind: 'paragraph', text: says, tone: 'bad' },
      { kind: 'paragraph', text: `Seen in ${said('Seen in')}` },
      {
        kind: 'list',
        items: lines
          .filter(({ label }) => TOLD.includes(label))
          .map(({ label, text }) => `${label}: ${text}`),
      },
      ...(said('Matters') ? [{ kind: 'paragraph', text: said('Matters') } as const] : []),
      { kind: 'list', items: [command] },
    ],
  };
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
