import { storyOf } from '../judge/causes.ts';
import type { Level } from '../run/property.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Database } from './database.ts';
import {
  type Digest,
  type Finding,
  findingName,
  observed,
  scenarioOf,
  scenarioText,
  stateOf,
  subjectKey,
} from './finding.ts';
import type { Mark } from './mark.ts';
import type { ReportedFinding, ShardReport, State } from './report.ts';
import type { Found, Judged, Met } from './search.ts';

/** One look at a finding. */
export interface Sighting {
  readonly name: string;
  /** As it is where the database does not know it. */
  readonly finding: Finding;
  readonly subject: string;
  readonly how: 'seen' | 'gone' | 'flaky';
}

/** What a night hunts in: one device type, whatever it is. */
export interface Ground {
  readonly type: string;
  readonly subjects: readonly Judged[];
  readonly drawn: number;
  readonly unfinished: readonly string[];
  readonly memory: { readonly reached: number; readonly scenarios: readonly Scenario[] };
  readonly meetCorpus: (scenarios: readonly Scenario[], stopped: () => boolean) => Promise<void>;
  readonly meet: (
    subject: Judged,
    property: string,
    scenario: Scenario,
    stopped: () => boolean,
  ) => Promise<Met>;
  readonly batch: (runs: number, stopped: () => boolean) => Promise<readonly Found[]>;
  readonly rest: (stopped: () => boolean) => Promise<readonly Found[]>;
  readonly tallies: () => ShardReport['tallies'];
}

/** A fault that is planted. */
interface Canary {
  readonly id: string;
  readonly title: string;
  /** Lets it loose on one batch more; gives how many scenarios of that it lived, undefined where it did not die. */
  readonly release: (batch: number, stopped: () => boolean) => Promise<number | undefined>;
  /** Scenarios of a batch. */
  readonly batch: number;
}

/** What a night goes by. */
export interface NightSetup {
  readonly mark: Mark;
  /** Such as `1/3`. */
  readonly shard: string;
  /** Scenarios of each device type at the most. */
  readonly runs: number;
  /** Says when nothing more is to be drawn, and when to stop at once. */
  readonly isOver: () => boolean;
  readonly isInterrupted: () => boolean;
  readonly digest: Digest;
  readonly canary: Canary | undefined;
  /** Whether there is a subject of that id in all the suite, judged tonight or not. */
  readonly isKnown: (subject: string) => boolean;
  /** The command that shows a finding. */
  readonly replay: (finding: Finding, subject: string) => readonly string[];
  /** Stores what was seen, and scenarios of the corpus by name, at once. Throws where it cannot. */
  readonly keep: (sightings: readonly Sighting[], corpus: ReadonlyMap<string, string>) => void;
  /** Forgets scenarios of the corpus. */
  readonly forget: (corpus: readonly string[]) => void;
}

/** Batches that a canary is let loose on at the least before it is called missed. */
const CANARY_BATCHES = 4;

/** A night in the making: what is known is met again, then new scenarios are drawn until it is over. */
export class Night {
  private readonly plan: NightSetup;
  private readonly grounds: readonly Ground[];
  private readonly findings: Map<string, Finding>;
  private readonly corpus: Map<string, string>;
  private readonly reported = new Map<string, ReportedFinding>();
  private readonly unknown: string[] = [];
  private lived: number | undefined;
  private canaryBatches = 0;

  constructor(plan: NightSetup, grounds: readonly Ground[], database: Database) {
    this.plan = plan;
    this.grounds = grounds;
    this.findings = new Map(database.findings);
    this.corpus = new Map(database.corpus);
  }

  async run(corpus: readonly Scenario[]): Promise<void> {
    const { runs, isOver, isInterrupted } = this.plan;
    const stopped = (): boolean => isOver() || isInterrupted();
    for (const [name, finding] of this.findings) await this.meet(name, finding);
    for (const ground of this.grounds) await ground.meetCorpus(corpus, isInterrupted);
    for (let isDone = false; !isDone && !stopped(); ) {
      isDone = true;
      for (const ground of this.grounds) {
        const left = runs - ground.drawn;
        if (left <= 0 || stopped()) continue;
        isDone = false;
        this.take(await ground.batch(left, isInterrupted));
        this.keepCorpus();
      }
      await this.release();
    }
    while (this.canaryBatches < CANARY_BATCHES && !isInterrupted() && this.isAlive()) await this.release();
    for (const ground of this.grounds) this.take(await ground.rest(isInterrupted));
    this.keepCorpus();
    if (!isInterrupted()) this.forgetCorpus();
    else this.unknown.push('The night was interrupted.');
  }

  report(seconds: number, unknown: readonly string[]): ShardReport {
    const { canary } = this.plan;
    const byType = (figure: (ground: Ground) => number): Record<string, number> =>
      Object.fromEntries(this.grounds.map((ground) => [ground.type, figure(ground)]));
    return {
      scenarios: byType(({ drawn }) => drawn),
      seconds,
      cells: byType(({ memory }) => memory.reached),
      corpus: byType(({ memory }) => memory.scenarios.length),
      tallies: Object.assign({}, ...this.grounds.map((ground) => ground.tallies())),
      findings: [...this.reported.values()],
      // One that there was no time to find is not missed.
      canary:
        canary && (this.lived !== undefined || !this.plan.isInterrupted())
          ? { id: canary.id, title: canary.title, lived: this.lived ?? null }
          : null,
      unknown: [...unknown, ...this.unknown, ...this.grounds.flatMap(({ unfinished }) => unfinished)],
    };
  }

  // --- internal ---

  private isAlive(): boolean {
    return this.plan.canary !== undefined && this.lived === undefined;
  }

  private async release(): Promise<void> {
    const { canary, isInterrupted } = this.plan;
    if (!canary || this.lived !== undefined) return;
    const lived = await canary.release(this.canaryBatches, isInterrupted);
    if (lived !== undefined) this.lived = this.canaryBatches * canary.batch + lived;
    this.canaryBatches++;
  }

  /** Meets a finding that is known again, with every subject of tonight that it is known of. */
  private async meet(name: string, finding: Finding): Promise<void> {
    const { isInterrupted, isKnown } = this.plan;
    const scenario = scenarioOf(finding, name);
    const ground = this.grounds.find(({ type }) => type === scenario.type);
    const keys = Object.keys(finding.subjects);
    for (const [subject, sightings] of Object.entries(finding.subjects)) {
      if (isInterrupted()) return;
      const judged = ground && this.judgedOf(ground, subject);
      const before = stateOf(sightings);
      if (!judged) {
        if (isKnown(subject) || before === 'gone') continue;
        const heir = ground && (await this.heirOf(ground, keys, finding.property, scenario));
        if (!heir) {
          this.tell(name, finding, subject, 'lost');
          this.unknown.push(
            `${name}: ${subject} is no subject any more: ${finding.property} is unknown of it.`,
          );
          continue;
        }
        this.see(name, finding, heir, 'seen');
        this.see(name, finding, subject, 'gone');
        this.tell(name, finding, heir, 'known');
        continue;
      }
      const met = await ground.meet(judged, finding.property, scenario, isInterrupted);
      if (met === 'unknown') {
        this.unknown.push(`${name}: ${finding.property} was not asked of ${subject}.`);
        continue;
      }
      this.see(name, finding, subject, met);
      if (met === 'gone' && before === 'gone') continue;
      this.tell(name, finding, subject, met === 'seen' ? (before === 'gone' ? 'new' : 'known') : met);
    }
  }

  /** A subject of tonight that breaks what one broke that is no more: it may have another id now. */
  private async heirOf(
    ground: Ground,
    keys: readonly string[],
    property: string,
    scenario: Scenario,
  ): Promise<string | undefined> {
    for (const judged of ground.subjects) {
      const key = subjectKey(judged.id, judged.side === 'device' ? judged.policies[0] : undefined);
      if (keys.includes(key)) continue;
      if ((await ground.meet(judged, property, scenario, this.plan.isInterrupted)) === 'seen') return key;
    }
    return undefined;
  }

  private judgedOf({ subjects }: Ground, key: string): Judged | undefined {
    for (const judged of subjects) {
      if (judged.side === 'driver' && judged.id === key) return judged;
      const driver = judged.policies.find((policy) => subjectKey(judged.id, policy) === key);
      if (judged.side === 'device' && driver !== undefined) return { ...judged, policies: [driver] };
    }
    return undefined;
  }

  /** Takes what a batch found: new, or another example of what is known. */
  private take(found: readonly Found[]): void {
    for (const one of found) {
      const { property, level, clause, because } = one;
      const subject = subjectKey(one.subject, one.driver === one.subject ? undefined : one.driver);
      const scenario: unknown = JSON.parse(scenarioText(one.scenario));
      const fresh: Finding = { property, level, clause, because, scenario, subjects: {} };
      const name = findingName(fresh, this.plan.digest);
      if (one.isFlaky) {
        // What is not seen again has no smallest scenario to be known by.
        this.tell(name, fresh, subject, 'flaky');
        continue;
      }
      const [as, known] = this.knownAs(name, fresh, subject) ?? [name, undefined];
      const sightings = known?.subjects[subject];
      const wasKnown = sightings !== undefined && stateOf(sightings) !== 'gone';
      this.see(as, known ?? fresh, subject, 'seen');
      if (!this.reported.has(keyIn(as, subject)) || !wasKnown) {
        this.tell(as, known ?? fresh, subject, wasKnown ? 'known' : 'new');
      }
    }
  }

  /** The finding that one is the same as: by its scenario, or by what is said of it, of the same subject. */
  private knownAs(name: string, fresh: Finding, subject: string): readonly [string, Finding] | undefined {
    const same = this.findings.get(name);
    if (same) return [name, same];
    const story = storyOf(fresh.because);
    for (const [other, finding] of this.findings) {
      const { property, clause, because, subjects } = finding;
      if (property !== fresh.property || clause !== fresh.clause || storyOf(because) !== story) continue;
      const sightings = subjects[subject];
      if (sightings && stateOf(sightings) !== 'gone') return [other, finding];
    }
    return undefined;
  }

  /** Stores a look at a finding at once: a night that is killed has lost nothing that it told. */
  private see(name: string, finding: Finding, subject: string, how: Sighting['how']): void {
    const { mark, shard, keep } = this.plan;
    keep([{ name, finding, subject, how }], new Map());
    this.findings.set(name, observed(this.findings.get(name) ?? finding, subject, how, mark, shard));
  }

  private tell(name: string, finding: Finding, subject: string, state: State): void {
    const { property, level, because } = finding;
    const replay = [...this.plan.replay(finding, subject)];
    this.reported.set(keyIn(name, subject), { name, subject, state, property, level, because, replay });
  }

  private corpusNow(): Map<string, string> {
    return new Map(
      this.grounds.flatMap(({ type, memory }) =>
        memory.scenarios.map((scenario): [string, string] => {
          const text = scenarioText(scenario);
          return [`${type}-${this.plan.digest(text)}`, `${text}\n`];
        }),
      ),
    );
  }

  private keepCorpus(): void {
    const fresh = [...this.corpusNow()].filter(([name]) => !this.corpus.has(name));
    if (fresh.length === 0) return;
    this.plan.keep([], new Map(fresh));
    for (const [name, text] of fresh) this.corpus.set(name, text);
  }

  /** Of the device types of tonight. */
  private forgetCorpus(): void {
    const now = this.corpusNow();
    const needless = [...this.corpus.keys()].filter(
      (name) => !now.has(name) && this.grounds.some(({ type }) => name.startsWith(`${type}-`)),
    );
    this.plan.forget(needless);
  }
}

/** What a night ends with: 1 where something is new or the canary was missed, 2 where something is unknown. */
export function severityOf({ findings, canary, unknown }: ShardReport): 'quiet' | 'new' | 'unknown' {
  if (findings.some(({ state, level }) => state === 'new' && isBinding(level))) return 'new';
  if (canary && canary.lived === null) return 'new';
  const isUnsure = findings.some(({ state }) => state === 'flaky' || state === 'lost');
  return unknown.length || isUnsure ? 'unknown' : 'quiet';
}

// --- internal ---

/** What is only recommended warns. */
const isBinding = (level: Level): boolean => level !== 'should';

const keyIn = (name: string, subject: string): string => `${name} ${subject}`;
