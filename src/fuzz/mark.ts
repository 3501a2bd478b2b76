import * as z from 'zod';

export const markSchema = z.strictObject({
  /** Number of the night, one more than any that its database had seen: it orders nights where a clock has jumped. */
  night: z.int().min(1),
  /** As `2026-11-29`, by the clock of that night. */
  date: z.iso.date(),
  /** What was judged. */
  commit: z.string().min(1),
});

/** When something was seen. */
export type Mark = z.infer<typeof markSchema>;

/** Below 0 where one mark comes before the other, 0 where they are the same. */
export const compareMarks = (one: Mark, other: Mark): number =>
  one.night - other.night || compareTexts(one.date, other.date) || compareTexts(one.commit, other.commit);

/** Below 0 where one text comes before the other, whatever the language. */
export const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The earlier and the later of two marks; that which is there of one. */
export const earlier = (one: Mark, other: Mark): Mark => (compareMarks(one, other) <= 0 ? one : other);
export const later = <M extends Mark | undefined>(one: M, other: M): M =>
  one === undefined ? other : other === undefined || compareMarks(one, other) >= 0 ? one : other;
