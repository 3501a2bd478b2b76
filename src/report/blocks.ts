import type { Command } from './command.ts';

/** How a text strikes the reader; shown by colour where there is colour. */
export type Tone = 'good' | 'bad' | 'unsure' | 'plain';

export interface Cell {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of an entry: `label: text`, or a command to paste. */
export type Field =
  | { readonly label: string; readonly text: string }
  | { readonly label: string; readonly command: Command };

/** One line of a story in two columns. */
export interface Row {
  readonly label: string;
  readonly left: string;
  readonly right: string;
}

/** A piece of a report, whatever form it is written in. */
export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string; readonly tone?: Tone }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** `right`: columns, by position, whose cells stand to the right. */
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
      readonly right?: readonly number[];
    }
  /** Two stories beside each other. */
  | {
      readonly kind: 'columns';
      readonly heads: readonly [string, string];
      readonly rows: readonly Row[];
    }
  | {
      readonly kind: 'entry';
      readonly title: string;
      readonly tone: Tone;
      readonly fields: readonly Field[];
    }
  /** What was found, in one paragraph, and the command that shows it. */
  | {
      readonly kind: 'finding';
      readonly title: string;
      readonly tone: Tone;
      readonly text: string;
      readonly command: Command;
    };

export const cell = (text: string, tone: Tone = 'plain'): Cell => ({ text, tone });
