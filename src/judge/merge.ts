import type { Judgement } from './result.ts';

/** The judgements of subjects of several device types, made with the same options, as one; undefined where there are none. */
export const merged = (judgements: readonly Judgement[]): Judgement | undefined =>
  judgements.length ? judgements.reduce(join) : undefined;

// --- internal ---

function join(one: Judgement, other: Judgement): Judgement {
  const cut = [one.cut, other.cut].find((how) => how === 'interrupted') ?? one.cut ?? other.cut;
  const { cut: _, ...rest } = one;
  const both = <Each>(ours: readonly Each[] = [], theirs: readonly Each[] = []): Each[] => [
    ...ours,
    ...theirs,
  ];
  const against = both(one.against, other.against);
  const baselines = both(one.baselines, other.baselines);
  return {
    ...rest,
    space: { ...one.space, ...other.space },
    ...(one.health || other.health ? { health: { ...one.health, ...other.health } } : {}),
    ...(cut ? { cut } : {}),
    subjects: both(one.subjects, other.subjects),
    ...(against.length ? { against } : {}),
    ...(baselines.length ? { baselines } : {}),
  };
}
