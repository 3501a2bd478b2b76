import { match } from 'ts-pattern';
import { deviceTypeRules } from '../../spec/device-types.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import { isEmpty, NONE, without } from '../../spec/features.ts';
import type { Run } from '../run/run.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { deviceTypes } from '../types/types.ts';
import { type Breach, causesOf } from './breaches.ts';
import type { RootCause } from './root-causes.ts';
import { type Fate, meanings } from './size-map.ts';
import { counted } from './wrap.ts';

/** A run in one sentence: `core-flags-retry on rings of 2: live, without {GUEST_TSO6}; breaks features-fit-their-rings (policy).` */
export const inASentence = (driver: string, run: Run, fate: Fate, breaches: readonly Breach[]): string =>
  `${driver} on ${endingOn(run, fate)}; ${breaksPhrase(breaches)}.`;

/** How a run ended on its rings, in a few words: `rings of 2: live, without {GUEST_TSO6}`. */
export function endingOn(run: Run, fate: Fate): string {
  const { scenario, rounds, last, plan, inUse } = run;
  const json = scenarioToJson(scenario);
  const script = json.rounds[Math.min(rounds.length, json.rounds.length) - 1] ?? json.rounds[0];
  const rings = script ? deviceTypes[scenario.type].words.rings(script.sizes, script.offer, json) : '';
  const lost = last && plan ? without(last.offered, inUse) : NONE;
  const ending = match(run.outcome?.kind)
    .with('live', () =>
      isEmpty(lost) ? 'live' : `live, without ${printFeatures(lost, deviceTypeRules[scenario.type].names)}`,
    )
    .with('crashed', () => 'the probe crashes')
    .otherwise(() => (fate === 'fails' || fate === 'fails-needlessly' ? meanings[fate] : 'the probe fails'));
  return `${rings}: ${ending}`;
}

// --- internal ---

/** The first cause that binds, of the highest level, and how many others there are. */
function breaksPhrase(breaches: readonly Breach[]): string {
  const causes = causesOf(breaches).filter(({ root }) => root.property.level !== 'should');
  const [first, ...others] = causes.toSorted((a, b) => Number(isMust(b)) - Number(isMust(a)));
  if (!first) return 'breaks no rule';
  const { id, level } = first.root.property;
  return `breaks ${id} (${level})${others.length ? ` and ${counted(others.length, 'other rule')}` : ''}`;
}

const isMust = ({ root }: RootCause<Breach>): boolean => root.property.level === 'must';
