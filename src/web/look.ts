import { deviceTypeNames, deviceTypeRules } from '../../spec/device-types.ts';
import { namesOf } from '../../spec/feature-names.ts';
import type { FeatureSet } from '../../spec/features.ts';
import type { Policy } from '../driver/policy.ts';
import { typeOf } from '../driver/policy.ts';
import { againOn } from '../judge/again.ts';
import type { Block } from '../report/blocks.ts';
import { type Column, columnOf } from '../report/columns.ts';
import { commandLine } from '../report/command.ts';
import { endingOn, inASentence } from '../report/in-a-sentence.ts';
import { mermaid } from '../report/mermaid.ts';
import { type Moment, momentsAfter } from '../report/moments.ts';
import { accessesOf, type Sequence } from '../report/sequence.ts';
import { type Fate, fateOf, meanings, overSizes } from '../report/size-map.ts';
import { forMail, renderText } from '../report/text.ts';
import { toldRun } from '../report/told-run.ts';
import type { Run } from '../run/run.ts';
import { type ScenarioJson, scenarioToJson } from '../scenario/json.ts';
import { withRings } from '../scenario/queues.ts';
import { type Scenario, withSizes } from '../scenario/scenario.ts';
import { explainCommand } from '../suites/replay.ts';
import { withRules } from '../suites/rules.ts';
import { Trace } from '../trace/trace.ts';
import { type Message, ownOf } from '../types/device-type.ts';
import { deviceTypes, parseScenario } from '../types/types.ts';
import { isRecord } from './about-type.ts';
import { cutPoints } from './cut-points.ts';

/** A policy that is looked at, and what its replay command calls it. */
export interface LookedAt {
  readonly policy: Policy;
  readonly name: string;
  /** Its source, where it was edited. */
  readonly source?: string;
}

/** What is seen of one run. Plain data: it comes from a worker. */
export interface Look {
  readonly id: string;
  /** What it is called beside another one. */
  readonly called: string;
  readonly sentence: string;
  readonly fate: Fate;
  readonly verdict: 'violated' | 'holds';
  readonly sequence: Sequence;
  /** How driver and device stand after each access that the sequence tells, in their order. */
  readonly moments: readonly Moment[];
  readonly story: readonly Block[];
  readonly features: readonly FeatureLook[];
  readonly messages: readonly Message[];
  /** Names of the rings of the scenario, by slot. */
  readonly slots: readonly string[];
  /** The scenario with every field. */
  readonly scenario: ScenarioJson;
  /** To be taken away. */
  readonly mail: string;
  readonly command: string;
  readonly mermaid: string;
}

/** A feature that was offered in the last round. */
export interface FeatureLook {
  readonly name: string;
  readonly accepted: boolean;
  readonly inUse: boolean;
}

/** A policy, or two, by the sizes of two rings. Plain data: it comes from a worker. */
export interface MapLook {
  readonly down: string;
  readonly across: string;
  /** Sizes that are alike in all that was asked for, each stretch by its least and its largest. */
  readonly rows: readonly Stretch[];
  readonly columns: readonly Stretch[];
  readonly cells: readonly (readonly MapCell[])[];
  /** Row and column of the scenario itself; undefined where it lies on none, as where its pairs are not alike. */
  readonly at?: readonly [row: number, column: number];
}

export interface MapCell {
  /** The smallest rings that are meant, by slot, in each round. */
  readonly sizes: readonly (readonly number[])[];
  /** One entry a policy. */
  readonly looks: readonly CellLook[];
}

export interface Stretch {
  readonly least: number;
  readonly largest: number;
}

export interface CellLook {
  readonly fate: Fate;
  readonly sentence: string;
  /** Alike where the fate is, and the features in use are. */
  readonly key: string;
}

/** Reads a scenario for policies, with as many rings as its device has. Throws ScenarioError, and TypeError where a policy drives another device type. */
export function scenarioFor(subjects: readonly LookedAt[], json: unknown): Scenario {
  const scenario = parseScenario(fitted(json), 'scenario');
  for (const { policy } of subjects)
    if (typeOf(policy) !== scenario.type)
      throw new TypeError(
        `${policy.id} drives virtio-${typeOf(policy)}, the scenario is of virtio-${scenario.type}`,
      );
  return scenario;
}

/** Runs a policy on a scenario of its type, and tells the run; `besides` gets it as one of two columns, which takes long to tell, where asked. */
export const lookAt = (
  { policy, name, source }: LookedAt,
  met: Scenario,
  besides?: (column: Column) => void,
): Look =>
  withRules(met.type, (rules) => {
    const { deviceType, properties } = rules;
    const scenario = ownOf(deviceType, met);
    const run = deviceType.run(policy, scenario, new Trace());
    const roles = { driver: policy.id, subject: policy.id };
    const told = toldRun(properties, { run, again: againOn(deviceType, policy, scenario) }, roles, 'driver');
    const sequence = told.sequence();
    besides?.(columnOf(run, told.breaches));
    const fate = fateOf(
      rules,
      run,
      told.breaches.map(({ property }) => property),
    );
    const sentence = inASentence(policy.id, run, fate, told.breaches);
    const story = told.story();
    const json = scenarioToJson(scenario);
    const command = commandLine(explainCommand(name, json));
    return {
      id: policy.id,
      called: source === undefined ? policy.id : `${policy.id}, edited`,
      sentence,
      fate,
      verdict: told.violated ? 'violated' : 'holds',
      sequence,
      moments: momentsAfter(run, accessesOf(sequence)),
      story,
      features: featuresOf(run),
      messages: deviceType.words.messages?.(run) ?? [],
      slots: (scenario.rounds[0]?.sizes ?? []).map((_, slot) =>
        deviceType.words.queueName(slot, scenario, deviceTypeRules[scenario.type].known('1.4')),
      ),
      scenario: json,
      mail: `${renderText(story, forMail)}\nTo see it for yourself, with Node.js:\n\n  ${command}\n`,
      command,
      mermaid: mermaid(sequence),
    };
  });

/** What becomes of a scenario with rings of other sizes, by policy. Cells that say the same of every policy are joined. */
export const mapOf = (subjects: readonly LookedAt[], like: Scenario): MapLook =>
  withRules(like.type, (rules) => {
    const { deviceType } = rules;
    const { map } = deviceType.words;
    const scenario = ownOf(deviceType, like);
    const sizes = cutPoints(
      scenario,
      subjects.flatMap(({ source = '' }) => source),
    );
    const axes = { rows: map.hasRows ? sizes : [0], columns: sizes };
    const alike = scenario.rounds.map((round) => withSizes(round, map.sizes(0, 0, round.sizes)));
    const key = JSON.stringify([scenarioToJson({ ...scenario, rounds: alike }), axes]);
    const maps = subjects.map(({ policy }) => {
      const last = lastCells.get(policy);
      if (last?.key === key) return last.cells;
      const cells = overSizes(rules, policy, scenario, axes, (run, violated): CellLook => {
        const fate = fateOf(rules, run, violated);
        const ending = endingOn(run, fate);
        const sentence = `${ending}${fate.startsWith('breaks') ? `; ${meanings[fate]}` : ''}.`;
        return { fate, sentence, key: `${fate} ${run.inUse}` };
      });
      lastCells.set(policy, { key, cells });
      return cells;
    });
    const keyAt = (row: number, column: number): string =>
      maps.map((cells) => cells[row]?.[column]?.key).join('; ');
    const all = (axis: readonly number[]): number[] => axis.map((_, i) => i);
    const rows = stretches(axes.rows, (a, b) => all(sizes).every((c) => keyAt(a, c) === keyAt(b, c)));
    const columns = stretches(sizes, (a, b) => all(axes.rows).every((r) => keyAt(r, a) === keyAt(r, b)));
    const cellAt = ({ least: row }: Stretch, { least: column }: Stretch): MapCell => ({
      sizes: scenario.rounds.map((round) => map.sizes(row, column, round.sizes)),
      looks: maps.flatMap((cells) => cells[axes.rows.indexOf(row)]?.[sizes.indexOf(column)] ?? []),
    });
    const met = scenario.rounds[0]?.sizes ?? [];
    const own = [...new Set([0, ...met])];
    const [here] = own.flatMap((row) =>
      own.flatMap((column) => (map.sizes(row, column, met).join() === met.join() ? [[row, column]] : [])),
    );
    const at = here && ([indexOf(here[0], rows), indexOf(here[1], columns)] as const);
    return {
      down: map.hasRows ? map.down : '',
      across: map.across,
      rows,
      columns,
      cells: rows.map((row) => columns.map((column) => cellAt(row, column))),
      ...(at && at[1] >= 0 ? { at: [map.hasRows ? at[0] : 0, at[1]] as const } : {}),
    };
  });

// --- internal ---

/** Cells of the last map of each policy: they hang on no ring that a map varies. PERF: of two policies 0.16 s, each time that one is changed. */
const lastCells = new WeakMap<Policy, { readonly key: string; readonly cells: readonly CellLook[][] }>();

/** A scenario in JSON with as many rings as what it says of its device comes to. */
function fitted(json: unknown): unknown {
  if (!isRecord(json) || !Array.isArray(json['rounds'])) return json;
  const type = deviceTypeNames.find((name) => name === (json['type'] ?? 'net'));
  const rounds: readonly unknown[] = json['rounds'];
  if (!type || !rounds.every((round) => isRecord(round) && Array.isArray(round['sizes']))) return json;
  // Of what a parsed scenario has, the rings hang on plain numbers alone.
  const like = { quirks: {}, ...deviceTypes[type].usual, ...json } as unknown as Scenario;
  const { rounds: sized } = withRings(like, deviceTypes[type].mostQueues(like));
  return { ...json, rounds: sized };
}

function featuresOf(run: Run): FeatureLook[] {
  const { names } = deviceTypeRules[run.scenario.type];
  const { last, inUse, plan } = run;
  if (!last) return [];
  const has = (set: FeatureSet): ReadonlySet<string> => new Set(namesOf(set, names));
  const [accepted, used] = [has(last.accepted), has(plan ? inUse : 0n)];
  return namesOf(last.offered, names).map((name) => ({
    name,
    accepted: accepted.has(name),
    inUse: used.has(name),
  }));
}

/** The stretch that a size lies in; the one before it where none was asked for between two. */
const indexOf = (size: number | undefined, axis: readonly Stretch[]): number =>
  axis.findLastIndex(({ least }) => size !== undefined && least <= size);

/** Neighbours of an axis that are alike, joined; `alike` is asked by position. */
function stretches(axis: readonly number[], alike: (a: number, b: number) => boolean): Stretch[] {
  const found: { least: number; largest: number; at: number }[] = [];
  for (const [at, size] of axis.entries()) {
    const before = found.at(-1);
    if (before && alike(before.at, at)) before.largest = size;
    else found.push({ least: size, largest: size, at });
  }
  return found.map(({ least, largest }) => ({ least, largest }));
}
