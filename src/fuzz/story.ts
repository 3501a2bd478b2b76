/** What is said of a violation, but for numbers, names of features and status bits, and sets of these: two that say the same have one cause. */
export const storyOf = (because: string): string =>
  because
    .replaceAll(/\{[^}]*\}/g, '{}')
    .replaceAll(/0x[0-9a-f]+|\d+/g, '#')
    // One entry, two entries.
    .replaceAll(/# (\w+?)(?:ies|y|s)\b/g, '# $1')
    .replaceAll(/\b[A-Z][A-Z_#|]+\b/g, '@');
