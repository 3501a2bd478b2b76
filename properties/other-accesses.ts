import type { RegisterSelector } from '../spec/registers.ts';
import type { Transport } from '../spec/transports.ts';
import { showsBeginning } from '../src/run/applies.ts';
import type { Run } from '../src/run/run.ts';
import type { EventKind } from '../src/trace/events.ts';
import { type OtherRegister, otherRegister } from '../src/trace/other-registers.ts';
import { NEVER, type Round } from '../src/trace/rounds.ts';
import { readPlace, registerMaps, writtenPlace } from '../src/transport/registers/map.ts';

/** An access to a register that has no event of its own. */
export interface OtherAccess extends OtherRegister {
  readonly at: number;
  readonly value: number;
}

/** The accesses of a round to registers that have no event of their own, in order. */
export function otherAccesses(run: Run, { firstOther, end }: Round): OtherAccess[] {
  const accesses: OtherAccess[] = [];
  if (firstOther === NEVER) return accesses;
  for (let at = firstOther; at < end; at++) {
    const { kind, index, value } = run.trace.at(at);
    if (kind === 'other') accesses.push({ ...otherRegister(index), at, value });
  }
  return accesses;
}

/** The first of them, in any round, of which something is true. */
export function firstOther(run: Run, is: (access: OtherAccess) => boolean): OtherAccess | undefined {
  for (const round of run.rounds) {
    const found = otherAccesses(run, round).find(is);
    if (found) return found;
  }
  return undefined;
}

/** Whether the map of a transport has a register, and does not let a driver read, or write, it. */
export function isForbidden(transport: Exclude<Transport, 'ccw'>, { name, isWrite }: OtherRegister): boolean {
  const map = registerMaps[transport];
  return map.places.some((place) => place.name === name) && !(isWrite ? writtenPlace : readPlace)(map, name);
}

/**
 * Position of the first access to a register of which a selector has to say what it is about, before anything was selected; NEVER:
 * there is none. A recording may begin after the selection.
 */
export function unselectedAt(run: Run, selector: RegisterSelector): number {
  const { transport } = run.scenario;
  const known = run.rounds.find(({ firstOther: at }) => at >= 0);
  if (known === undefined || transport === 'ccw' || !showsBeginning(run)) return NEVER;
  const { places } = registerMaps[transport];
  const selected = selectedBy[selector];
  for (let at = 0; at < run.trace.length; at++) {
    const { kind, index } = run.trace.at(at);
    if (selected?.has(kind)) return NEVER;
    if (kind !== 'other') continue;
    const { name } = otherRegister(index);
    if (name === selector) return NEVER;
    if (places.some((place) => place.name === name && place.selectedBy === selector)) return at;
  }
  return NEVER;
}

// --- internal ---

/** The events that select what they are about, by the register that they write for that. */
const selectedBy: Readonly<Partial<Record<RegisterSelector, ReadonlySet<EventKind>>>> = {
  device_feature_select: new Set<EventKind>(['offer-read']),
  driver_feature_select: new Set<EventKind>(['accepted-write', 'accepted-read']),
  queue_select: new Set<EventKind>([
    'peek',
    'queue-size-read',
    'queue-enabled-read',
    'queue-size-write',
    'queue-addresses-write',
    'queue-notify-off-read',
    'queue-enable-write',
    'queue-reset-write',
    'queue-reset-read',
    'queue-release',
  ]),
};
