import { type FeatureSet, ofWindows, windowsOf } from './features.ts';
import type { Requirement } from './requirements.ts';

/** A set as four signed 32-bit words, the lowest first: arithmetic on them allocates nothing. */
interface Words {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/**
 * drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2 — the greatest closed subset under
 * fixed requirements, as `greatestClosedSubset` has it, for sets that come by the million.
 */
export function compileRequirements(requirements: readonly Requirement[]): (set: FeatureSet) => FeatureSet {
  const rows = requirements.map(({ feature, allOf }) => ({
    feature: wordsOf(feature),
    allOf: allOf.map(wordsOf),
  }));
  return (set) => {
    const whole = wordsOf(set);
    let { a, b, c, d } = whole;
    for (let dropped = true; dropped; ) {
      dropped = false;
      for (const { feature, allOf } of rows) {
        const absent = (feature.a & ~a) | (feature.b & ~b) | (feature.c & ~c) | (feature.d & ~d);
        if (absent !== 0) continue;
        for (const anyOf of allOf) {
          if (((anyOf.a & a) | (anyOf.b & b) | (anyOf.c & c) | (anyOf.d & d)) !== 0) continue;
          a &= ~feature.a;
          b &= ~feature.b;
          c &= ~feature.c;
          d &= ~feature.d;
          dropped = true;
          break;
        }
      }
    }
    // Stryker disable next-line ConditionalExpression: the words of the same set make it anew, only slower
    const same = a === whole.a && b === whole.b && c === whole.c && d === whole.d;
    return same ? set : ofWindows(a, b, c, d);
  };
}

// --- internal ---

function wordsOf(set: FeatureSet): Words {
  const [a = 0, b = 0, c = 0, d = 0] = windowsOf(set);
  return { a: a | 0, b: b | 0, c: c | 0, d: d | 0 };
}
