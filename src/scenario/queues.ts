import type { RoundScript, Scenario } from './scenario.ts';

/** The same scenario with `count` rings in every round, as many as its device has queues. */
export function withRings<S extends Scenario>(scenario: S, count: number): S {
  const fitted = (sizes: readonly number[]): readonly number[] => {
    if (sizes.length === count) return sizes;
    const last = sizes[sizes.length - 1] ?? 0;
    return Array.from({ length: count }, (_, i) => (i === count - 1 ? last : (sizes[i] ?? sizes[0] ?? 0)));
  };
  const { quirks } = scenario;
  return {
    ...scenario,
    rounds: scenario.rounds.map((round: RoundScript) => ({ ...round, sizes: fitted(round.sizes) })),
    quirks: quirks.createdSizes ? { ...quirks, createdSizes: fitted(quirks.createdSizes) } : quirks,
  };
}
