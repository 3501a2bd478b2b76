import type { Judgement } from './result.ts';

/** Joins the judgement of virtio-blk subjects to that of virtio-net subjects, made with the same options. */
export function withBlk(net: Judgement | undefined, blk: Judgement | undefined): Judgement | undefined {
  if (!net || !blk) return net ?? blk;
  const cut = [net.cut, blk.cut].find((how) => how === 'interrupted') ?? net.cut ?? blk.cut;
  const { cut: _, ...rest } = net;
  const both = <One>(ours: readonly One[] = [], theirs: readonly One[] = []): One[] => [...ours, ...theirs];
  const against = both(net.against, blk.against);
  const baselines = both(net.baselines, blk.baselines);
  return {
    ...rest,
    space: { ...net.space, blk: blk.space },
    ...(net.health || blk.health ? { health: { ...net.health, ...blk.health } } : {}),
    ...(cut ? { cut } : {}),
    subjects: both(net.subjects, blk.subjects),
    ...(against.length ? { against } : {}),
    ...(baselines.length ? { baselines } : {}),
  };
}
