import { deviceTypeRules } from '../../spec/device-types.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import type { FeatureSet } from '../../spec/features.ts';
import type { Plan } from '../driver/outcome.ts';
import type { QueueFacts } from '../ring/queue-facts.ts';
import { clausesBroken, type Level, type Side } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { type ScenarioJson, scenarioToJson } from '../scenario/json.ts';
import type { TraceEvent } from '../trace/events.ts';
import { type Breach, causesOf } from './breaches.ts';
import type { Roles } from './story.ts';

/** A plan with its features as text. */
type PlanJson = { readonly [Field in keyof Plan]: unknown } & { readonly features: string };

/** A run as JSON-able data; feature sets are texts such as `{MAC, MRG_RXBUF}`, positions those of `events`. */
export interface RunJson extends Roles {
  readonly scenario: ScenarioJson;
  readonly events: readonly TraceEvent[];
  readonly rounds: readonly RoundJson[];
  readonly outcome:
    | { readonly kind: 'live'; readonly plan: PlanJson }
    | { readonly kind: 'failed' | 'crashed'; readonly reason: string }
    | null;
  readonly status: number;
  readonly inUse: string;
  readonly accesses: number;
  readonly queues: readonly QueueJson[];
  readonly findings: readonly FindingJson[];
}

/** What the events tell of a virtqueue, null for undefined. */
type QueueJson = {
  readonly [Field in keyof QueueFacts]: undefined extends QueueFacts[Field]
    ? Exclude<QueueFacts[Field], undefined> | null
    : QueueFacts[Field];
};

interface RoundJson {
  /** Position of its first event, and after its last. */
  readonly start: number;
  readonly end: number;
  readonly polls: number;
  readonly offered: string;
  readonly accepted: string;
  /** Whether FEATURES_OK stayed; null where it was not read back. */
  readonly confirmed: boolean | null;
  readonly accesses: number;
}

interface FindingJson {
  readonly id: string;
  readonly level: Level;
  readonly side: Side;
  readonly at: number;
  readonly because: string;
  /** Ids of the rules that it breaks. */
  readonly clauses: readonly string[];
  /** Ids of properties that this violation explains; only of root causes. */
  readonly thereforeAlso: readonly string[];
  /** Of a relation: the other run, where it could be had again. */
  readonly other?: OtherJson;
}

/** A run that another is held against. */
interface OtherJson
  extends Pick<RunJson, 'scenario' | 'events' | 'rounds' | 'outcome' | 'status' | 'inUse' | 'accesses'> {
  /** True where it is on the same device, bound again. */
  readonly rebound?: true;
  /** The device that the subject was bound to in between. */
  readonly after?: ScenarioJson;
}

/** All that one run showed and broke. */
export function runToJson(roles: Roles, run: Run, breaches: readonly Breach[]): RunJson {
  const causes = causesOf(breaches);
  return {
    driver: roles.driver,
    subject: roles.subject,
    ...probeOf(run),
    queues: run.queues.map(queueOf),
    findings: breaches.map((breach) => ({
      id: breach.property.id,
      level: breach.property.level,
      side: breach.property.side,
      at: breach.violation.at,
      because: breach.violation.because(),
      clauses: clausesBroken(breach.property, breach.violation, run.scenario),
      thereforeAlso:
        causes.find(({ root }) => root === breach)?.consequences.map(({ property }) => property.id) ?? [],
      ...otherOf(breach),
    })),
  };
}

// --- internal ---

const queueOf = (facts: QueueFacts): QueueJson => ({
  queue: facts.queue,
  posted: facts.posted ?? null,
  bufferChain: facts.bufferChain,
  bufferBytes: facts.bufferBytes,
  bufferIndirect: facts.bufferIndirect,
  slots: facts.slots,
  longest: facts.longest,
  longestIndirect: facts.longestIndirect,
  frames: facts.frames,
  commands: facts.commands,
  dropped: facts.dropped,
  free: facts.free ?? null,
  stopped: facts.stopped,
});

/** How the probe of a run went. */
function probeOf(run: Run): Omit<OtherJson, 'rebound' | 'after'> {
  const { names } = deviceTypeRules[run.scenario.type];
  const print: Print = (set) => printFeatures(set, names);
  return {
    scenario: scenarioToJson(run.scenario),
    events: [...run.trace],
    rounds: run.rounds.map(
      ({ start, end, polls, offered, accepted, featuresOkRead, confirmed, accesses }) => ({
        start,
        end,
        polls,
        offered: print(offered),
        accepted: print(accepted),
        confirmed: featuresOkRead < 0 ? null : confirmed,
        accesses,
      }),
    ),
    outcome: outcomeOf(run, print),
    status: run.device.status,
    inUse: print(run.inUse),
    accesses: run.accesses,
  };
}

function otherOf({ violation: { other }, beside }: Breach): { readonly other?: OtherJson } {
  if (!other || !beside) return {};
  const { rebound, after } = other;
  return {
    other: {
      ...probeOf(beside),
      ...(rebound ? { rebound } : {}),
      ...(after ? { after: scenarioToJson(after) } : {}),
    },
  };
}

type Print = (set: FeatureSet) => string;

function outcomeOf({ outcome }: Run, print: Print): RunJson['outcome'] {
  if (outcome === undefined) return null;
  if (outcome.kind !== 'live') return { kind: outcome.kind, reason: outcome.reason };
  return { kind: 'live', plan: { ...outcome.plan, features: print(outcome.plan.features) } };
}
