import type { Block } from '../report/blocks.ts';
import type { Sequence } from '../report/sequence.ts';

/** What was found in drivers and devices that are alike, and published. */
export interface FoundIn {
  /** Whose they are, in words. */
  readonly of: string;
  readonly findings: readonly Finding[];
}

/** What somebody's driver or device breaks, in one sentence, and what shows it. */
export type Finding = { readonly property: string; readonly says: string } & (
  | { readonly kind: 'scenario'; readonly driver: string; readonly scenario: unknown }
  /** Of a real driver: a recording of the kit. */
  | { readonly kind: 'recording'; readonly recording: string }
  /** Of a real device: what a driver does and finds, and what the report says of it under a heading. */
  | {
      readonly kind: 'device';
      readonly title: string;
      readonly sequence: Sequence;
      readonly story: readonly Block[];
    }
);

declare global {
  /** Set by the script that brings them. */
  var virtioFindings: readonly FoundIn[] | undefined;
}
