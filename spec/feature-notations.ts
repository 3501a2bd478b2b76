import { type FeatureNames, parseFeatures, UnknownFeatureError } from './feature-names.ts';
import { FEATURE_BITS, type FeatureSet, features } from './features.ts';

/** How a text writes a set: as one number, as sysfs shows it, or by naming each feature or bit. */
export type FeatureNotation = 'hexadecimal mask' | 'decimal mask' | 'sysfs' | 'list';

/**
 * The set that a text stands for in whatever notation people paste, and the notation: what `parseFeatures` reads; 32 or more
 * digits 0 and 1, as in `/sys/bus/virtio/devices/virtio0/features`, where the first is bit 0; or one decimal mask, which
 * a number of 128 or more can only be, as one below is the number of a bit. Throws UnknownFeatureError.
 */
export function readFeatures(
  text: string,
  names: FeatureNames,
): { readonly set: FeatureSet; readonly notation: FeatureNotation } {
  const word = text.trim();
  if (/^[01]{32,}$/.test(word)) return { set: fromSysfs(word), notation: 'sysfs' };
  if (/^0\d/.test(word) && /^\d+$/.test(word)) {
    throw new UnknownFeatureError(
      `"${word}" is neither a number nor what sysfs shows: expected no 0 in front, or at least 32 digits 0 and 1`,
    );
  }
  if (/^\d+$/.test(word) && Number(word) >= FEATURE_BITS) {
    const set = BigInt(word);
    if (set >> BigInt(FEATURE_BITS) !== 0n) throw tooWide(word);
    return { set, notation: 'decimal mask' };
  }
  const notation = /^0x[0-9a-f]+(?:u?l{0,2})$/i.test(word) ? 'hexadecimal mask' : 'list';
  return { set: parseFeatures(word, names), notation };
}

// --- internal ---

function fromSysfs(word: string): FeatureSet {
  if (word.length > FEATURE_BITS) throw tooWide(word);
  return features(...[...word].flatMap((digit, bit) => (digit === '1' ? [bit] : [])));
}

const tooWide = (word: string): UnknownFeatureError =>
  new UnknownFeatureError(`"${word}" is no feature set: expected at most ${FEATURE_BITS} bits`);
