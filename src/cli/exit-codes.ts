/** How a command ends. */
export const exitCodes = { conforms: 0, violated: 1, unknown: 2, usage: 64, internal: 70 } as const;

/** Bad input by the user: the message names the option, file or field, what was found and what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
