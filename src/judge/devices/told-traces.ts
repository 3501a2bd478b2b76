import type { FeatureSet } from '../../../spec/features.ts';
import { type Kept, ShapeStore } from '../../trace/shape.ts';
import type { Columns } from '../../trace/trace.ts';

/** What was said of traces, to be said again of every run that leaves the same events. */
export class ToldTraces<Told> {
  private readonly byHash = new Map<number, Known<Told>>();
  private readonly store = new ShapeStore();

  /** What was said of a trace at the end of which these features were in use; undefined where nothing was, or it is forgotten. */
  of(trace: Columns, inUse: FeatureSet | undefined): Told | undefined {
    if (trace.length > LONGEST) return undefined;
    const { length, heads, values } = trace;
    const shape = { length, heads, values, hash: hashOf(trace) };
    for (let known = this.byHash.get(shape.hash); known !== undefined; known = known.next)
      if (known.inUse === inUse && this.store.isSame(known.kept, shape)) return known.told;
    return undefined;
  }

  /** Remembers what is said of a trace, unless it is long: such a one seldom comes again. */
  say(trace: Columns, inUse: FeatureSet | undefined, told: Told): void {
    const { length, heads, values } = trace;
    if (length > LONGEST) return;
    if (this.store.length + length > REMEMBERED) {
      this.byHash.clear();
      this.store.clear();
    }
    const hash = hashOf(trace);
    const kept = this.store.add({ length, heads, values, hash });
    this.byHash.set(hash, { kept, inUse, told, next: this.byHash.get(hash) });
  }
}

// --- internal ---

interface Known<Told> {
  readonly kept: Kept;
  readonly inUse: FeatureSet | undefined;
  readonly told: Told;
  /** Another one of the same hash. */
  readonly next: Known<Told> | undefined;
}

/** Events of one trace that is remembered, and of all of them: all are forgotten where more come by. */
const LONGEST = 64;
const REMEMBERED = 400_000;

function hashOf({ length, heads, values }: Columns): number {
  let hash = length;
  for (let at = 0; at < length; at++)
    hash = Math.imul(hash ^ (heads[at] ?? 0) ^ ((values[at] ?? 0) | 0), MIX) ^ (hash >>> 15);
  return hash;
}

const MIX = 0x9e37_79b1;
