/** The published versions of the standard, in order. Rules that differ by version take one of these as an argument. */
export const specVersions = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;

export type SpecVersion = (typeof specVersions)[number];

/** Since when something is known: a version, or `legacy`, where only the legacy interface knows it and no version does. */
export type Since = SpecVersion | 'legacy';

/** Whether `version` is `since` or later. Their texts sort as the versions do, `legacy` after all; a 1.10 would not. */
export const isSince = (version: SpecVersion, since: Since): boolean => version >= since;

/** A table with one entry a version, made once. */
export function byVersion<Entry>(make: (version: SpecVersion) => Entry): (version: SpecVersion) => Entry {
  const [v10, v11, v12, v13, v14] = [
    make('1.0'),
    make('1.1'),
    make('1.2'),
    make('1.3'),
    make('1.4'),
  ] as const;
  // Quicker than a look into a record, and asked several times a run.
  return (version) => {
    switch (version) {
      case '1.0':
        return v10;
      case '1.1':
        return v11;
      case '1.2':
        return v12;
      case '1.3':
        return v13;
      case '1.4':
        return v14;
    }
  };
}
