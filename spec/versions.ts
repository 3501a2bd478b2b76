/**
 * The published versions of the standard, in order. Rules that differ by version take one of these as an argument.
 */
export const specVersions = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;

export type SpecVersion = (typeof specVersions)[number];

/** Whether `version` is `since` or later. */
export const isSince = (version: SpecVersion, since: SpecVersion): boolean =>
  specVersions.indexOf(version) >= specVersions.indexOf(since);
