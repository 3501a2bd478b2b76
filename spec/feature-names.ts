import { bitsOf, FEATURE_BITS, type FeatureSet, features, NONE } from './features.ts';

/** What a device type calls its feature bits: name without prefix to bit number. */
export interface FeatureNames extends ReadonlyMap<string, number> {
  /** What its names begin with, as in `VIRTIO_NET_F_`; without it, any device's prefix is taken. */
  readonly prefix?: string;
}

/** A table of names whose prefix is that of one device type: `NET` reads `VIRTIO_NET_F_MAC`, not `VIRTIO_BLK_F_MQ`. */
export const namesWithPrefix = (
  device: string,
  names: Iterable<readonly [name: string, bit: number]>,
): FeatureNames => Object.assign(new Map(names), { prefix: `VIRTIO_${device}_F_` });

/** A text that names no feature: holds what was found and what would have been understood. */
export class UnknownFeatureError extends Error {
  override readonly name = 'UnknownFeatureError';
}

/**
 * The set that a text or list of texts names, the inverse of `printFeatures`: names with or without their prefix
 * (`MRG_RXBUF`, `VIRTIO_NET_F_MRG_RXBUF`, `VIRTIO_F_VERSION_1`), bit numbers (`15`, `bit 15`, `1 << 15`) and ranges of them
 * (`bits 0-5`), hexadecimal masks (`0x8000`), in a text also several of these in any brackets, such as `{MAC, MRG_RXBUF}` or
 * `F(MAC | MRG_RXBUF)`. Throws UnknownFeatureError.
 */
export function parseFeatures(text: string | readonly string[], names: FeatureNames): FeatureSet {
  const words = typeof text === 'string' ? wordsOf(text) : text;
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

const wordsOf = (text: string): string[] =>
  text
    .replaceAll(/\b1u?l{0,2}\s*<<\s*|\w+(?=\()/gi, ' ')
    .replaceAll(/(\d)\s*(?:-|\.\.)\s*(?=\d)/g, '$1-')
    .split(/[\s,;|(){}[\]"'`]+/)
    .filter((word) => word && !/^bits?$/i.test(word));

function parseFeature(word: string, names: FeatureNames): FeatureSet {
  const [, mask] = /^(0x[0-9a-f]+)u?l{0,2}$/i.exec(word) ?? [];
  if (mask !== undefined) {
    const set = BigInt(mask);
    if (set >> BigInt(FEATURE_BITS) !== 0n) throw unknownFeature(word, names);
    return set;
  }
  const [, from, to = from] = /^(?:bits? ?)?(\d+)(?:-(\d+))?$/i.exec(word) ?? [];
  const first = from === undefined ? names.get(bareName(word, names.prefix)) : Number(from);
  const last = from === undefined ? first : Number(to);
  if (first === undefined || last === undefined || first > last || last >= FEATURE_BITS)
    throw unknownFeature(word, names);
  return features(...Array.from({ length: last - first + 1 }, (_, i) => first + i));
}

const unknownFeature = (word: string, names: FeatureNames): UnknownFeatureError =>
  new UnknownFeatureError(
    `"${word}" is no feature: expected a name such as ${[...names.keys()].slice(0, 2).join(' or ')}, ` +
      `a bit number below ${FEATURE_BITS} or a hexadecimal mask`,
  );

/** The name after its prefix: of the ring, of the standard at large, or of the device type (of any, where none is given). */
const bareName = (word: string, prefix = 'VIRTIO_[A-Z0-9]+_F_'): string =>
  word.toUpperCase().replace(new RegExp(`^(VIRTIO_F_|VIRTIO_RING_F_|${prefix})`), '');
