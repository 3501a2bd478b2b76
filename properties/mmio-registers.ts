import { MMIO_MAGIC, mmioVersions } from '../spec/mmio-registers.ts';
import { hasRounds, isProbe } from '../src/run/applies.ts';
import { anyProperty, violation, violationAt } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { EventKind } from '../src/trace/events.ts';
import { changes, NEVER, type Round } from '../src/trace/rounds.ts';
import { firstOther, isForbidden, type OtherAccess, unselectedAt } from './other-accesses.ts';
import { earlier, firstAt } from './rounds.ts';

const MMIO = 'Virtio Transport Options / Virtio Over MMIO';
const LAYOUT = `${MMIO} / MMIO Device Register Layout`;
const DRIVER = `drivernormative:${LAYOUT}`;
const INIT = `drivernormative:${MMIO} / MMIO-specific Initialization And Device Operation / Device Initialization`;

const isOverMmio = (run: Run): boolean => run.scenario.transport === 'mmio' && hasRounds(run);

export const mmioRegistersAsTheyMayBe = anyProperty({
  id: 'mmio-registers-read-and-written-as-they-may-be',
  title: 'Over MMIO no register is written that is for reading, and none read that is for writing',
  clauses: [`${DRIVER} #1`, `sec:${LAYOUT} #1`],
  level: 'must',
  side: 'driver',
  over: ['mmio'],
  appliesTo: isOverMmio,
  check: (run) => {
    const readBack = firstAt(run, ({ acceptedRead }) => acceptedRead);
    if (readBack >= 0) return violation(readBack, () => 'driver_feature is read');
    const found = firstOther(run, (access) => isForbidden('mmio', access));
    if (found === undefined) return undefined;
    const { name, isWrite, at } = found;
    return violation(at, () => `${name} is ${isWrite ? 'written' : 'read'}`, [`${DRIVER} #1`]);
  },
});

export const mmioWindowsSelected = anyProperty({
  id: 'mmio-feature-window-selected-first',
  title: 'Over MMIO a window of features is selected before it is read or written',
  clauses: [`${DRIVER} #4`, `sec:${LAYOUT} #1`],
  level: 'must',
  side: 'driver',
  over: ['mmio'],
  appliesTo: isOverMmio,
  check: (run) =>
    violationAt(
      earlier(unselectedAt(run, 'device_feature_select'), unselectedAt(run, 'driver_feature_select')),
      'features are read or written while no window is selected',
    ),
});

export const mmioIdentityFirst = anyProperty({
  id: 'mmio-device-identified-first',
  title:
    'Over MMIO a driver that asks what it has found reads MagicValue and Version, then DeviceID, and then goes on',
  clauses: [`${INIT} #1`],
  level: 'must',
  side: 'driver',
  over: ['mmio'],
  // Who does not ask was told by somebody else.
  appliesTo: (run) => isOverMmio(run) && (isProbe(run) || firstOther(run, isIdentity) !== undefined),
  check: (run) => {
    const first = (wanted: string): number =>
      firstOther(run, ({ name, isWrite }) => name === wanted && !isWrite)?.at ?? NEVER;
    const type = first('device_id');
    const before = [first('magic_value'), first('version')];
    if (type >= 0 && before.some((at) => at < 0 || at > type))
      return violation(type, () => 'DeviceID is read before MagicValue and Version');
    if (Math.max(...before, type) < 0) return undefined;
    // A recording may begin after the driver has asked for the first time.
    const changed = isProbe(run) ? eventAfter(run, NEVER, false) : NEVER;
    const late = [...before, type].find((at) => at > changed && changed >= 0);
    return late === undefined
      ? undefined
      : violation(late, () => 'the driver asks what the device is after it has written to it');
  },
});

export const mmioStrangerLeftAlone = anyProperty({
  id: 'mmio-stranger-left-alone',
  title: 'Over MMIO a driver leaves alone what is no virtio device of version 2, and what has no DeviceID',
  clauses: [`${DRIVER} #3`, `${INIT} #1`],
  level: 'must',
  side: 'driver',
  over: ['mmio'],
  appliesTo: (run) => isOverMmio(run) && (isProbe(run) || firstOther(run, isIdentity) !== undefined),
  check: (run) => {
    const found = firstOther(run, isStrange);
    if (found === undefined) return undefined;
    const { name, at, value } = found;
    const isNobody = name === 'device_id';
    const next = eventAfter(run, at, isNobody);
    return next === NEVER
      ? undefined
      : violation(
          next,
          () => `the driver goes on though ${name} reads 0x${value.toString(16)}`,
          isNobody ? [`${DRIVER} #3`, `${INIT} #1`] : [`${DRIVER} #3`],
        );
  },
});

export const stoppedQueueReadBack = anyProperty({
  id: 'mmio-stopped-queue-read-back',
  title:
    'Over MMIO a driver that stops a virtqueue reads QueueReady back before it does anything else with it',
  clauses: [`${DRIVER} #7`],
  level: 'must',
  side: 'driver',
  over: ['mmio'],
  appliesTo: (run) => isOverMmio(run) && (isProbe(run) || run.rounds.some(({ disabled }) => disabled >= 0)),
  check: (run) =>
    violationAt(
      firstAt(run, (round) => stoppedBlindly(run, round)),
      'a virtqueue is stopped, and QueueReady not read back',
    ),
});

/** What a driver does with the registers of MMIO. */
export const mmioRegisterProperties = [
  mmioRegistersAsTheyMayBe,
  mmioWindowsSelected,
  mmioIdentityFirst,
  mmioStrangerLeftAlone,
  stoppedQueueReadBack,
] as const;

// --- internal ---

/** The registers that say what was found, and the value that each has in a device that a driver may drive; 0: any other than that. */
const identity: Readonly<Record<string, number>> = {
  magic_value: MMIO_MAGIC,
  version: mmioVersions.mmio,
  device_id: 0,
};

const isIdentity = ({ name, isWrite }: OtherAccess): boolean => !isWrite && identity[name] !== undefined;

/** Whether a register says that this is nothing to drive. */
const isStrange = (access: OtherAccess): boolean => {
  const { name, value } = access;
  if (!isIdentity(access)) return false;
  return name === 'device_id' ? value === 0 : value !== identity[name];
};

/** What a driver does with a virtqueue. */
const ofQueue: ReadonlySet<EventKind> = new Set<EventKind>([
  'queue-size-read',
  'queue-size-write',
  'queue-addresses-write',
  'queue-enabled-read',
  'queue-enable-write',
  'post',
  'notify',
  'used-read',
]);

/** Position of the first event after another one that changes something, or of any. */
function eventAfter({ trace }: Run, position: number, any: boolean): number {
  for (let at = position + 1; at < trace.length; at++) if (any || changes.has(trace.at(at).kind)) return at;
  return NEVER;
}

/** Where, in a round, a virtqueue is stopped that is then used, or left, without a look at whether it has stopped; NEVER: nowhere. */
function stoppedBlindly(run: Run, { disabled, end }: Round): number {
  if (disabled < 0) return NEVER;
  const { trace } = run;
  const stopped = new Map<number, number>();
  for (let at = disabled; at < end; at++) {
    const { kind, index, value } = trace.at(at);
    if (!ofQueue.has(kind)) continue;
    const since = stopped.get(index);
    if (since !== undefined && kind !== 'queue-enabled-read') return since;
    stopped.delete(index);
    if (kind === 'queue-enable-write' && value === 0) stopped.set(index, at);
  }
  const [left] = stopped.values();
  return left ?? NEVER;
}
