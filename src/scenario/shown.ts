/** Characters of a value that an error shows. */
const SHOWN = 60;

/** A value as an error shows it: JSON, cut short. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = jsonOf(typeof value === 'string' ? value.slice(0, SHOWN) : value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

// --- internal ---

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? `a ${typeof value}`;
  } catch {
    // Nested a hundred thousand deep, or no JSON at all.
    return 'what cannot be shown';
  }
}
