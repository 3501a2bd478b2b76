import { NONE, sizeOf } from '../../spec/features.ts';
import { type BareDevice, type Fault, judgeDevice, type Model, ourModel } from './judge-device.ts';
import type { Slice } from './slices.ts';

/** What a walk over some devices of a slice found. */
export interface Walked {
  readonly devices: number;
  /** Runs of the policy, and of drivers that accept one set as it is. */
  readonly offers: number;
  readonly sets: number;
  /** Sizes of rings, in entries, at which the oracle's answers differ from those of the device before; of a slice that grows. */
  readonly changes: readonly number[];
  /** The smallest fault, by features offered and then by entries. */
  readonly fault: Fault | undefined;
}

export const NOTHING_WALKED: Walked = { devices: 0, offers: 0, sets: 0, changes: [], fault: undefined };

/** Judges the model by devices of a slice. `before`: the device whose answers the first one's are compared with. */
export function walk(
  slice: Slice,
  devices: Iterable<BareDevice>,
  before?: BareDevice,
  model: Model = ourModel,
): Walked {
  const judge = (device: BareDevice) => judgeDevice(device, slice.units, slice.base, model);
  let walked = NOTHING_WALKED;
  let answers = before && slice.grows ? judge(before).answers : undefined;
  for (const device of devices) {
    const judged = judge(device);
    const changed = slice.grows && answers !== undefined && answers !== judged.answers;
    answers = judged.answers;
    walked = joined(walked, {
      devices: 1,
      offers: judged.offers,
      sets: judged.sets,
      changes: changed ? device.sizes.slice(0, 1) : [],
      fault: judged.fault,
    });
  }
  return walked;
}

/** What two walks found. */
export const joined = (a: Walked, b: Walked): Walked => ({
  devices: a.devices + b.devices,
  offers: a.offers + b.offers,
  sets: a.sets + b.sets,
  changes: b.changes.length ? [...a.changes, ...b.changes] : a.changes,
  fault: smaller(a.fault, b.fault),
});

// --- internal ---

function smaller(a: Fault | undefined, b: Fault | undefined): Fault | undefined {
  if (!a || !b) return a ?? b;
  const [mine, theirs] = [weightOf(a), weightOf(b)];
  for (let i = 0; i < mine.length; i++) {
    const difference = (mine[i] ?? 0) - (theirs[i] ?? 0);
    if (difference !== 0) return difference < 0 ? a : b;
  }
  return a;
}

/** How large a fault is: features that are offered, then entries in all, then how much of the device is out of the ordinary. */
function weightOf({ scenario }: Fault): readonly number[] {
  const [script] = scenario.rounds;
  const sizes = script?.sizes ?? [];
  return [sizeOf(script?.offer ?? NONE), sizes.length, sizes.reduce((sum, size) => sum + size, 0)];
}
