import type { Property, Violation } from '../../properties/property.ts';
import { singles, without } from '../../spec/features.ts';
import { isSince } from '../../spec/versions.ts';
import type { Policy } from '../driver/policy.ts';
import { runPolicy } from '../driver/run.ts';
import type { RoundScript, Scenario } from '../scenario/scenario.ts';

/** What a property says of a subject on one scenario; undefined where it holds or does not apply. */
export function violationOf(policy: Policy, property: Property, scenario: Scenario): Violation | undefined {
  if (!isSince(scenario.version, property.since)) return undefined;
  const run = runPolicy(policy, scenario);
  return property.appliesTo(run) ? property.check(run, (changed) => runPolicy(policy, changed)) : undefined;
}

/**
 * The smallest scenario near `start` that still breaks the property: no plainer setting, shorter script, smaller
 * offer or smaller ring does. Deterministic.
 */
export function minimise(policy: Policy, property: Property, start: Scenario): Scenario {
  const fails = (scenario: Scenario): boolean => violationOf(policy, property, scenario) !== undefined;
  let least = start;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const candidate of smaller(least)) {
      if (!fails(candidate)) continue;
      least = candidate;
      shrunk = true;
      break;
    }
  }
  return least;
}

// --- internal ---

function* smaller(s: Scenario): Generator<Scenario> {
  if (Object.keys(s.quirks).length > 0) yield { ...s, quirks: {} };
  for (let i = 0; i < s.rounds.length && s.rounds.length > 1; i++)
    yield { ...s, rounds: s.rounds.filter((_, j) => j !== i) };
  if (s.transport !== 'pci') yield { ...s, transport: 'pci' };
  if (!s.peek) yield { ...s, peek: true };
  if (s.format !== 'split') yield { ...s, format: 'split' };
  if (s.version !== '1.2') yield { ...s, version: '1.2' };
  if (s.resetPolls !== 0) yield { ...s, resetPolls: 0 };
  if (s.mtu !== 1500) yield { ...s, mtu: 1500 };
  if (s.maxSkbFrags !== 17) yield { ...s, maxSkbFrags: 17 };
  if (s.layout.control !== 'separate' || s.layout.pageSize !== 4096) {
    yield { ...s, layout: { pageSize: 4096, control: 'separate' } };
  }
  if (s.maxVirtqueuePairs > 1) {
    const [first = 0, second = 0] = s.rounds[0]?.sizes ?? [];
    yield {
      ...s,
      maxVirtqueuePairs: 1,
      rounds: s.rounds.map((round) => ({
        ...round,
        sizes: [round.sizes[0] ?? first, round.sizes[1] ?? second, round.sizes.at(-1) ?? 0],
      })),
    };
  }
  for (let i = 0; i < s.rounds.length; i++) {
    const round = s.rounds[i];
    if (!round) continue;
    const changed = (change: Partial<RoundScript>): Scenario => ({
      ...s,
      rounds: s.rounds.map((r, j) => (j === i ? { ...r, ...change } : r)),
    });
    if (round.acceptance.kind !== 'accepts') yield changed({ acceptance: { kind: 'accepts' } });
    for (const feature of singles(round.offer)) yield changed({ offer: without(round.offer, feature) });
    const top = Math.max(...round.sizes);
    for (let size = 0; size < top; size++)
      yield changed({ sizes: round.sizes.map((old) => Math.min(old, size)) });
    for (let q = 0; q < round.sizes.length; q++) {
      const old = round.sizes[q] ?? 0;
      for (let size = 0; size < old; size++)
        yield changed({ sizes: round.sizes.map((r, j) => (j === q ? size : r)) });
    }
  }
}
