import fc, { type Arbitrary } from 'fast-check';

/** Scenarios that are made at first, as most mutants die among them; then twice as many, and so on. */
const FEW = 64;

/** The random scenarios of one seed in order, made when they are first asked for. */
export class Draw<Scenario> {
  private readonly arbitrary: Arbitrary<Scenario>;
  private readonly seed: number;
  private readonly most: number;
  private made: readonly Scenario[] = [];

  /** At most `most` scenarios. */
  constructor(arbitrary: Arbitrary<Scenario>, seed: number, most: number) {
    this.arbitrary = arbitrary;
    this.seed = seed;
    this.most = most;
  }

  /** The scenario at a place, 0 the first; undefined beyond the last. */
  at(place: number): Scenario | undefined {
    if (place >= this.made.length && place < this.most) {
      // A shorter sample of the same seed is the beginning of a longer one.
      const numRuns = Math.min(Math.max(FEW, 2 * this.made.length), this.most);
      this.made = fc.sample(this.arbitrary, { seed: this.seed, numRuns });
    }
    return this.made[place];
  }
}
