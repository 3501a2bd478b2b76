import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { FeatureSet } from '../../spec/features.ts';
import type { Transport } from '../../spec/transports.ts';
import { RunawayError } from '../trace/trace.ts';
import type { Core } from './core.ts';
import { ProbeError } from './errors.ts';
import { knownFeatures, type LinuxKernel } from './linux-kernels.ts';
import type { Outcome } from './outcome.ts';
import { describeThrown, describeValue, isError } from './thrown.ts';

/** A driver's side of a probe: the subject that is judged. Device types add claims of their own. */
export interface Policy {
  /** Lower-case words. */
  readonly id: string;
  /** One sentence. */
  readonly title: string;
  /** The device type that it drives; net if absent. */
  readonly type?: DeviceTypeName;
  /**
   * The features that the driver knows, over whatever transport; those of its Linux kernel if absent. One table will do: what a
   * transport does not carry is not asked for there. What the driver gives up is counted against these.
   */
  readonly supports?: FeatureSet;
  /** The Linux that the driver is a part of; the newest that is known if absent. */
  readonly kernel?: LinuxKernel;
  /** The built-in policy that it was derived from, by its id: what it is held against unless said. */
  readonly basedOn?: string;
  /** Synchronous: drives the core from reset to DRIVER_OK or FAILED and gives what `fail` or `goLive` gave. */
  readonly probe: (core: Core) => Outcome;
  /** Of a policy that goes by the steps of Linux: the same probe by those of another kernel. */
  readonly probeOn?: (kernel: LinuxKernel) => Policy['probe'];
}

/** Declares a policy of a device type with such claims. Throws TypeError where the id is no lower-case word, the probe no function, or a field makes no sense. */
export function declared<P extends Policy>(policy: P, claims: readonly Claim[]): P {
  const { id } = policy;
  if (!isPolicyId(id)) {
    const found = JSON.stringify(id)?.slice(0, 40);
    throw new TypeError(`policy: id: expected ${POLICY_ID}, found ${found}`);
  }
  const wrong = (field: string, expected: string): never => {
    throw new TypeError(`policy ${id}: ${field}: expected ${expected}`);
  };
  if (typeof policy.title !== 'string') wrong('title', 'a sentence');
  if (typeof policy.probe !== 'function') wrong('probe', 'a function');
  if (policy.supports !== undefined && typeof policy.supports !== 'bigint') wrong('supports', 'a bigint');
  if (policy.basedOn !== undefined && typeof policy.basedOn !== 'string')
    wrong('basedOn', 'the id of a built-in policy');
  for (const [field, isGood, expected] of claims) {
    const value: unknown = Reflect.get(policy, field);
    if (value !== undefined && !isGood(value)) wrong(field, expected);
  }
  return policy;
}

/** What the id of a policy is. */
export const POLICY_ID = 'lower-case words such as my-policy';

/** Whether something may be the id of a policy. */
export const isPolicyId = (id: unknown): id is string =>
  typeof id === 'string' && /^[a-z0-9][a-z0-9.-]*$/.test(id);

/** The probe of a policy that goes by the steps of Linux, and the same by those of another kernel: `stepsOf` makes them. Throws TypeError where it is no function. */
export function inSteps<Steps>(
  {
    id,
    probe,
    supports,
    kernel,
  }: Pick<Policy, 'id' | 'supports' | 'kernel'> & {
    readonly probe: (steps: Steps) => Outcome;
  },
  stepsOf: (core: Core, supports: FeatureSet | undefined, kernel: LinuxKernel | undefined) => Steps,
): Pick<Policy, 'probe' | 'probeOn'> {
  if (typeof probe !== 'function') throw new TypeError(`policy ${id}: probe: expected a function`);
  const probeOn =
    (part: LinuxKernel | undefined): Policy['probe'] =>
    (core) =>
      probe(stepsOf(core, supports, part));
  return { probeOn, probe: probeOn(kernel) };
}

/** Something that a policy says of itself, by its field: whether a value makes sense, and what would. */
export type Claim = readonly [field: string, isGood: (value: unknown) => boolean, expected: string];

/** The device type that a policy drives. */
export const typeOf = ({ type = 'net' }: Pick<Policy, 'type'>): DeviceTypeName => type;

/** The same policy as a part of another Linux kernel, as `linux-mainline@6.1`. Throws TypeError where it does not go by the steps of Linux. */
export function onKernel(base: Policy, kernel: LinuxKernel): Policy {
  const { probeOn } = base;
  if (!probeOn) throw new TypeError(`policy ${base.id}: does not go by the steps of Linux`);
  const id = `${base.id}@${kernel.version}`;
  return { ...base, id, title: `${base.title}, in Linux ${kernel.version}`, kernel, probe: probeOn(kernel) };
}

/** What the driver knows of a device over a transport; undefined: what the newest Linux knows. */
export function knownTo(policy: Policy, transport: Transport): FeatureSet | undefined {
  const { supports, kernel } = policy;
  if (supports === undefined && kernel === undefined) return undefined;
  return knownFeatures(typeOf(policy), transport, supports, kernel);
}

/** Runs a probe to its end, whatever it does: a ProbeError becomes FAILED, anything else a crash; so does a plan that `planFault` finds a fault in. */
export function runProbe(
  subject: Policy,
  core: Core,
  planFault: (plan: unknown) => string | undefined,
): Outcome {
  try {
    const returned: unknown = subject.probe(core);
    const { outcome } = core;
    if (outcome !== undefined && returned === outcome) {
      const fault = outcome.kind === 'live' ? planFault(outcome.plan) : undefined;
      return fault === undefined ? outcome : { kind: 'crashed', reason: `TypeError: ${fault}` };
    }
    return {
      kind: 'crashed',
      reason: `probe returned ${describeValue(returned)}, not what fail or goLive gave`,
    };
  } catch (error) {
    return afterError(error, core);
  }
}

// --- internal ---

function afterError(error: unknown, core: Core): Outcome {
  try {
    if (isError(error) && error instanceof ProbeError) return core.fail(error.message);
  } catch (later) {
    return crash(later);
  }
  return crash(error);
}

function crash(error: unknown): Outcome {
  if (isError(error) && error instanceof RunawayError)
    return { kind: 'crashed', reason: `it does not end: ${error.message}`, endless: true };
  const reason = describeThrown(error);
  const place = placeOf(error);
  return { kind: 'crashed', reason: place === undefined ? reason : `${reason} (${place})` };
}

/** The folder of the suite's own modules; undefined in a user's bundle, where they cannot be told from a policy's. */
const suiteFolder = /^(?:file:\/\/)?(\/.*\/)src\/(?:driver\/policy|node\/.*-thread)\.[jt]s$/.exec(
  import.meta.url,
)?.[1];

/** File and line of the policy's own code that an error comes from; undefined where its stack shows none. */
function placeOf(error: unknown): string | undefined {
  const stack = stackOf(error);
  if (typeof stack !== 'string' || suiteFolder === undefined) return undefined;
  for (const [, path = '', line = ''] of stack.matchAll(
    /\bat (?:.* \()?((?:file:\/\/)?\/[^\s()]+):(\d+):\d+\)?$/gm,
  )) {
    const file = path.replace('file://', '');
    if (!file.startsWith(suiteFolder) && !file.includes('/node_modules/'))
      return `${file.slice(file.lastIndexOf('/') + 1)}:${line}`;
  }
  return undefined;
}

/** Undefined where there is none to be had. */
function stackOf(error: unknown): unknown {
  try {
    return isError(error) ? error.stack : undefined;
  } catch {
    return undefined;
  }
}
