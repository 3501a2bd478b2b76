/** The published versions of the standard, in order. Rules that differ by version take one of these as an argument. */
export const specVersions = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;

export type SpecVersion = (typeof specVersions)[number];

/** Since when something is known: a version, or `legacy`, where only the legacy interface knows it and no version does. */
export type Since = SpecVersion | 'legacy';

/** Whether `version` is `since` or later. Their texts sort as the versions do, `legacy` after all; a 1.10 would not. */
export const isSince = (version: SpecVersion, since: Since): boolean => version >= since;

/** A table with one entry a version, made once. */
export function byVersion<Entry>(make: (version: SpecVersion) => Entry): (version: SpecVersion) => Entry {
  const table: Readonly<Record<SpecVersion, Entry>> = {
    '1.0': make('1.0'),
    '1.1': make('1.1'),
    '1.2': make('1.2'),
    '1.3': make('1.3'),
    '1.4': make('1.4'),
  };
  return (version) => table[version];
}
