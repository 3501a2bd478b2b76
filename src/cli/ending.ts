import type { Block, Tone } from '../report/blocks.ts';
import { exitCodes } from './exit-codes.ts';

/** How a judgement ends: what the exit code says, in words. */
export interface Ending {
  readonly code: number;
  readonly summary: string;
  /** What it comes from, one a line. */
  readonly lines: readonly string[];
}

/** The last words of a report. */
export const endingBlocks = ({ code, summary, lines }: Ending): Block[] => [
  { kind: 'heading', text: 'Verdict' },
  { kind: 'paragraph', text: summary, tone: tones.get(code) ?? 'unsure' },
  ...(lines.length ? [{ kind: 'list', items: lines } as const] : []),
];

// --- internal ---

const tones: ReadonlyMap<number, Tone> = new Map([
  [exitCodes.conforms, 'good'],
  [exitCodes.violated, 'bad'],
]);
