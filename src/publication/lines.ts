/** Characters up to which a list or an object stands on one line. */
const SHORT = 400;

/** JSON for people and for `git diff`: a list or an object on a line of its own where it is short, else its parts. */
export function inLines(value: unknown, indent = ''): string {
  const text = JSON.stringify(value);
  if (text.length <= SHORT || typeof value !== 'object' || value === null) return text;
  const inner = `${indent} `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((one) => inLines(one, inner))
    : Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .map(([name, one]) => `${JSON.stringify(name)}: ${inLines(one, inner)}`);
  const body = `\n${inner}${parts.join(`,\n${inner}`)}\n${indent}`;
  return isList ? `[${body}]` : `{${body}}`;
}
