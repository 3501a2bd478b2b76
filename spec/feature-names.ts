import { bitsOf, FEATURE_BITS, type FeatureSet, features, NONE } from './features.ts';

/** What a device type calls its feature bits: name without prefix, in ascending bit order. */
export type FeatureNames = ReadonlyMap<string, number>;

/** A text that names no feature: holds what was found and what would have been understood. */
export class UnknownFeatureError extends Error {
  override readonly name = 'UnknownFeatureError';
}

/**
 * The set that a text or list of texts names: names with or without their prefix (`MRG_RXBUF`,
 * `VIRTIO_NET_F_MRG_RXBUF`), bit numbers (`15`, `bit 15`), or one hexadecimal mask (`0x8000`).
 * Throws UnknownFeatureError.
 */
export function parseFeatures(text: string | readonly string[], names: FeatureNames): FeatureSet {
  const words =
    typeof text === 'string' ? text.split(/[\s,|]+/).filter((word) => word && word !== 'bit') : text;
  return words.reduce((set, word) => set | parseFeature(word.trim(), names), NONE);
}

/** The features of a set by name, ascending; a bit without a name prints as `bit N`. */
export function namesOf(set: FeatureSet, names: FeatureNames): string[] {
  const byBit = new Map([...names].map(([name, bit]) => [bit, name]));
  return bitsOf(set).map((bit) => byBit.get(bit) ?? `bit ${bit}`);
}

/** A set as text: `{MAC, MRG_RXBUF}`. */
export const printFeatures = (set: FeatureSet, names: FeatureNames): string =>
  `{${namesOf(set, names).join(', ')}}`;

export const toHex = (set: FeatureSet): string => `0x${set.toString(16)}`;

// --- internal ---

function parseFeature(word: string, names: FeatureNames): FeatureSet {
  if (/^0x[0-9a-f]+$/i.test(word)) {
    const set = BigInt(word);
    if (set >> BigInt(FEATURE_BITS) === 0n) return set;
  } else {
    const numbered = /^(?:bit ?)?(\d+)$/i.exec(word)?.[1];
    const bit = numbered === undefined ? names.get(bareName(word)) : Number(numbered);
    if (bit !== undefined && bit < FEATURE_BITS) return features(bit);
  }
  throw new UnknownFeatureError(
    `"${word}" is no feature: expected a name such as ${[...names.keys()].slice(0, 2).join(' or ')}, ` +
      `a bit number below ${FEATURE_BITS} or a hexadecimal mask`,
  );
}

const bareName = (word: string): string => word.toUpperCase().replace(/^VIRTIO_(?:[A-Z0-9]+_)?F_/, '');
