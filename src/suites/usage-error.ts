/** Bad input by the user: the message names the option, file or field, what was found and what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
