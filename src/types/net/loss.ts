import { type FeatureSet, isSubset, NONE, without } from '../../../spec/features.ts';
import { tellsRingSizes } from '../../run/conforms.ts';
import { scriptIn } from '../../run/offers.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import { knownRequirements } from './linux-features.ts';
import { conformsInTime, oracleFor, unfitIn } from './oracle.ts';
import type { NetRun } from './run.ts';
import type { NetScenario } from './scenario.ts';

/** Whether every driver can be asked to serve a device that does not refuse: it has no fault, is reset in time, and tells sizes that rings can have. */
export const isServable = (scenario: NetScenario): boolean =>
  tellsRingSizes(scenario) && conformsInTime(scenario);

/** The script of the round in which a run ended, on such a device; undefined where it cannot be told. */
export function lastScript({ last, rounds, scenario }: NetRun): RoundScript | undefined {
  return last && isServable(scenario) ? scriptIn(last, rounds, scenario) : undefined;
}

/** The largest safe set that the device takes by a script; undefined: none can go live. */
export const bestBy = ({ scenario, supports }: NetRun, script: RoundScript): FeatureSet | undefined =>
  oracleFor(scenario, supports).best[scenario.rounds.indexOf(script)];

/**
 * What a live driver gave up in the negotiation that counts though it fits, the device takes it, and no earlier round gave a
 * reason: what did not fit the rings of one stays given up, and a refusal leaves a driver to guess. Undefined where
 * the rounds cannot be told.
 */
export function needlesslyLost(run: NetRun): FeatureSet | undefined {
  const { rounds, last, scenario, final } = run;
  const script = lastScript(run);
  if (script === undefined) return undefined;
  if (script.acceptance.kind !== 'accepts' || rounds.some(({ refused }) => refused)) return undefined;
  let allowed = bestBy(run, script) ?? NONE;
  const accepted = final !== undefined && final.round === last ? final.answer.accepted : NONE;
  // Most give up nothing.
  if (isSubset(allowed, accepted)) return NONE;
  for (const { round } of run.negotiations) {
    const shown = scriptIn(round, rounds, scenario);
    if (shown === undefined) return undefined;
    if (shown === script) continue;
    const best = bestBy(run, shown) ?? NONE;
    allowed = without(allowed, without(round.offered, best) | unfitIn(allowed, scenario, shown));
  }
  return without(knownRequirements.greatestClosedSubset(allowed), accepted);
}
