export type Side = 'driver' | 'device' | 'both';

/** The strongest keyword of the clause, SHALL as MUST; `describes` is text without a normative keyword. */
export type ClauseLevel = 'must' | 'should' | 'may' | 'describes';

/**
 * How a clause can be checked: as a pure function of bits, sizes and configuration (`model`), on a recorded
 * sequence of register accesses and ring operations (`trace`), by probing a device through its registers
 * (`device`), or only by reading code (`review`).
 */
export type Testable = 'model' | 'trace' | 'device' | 'review';

export interface Clause {
  /** `${label} #${ordinal}` */
  readonly id: string;
  /** The LaTeX label in the source of the standard; `(no label) <heading>` where the heading has none. */
  readonly label: string;
  /** Position among the clauses that share the label, from 1. */
  readonly ordinal: number;
  readonly scope: string;
  /** Section numbers by version; a clause without `v1_3` is new in version 1.4. */
  readonly section: { readonly v1_3?: string; readonly v1_4?: string; readonly title: string };
  readonly side: Side;
  readonly level: ClauseLevel;
  /** The keyword or keywords, as in `MUST NOT` or `SHOULD / MUST`; `none` for descriptive text. */
  readonly keyword: string;
  readonly testable: readonly Testable[];
  /** One-line paraphrase, not the wording of the standard. */
  readonly rule: string;
  /** File and line in the source of version 1.4 (tag v1.4-cs01). */
  readonly source: string;
}
