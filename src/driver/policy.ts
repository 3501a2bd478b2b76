import { type DeviceType, negotiable } from '../../spec/device-types.ts';
import type { FeatureSet } from '../../spec/features.ts';
import type { Transport } from '../../spec/transports.ts';
import { RunawayError } from '../trace/trace.ts';
import { BlkProbe } from './blk-probe.ts';
import type { Core } from './core.ts';
import { ProbeError } from './errors.ts';
import type { LinuxKernel } from './linux-kernels.ts';
import { NetProbe } from './net-probe.ts';
import type { Outcome } from './outcome.ts';
import { planFault } from './plan.ts';
import { isSeedTable, type SeedTable } from './seed-table.ts';
import { describeThrown, describeValue, isError } from './thrown.ts';

/** A driver's side of a probe: the subject that is judged. */
export interface Policy {
  /** Lower-case words. */
  readonly id: string;
  /** One sentence. */
  readonly title: string;
  /** The device type that it drives; net if absent. */
  readonly type?: DeviceType;
  /**
   * The features that the driver knows, over whatever transport; those of its Linux kernel if absent. One table will do: what a
   * transport does not carry is not asked for there. What the driver gives up is counted against these.
   */
  readonly supports?: FeatureSet;
  /** The Linux that the driver is a part of; the newest that is known if absent. */
  readonly kernel?: LinuxKernel;
  /** Of a disk driver: whether it can handle host-managed zones. One that cannot, as is meant where nothing is said, has to give up on them. */
  readonly handlesHostManaged?: boolean;
  /**
   * The table of the proposal that the driver claims to keep to, as `seedTable` gives it, or without what it does not claim.
   * Who claims one is held against it by the proposal's own check, `small-ring-without-mrg-rxbuf`; who claims none, by the
   * oracle's, `small-ring-fits-mrg-rxbuf`.
   */
  readonly seedTable?: SeedTable;
  /** The built-in policy that it was derived from, by its id: what it is held against unless said. */
  readonly basedOn?: string;
  /** Synchronous: drives the core from reset to DRIVER_OK or FAILED and gives what `fail` or `goLive` gave. */
  readonly probe: (core: Core) => Outcome;
  /** For a virtio-net policy the same over the driver's own steps: what a mutant tampers with. */
  readonly netProbe?: (net: NetProbe) => Outcome;
  /** … and for a virtio-blk policy. */
  readonly blkProbe?: (blk: BlkProbe) => Outcome;
}

/** A policy of a virtio-net driver: `probe` gets the driver's own steps on top of the core's. */
export interface NetPolicy extends Omit<Policy, 'probe' | 'netProbe' | 'blkProbe' | 'handlesHostManaged'> {
  readonly probe: (net: NetProbe) => Outcome;
}

/** A policy of a virtio-blk driver. */
export interface BlkPolicy extends Omit<Policy, 'probe' | 'netProbe' | 'blkProbe' | 'type' | 'seedTable'> {
  readonly probe: (blk: BlkProbe) => Outcome;
}

/** Declares a policy. Throws TypeError where the id is no lower-case word or the probe is no function. */
export function policy(declared: Policy): Policy {
  if (typeof declared.id !== 'string' || !/^[a-z0-9][a-z0-9.-]*$/.test(declared.id)) {
    throw new TypeError(
      `policy: id: expected lower-case words such as my-policy, found ${JSON.stringify(declared.id)}`,
    );
  }
  if (typeof declared.title !== 'string')
    throw new TypeError(`policy ${declared.id}: title: expected a sentence`);
  if (typeof declared.probe !== 'function')
    throw new TypeError(`policy ${declared.id}: probe: expected a function`);
  if (declared.supports !== undefined && typeof declared.supports !== 'bigint') {
    throw new TypeError(`policy ${declared.id}: supports: expected a bigint`);
  }
  if (declared.handlesHostManaged !== undefined && typeof declared.handlesHostManaged !== 'boolean') {
    throw new TypeError(`policy ${declared.id}: handlesHostManaged: expected true or false`);
  }
  if (declared.basedOn !== undefined && typeof declared.basedOn !== 'string') {
    throw new TypeError(`policy ${declared.id}: basedOn: expected the id of a built-in policy`);
  }
  if (declared.seedTable !== undefined && !isSeedTable(declared.seedTable)) {
    throw new TypeError(`policy ${declared.id}: seedTable: expected what seedTable gives`);
  }
  return declared;
}

/** Declares a virtio-net policy. Throws TypeError as `policy` does. */
export function netPolicy(declared: NetPolicy): Policy {
  const { probe } = declared;
  if (typeof probe !== 'function') throw new TypeError(`policy ${declared.id}: probe: expected a function`);
  return policy({
    ...declared,
    probe: (core) => probe(new NetProbe(core, declared.supports, declared.kernel)),
    netProbe: probe,
  });
}

/** Declares a virtio-blk policy. Throws TypeError as `policy` does. */
export function blkPolicy(declared: BlkPolicy): Policy {
  const { probe } = declared;
  if (typeof probe !== 'function') throw new TypeError(`policy ${declared.id}: probe: expected a function`);
  return policy({
    ...declared,
    type: 'blk',
    probe: (core) => probe(new BlkProbe(core, declared.supports, declared.kernel)),
    blkProbe: probe,
  });
}

/** The same policy as a part of another Linux kernel, as `linux-mainline@6.1`. Throws TypeError where it does not go by the steps of Linux. */
export function onKernel(base: Policy, kernel: LinuxKernel): Policy {
  const { netProbe, blkProbe, supports } = base;
  const id = `${base.id}@${kernel.version}`;
  const title = `${base.title}, in Linux ${kernel.version}`;
  if (netProbe)
    return { ...base, id, title, kernel, probe: (core) => netProbe(new NetProbe(core, supports, kernel)) };
  if (blkProbe)
    return { ...base, id, title, kernel, probe: (core) => blkProbe(new BlkProbe(core, supports, kernel)) };
  throw new TypeError(`policy ${base.id}: does not go by the steps of Linux`);
}

/** What the driver knows of a device over a transport; undefined: what the newest Linux knows. */
export const knownTo = (
  { type = 'net', supports, kernel }: Policy,
  transport: Transport,
): FeatureSet | undefined =>
  supports === undefined ? kernel?.[type][transport] : supports & negotiable(type, transport);

/** Runs a probe to its end, whatever it does: a ProbeError becomes FAILED, anything else a crash. */
export function runProbe(subject: Policy, core: Core): Outcome {
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

/** The folder of the suite's own modules; undefined in a bundle, where they cannot be told from a policy's. */
const suiteFolder = /^(?:file:\/\/)?(\/.*\/)src\/driver\/policy\.[jt]s$/.exec(import.meta.url)?.[1];

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
