import { match } from 'ts-pattern';
import { deviceTypeRules } from '../../spec/device-types.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import { printStatus } from '../../spec/status.ts';
import type { OtherRun } from '../judge/result.ts';
import type { Other } from '../run/property.ts';
import { ifObserved } from '../run/queues.ts';
import type { Run } from '../run/run.ts';
import { type ScenarioJson, scenarioToJson } from '../scenario/json.ts';
import type { Field } from './blocks.ts';
import { eventPhrase } from './event-line.ts';
import { scenarioLine, scriptPhrase } from './scenario-line.ts';
import { roundTexts } from './story-rounds.ts';
import { counted } from './wrap.ts';

/** How a run ended, and what it cost. */
export const endPhrase = ({ outcome, said, device, accesses, negotiations }: Run): string => {
  const cost = `${counted(accesses, 'register access', 'register accesses')}, ${counted(negotiations.length, 'negotiation')}`;
  const seen = ifObserved(() => device.status);
  const status = `status ${seen === undefined ? 'unknown' : printStatus(seen)}`;
  return match(outcome)
    .with({ kind: 'live' }, () => `The driver is live: ${status}, ${cost}.`)
    .with({ kind: 'failed' }, ({ reason }) => `The probe fails: ${reason}; ${status}, ${cost}.`)
    .with({ kind: 'crashed' }, ({ reason }) => `The probe crashes: ${reason}; ${status}, ${cost}.`)
    .with(undefined, () => `${saidPhrase(said)}: ${status}, ${cost}.`)
    .exhaustive();
};

/** What the other run of a relation is on: `the same device, bound again`. */
export function otherPhrase(
  first: ScenarioJson,
  { scenario, rebound, after }: Omit<OtherRun, 'ends'>,
): string {
  if (rebound) return 'the same device, bound again';
  const met = scenarioLine(scenario);
  const what = scenarioLine(first) === met ? 'a second device like it' : met;
  return after ? `${what}, after one that ${scriptPhrase(after)}` : what;
}

/** How the other run of a relation ended, in a few words. */
export const otherEnd = ({ ends, reason }: OtherRun): string =>
  match(ends)
    .with('live', () => 'the driver is live')
    .with('failed', () => `the probe fails: ${reason}`)
    .with('crashed', () => `the probe crashes: ${reason}`)
    .exhaustive();

/** Rounds that are told of two runs that part. */
const MOST_ROUNDS = 3;

/** The other run of a relation beside the first: what it is on, the rounds in which the two part, and how each ends. */
export function besideFields(run: Run, other: Other, beside: Run): Field[] {
  const rounds = Array.from({ length: Math.max(run.rounds.length, beside.rounds.length) }, (_, i) => i);
  const parting = rounds.flatMap((index) => {
    const [here, there] = [roundTexts(run, index), roundTexts(beside, index)];
    const labels = [...new Set([...(here?.keys() ?? []), ...(there?.keys() ?? [])])];
    const differing = labels.filter((label) => here?.get(label) !== there?.get(label));
    return differing.length ? [{ index, differing, here, there }] : [];
  });
  return [
    { label: 'The other run', text: `${otherPhrase(scenarioToJson(run.scenario), asJson(other))}.` },
    ...partingField(run, beside),
    ...parting.slice(0, MOST_ROUNDS).flatMap(({ index, differing, here, there }) =>
      (
        [
          ['here', here],
          ['there', there],
        ] as const
      ).map(([where, texts]) => ({
        label: `Round ${index + 1} ${where}`,
        text: texts ? told(differing, texts) : 'there is none.',
      })),
    ),
    { label: 'Ends here', text: endWithFeatures(run) },
    { label: 'Ends there', text: endWithFeatures(beside) },
  ];
}

// --- internal ---

const saidPhrase = (said: Run['said']): string => {
  if (said === undefined) return 'The recording ends';
  if (typeof said === 'object') return `The driver is lost, as ${said.lost}`;
  return `The driver says "${said}"`;
};

/** The first event that is not the same in both. */
function partingField(run: Run, beside: Run): Field[] {
  const most = Math.min(run.trace.length, beside.trace.length);
  for (let at = 0; at < most; at++) {
    const [here, there] = [eventPhrase(run, at), eventPhrase(beside, at)];
    if (here !== there)
      return [{ label: 'They part', text: `at event ${at}: here the driver ${here}, there it ${there}.` }];
  }
  return [];
}

const asJson = ({ scenario, rebound, after }: Other): Omit<OtherRun, 'ends'> => ({
  scenario: scenarioToJson(scenario),
  ...(rebound ? { rebound } : {}),
  ...(after ? { after: scenarioToJson(after) } : {}),
});

const told = (labels: readonly string[], texts: ReadonlyMap<string, string>): string =>
  labels
    .map((label) => `${label}: ${(texts.get(label) ?? 'nothing').replace(/\.$/, '')}`)
    .join('; ')
    .concat('.');

const endWithFeatures = (run: Run): string => {
  const { names } = deviceTypeRules[run.scenario.type];
  return run.plan ? `${endPhrase(run)} In use: ${printFeatures(run.inUse, names)}.` : endPhrase(run);
};
