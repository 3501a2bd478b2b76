import { createHash } from 'node:crypto';

/** Twelve letters and digits of a text, the same for the same one. */
export const digestOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The SHA-256 of a text in Base64, as a content security policy names it. */
export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('base64');
