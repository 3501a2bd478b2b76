import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { Verdict } from '../judge/result.ts';
import type { Level } from '../run/property.ts';
import type { Command } from './command.ts';
import type { Sequence } from './sequence.ts';

/** How a text strikes the reader; shown by colour where there is colour. */
export type Tone = 'good' | 'bad' | 'unsure' | 'plain';

export interface Cell {
  readonly text: string;
  readonly tone: Tone;
}

/** A place to read on; `href`: absolute, or of a file beside the report. */
export interface Link {
  readonly text: string;
  readonly href: string;
}

/** One line of an entry: `label: text`, with places to read on, or a command to paste. */
export type Field =
  | { readonly label: string; readonly text: string; readonly links?: readonly Link[] }
  | { readonly label: string; readonly command: Command };

/** One line of a story in two columns. */
export interface Row {
  readonly label: string;
  readonly left: string;
  readonly right: string;
}

/** What a page can be narrowed by: a piece that has them is hidden where others are asked for. */
export interface Facets {
  readonly level: Level;
  readonly type: DeviceTypeName;
  readonly verdict: Verdict;
}

/** What an entry, or a finding, has besides its own text. */
interface Extra {
  readonly facets?: Facets;
  /** Told only where there is room: by a page, not by a text. */
  readonly inside?: readonly Block[];
}

/** A piece of a report, whatever form it is written in. */
export type Block =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | {
      readonly kind: 'paragraph';
      readonly text: string;
      readonly tone?: Tone;
      readonly links?: readonly Link[];
    }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** `right`: columns, by position, whose cells stand to the right. `facets`: of each row, by position. */
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
      readonly right?: readonly number[];
      readonly facets?: readonly Facets[];
    }
  /** Two stories beside each other. */
  | {
      readonly kind: 'columns';
      readonly heads: readonly [string, string];
      readonly rows: readonly Row[];
    }
  | ({
      readonly kind: 'entry';
      readonly title: string;
      readonly tone: Tone;
      readonly fields: readonly Field[];
    } & Extra)
  /** What was found, in one paragraph, and the command that shows it. */
  | ({
      readonly kind: 'finding';
      readonly title: string;
      readonly tone: Tone;
      readonly text: string;
      readonly links?: readonly Link[];
      readonly command: Command;
    } & Extra)
  /** Pieces that stand behind a line of their own until a reader opens it. */
  | { readonly kind: 'details'; readonly summary: string; readonly blocks: readonly Block[] }
  /** A run as a picture of who accesses what. */
  | { readonly kind: 'sequence'; readonly sequence: Sequence }
  /** Verdicts by two sizes: `rows` down, `columns` across, both in entries; a cell's text is one sign of the legend. */
  | {
      readonly kind: 'map';
      readonly down: string;
      readonly across: string;
      readonly rows: readonly number[];
      readonly columns: readonly number[];
      readonly cells: readonly (readonly Cell[])[];
      readonly legend: readonly { readonly sign: Cell; readonly text: string }[];
    };

export const cell = (text: string, tone: Tone = 'plain'): Cell => ({ text, tone });
