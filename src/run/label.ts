import type { Transport } from '../../spec/transports.ts';
import type { Run } from './run.ts';

/** What a good share of random scenarios must be like: a campaign that misses one has not looked there. */
export interface Label<S> {
  /** Words. */
  readonly id: string;
  /** What is so of the scenario, without a full stop. */
  readonly title: string;
  /** Share, 0 to 1, of the random scenarios of which it must be so. */
  readonly least: number;
  readonly of: (scenario: S) => boolean;
  /** The only transports over which it can be so; any if absent. */
  readonly over?: readonly Transport[];
  /** Whether it hangs on the sizes of rings: where these are chosen, it need not be so. */
  readonly ofSizes?: boolean;
}

/** What must happen to the reference policy sooner or later, whoever is judged: a campaign in which it never does has not tried. */
export interface Sometimes<R extends Run> {
  /** Words. */
  readonly id: string;
  /** What happens, without a full stop. */
  readonly title: string;
  readonly happens: (run: R) => boolean;
}
