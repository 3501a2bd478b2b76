import type { Reached, Reaching } from '../judge/cells.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Chance } from './chance.ts';

/** What is added: runs by cell, and what reached something first. */
export interface ReachedNow extends Pick<Reached, 'counts'> {
  readonly first: readonly Reaching[];
}

/** What a night knows of cells: how often each was reached, and scenarios that reached what nothing else had. */
export class Memory {
  /** By cell, 1 where it was reached. */
  readonly known: Uint8Array;
  private readonly counts: Float64Array;
  private kept: Reaching[] = [];

  /** `cells`: how many there are. */
  constructor(cells: number) {
    this.known = new Uint8Array(cells);
    this.counts = new Float64Array(cells);
  }

  /** How many cells were reached. */
  get reached(): number {
    return this.known.reduce((sum, known) => sum + known, 0);
  }

  get scenarios(): readonly Scenario[] {
    return this.kept.map(({ scenario }) => scenario);
  }

  /** Adds what a chunk reached; gives those of its scenarios that reached something new. */
  add({ counts, first }: ReachedNow): readonly Scenario[] {
    for (let cell = 0; cell < counts.length; cell++) {
      this.counts[cell] = (this.counts[cell] ?? 0) + (counts[cell] ?? 0);
    }
    // Chunks that were done at the same time may have reached the same.
    const fresh = first.filter((reaching) => this.keep(reaching));
    return fresh.map(({ scenario }) => scenario);
  }

  /** Draws parents, each by the sum over its cells of how seldom they were reached: 1 over how often. */
  parents(many: number, chance: Chance): readonly Scenario[] {
    let total = 0;
    const sums = this.kept.map(({ cells }) => {
      for (const cell of cells) total += 1 / Math.max(1, this.counts[cell] ?? 0);
      return total;
    });
    return Array.from({ length: this.kept.length ? many : 0 }, () => {
      const drawn = (total * chance(FINE)) / FINE;
      const place = sums.findIndex((sum) => sum > drawn);
      return this.kept.at(place)?.scenario;
    }).filter((scenario) => scenario !== undefined);
  }

  /** Forgets every scenario without which the others reach as many cells: those that reach much and are small stay. */
  prune(sizeOf: (scenario: Scenario) => number): void {
    const sizes = new Map(this.kept.map(({ scenario }) => [scenario, sizeOf(scenario)]));
    const bySize = this.kept.toSorted(
      (a, b) =>
        (sizes.get(b.scenario) ?? 0) - (sizes.get(a.scenario) ?? 0) || a.cells.length - b.cells.length,
    );
    const reachedBy = new Uint32Array(this.known.length);
    for (const { cells } of bySize) for (const cell of cells) reachedBy[cell] = (reachedBy[cell] ?? 0) + 1;
    const needless = new Set<Reaching>();
    // The largest go first.
    for (const one of bySize) {
      if (one.cells.some((cell) => reachedBy[cell] === 1)) continue;
      needless.add(one);
      for (const cell of one.cells) reachedBy[cell] = (reachedBy[cell] ?? 0) - 1;
    }
    this.kept = this.kept.filter((one) => !needless.has(one));
  }

  // --- internal ---

  private keep(reaching: Reaching): boolean {
    let isNew = false;
    for (const cell of reaching.cells) {
      isNew ||= this.known[cell] === 0;
      this.known[cell] = 1;
    }
    if (isNew) this.kept.push(reaching);
    return isNew;
  }
}

/** How finely parents are weighed. */
const FINE = 0x7fff_ffff;
