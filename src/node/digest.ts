import { createHash } from 'node:crypto';

/** Twelve letters and digits of a text, the same for the same one. */
export const digestOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12);
