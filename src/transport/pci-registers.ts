import { FEATURE_BITS } from '../../spec/features.ts';
import { netConfigWidth, netFieldWidth } from '../../spec/net/configuration.ts';
import { NO_VECTOR, pciAccess, pciAccesses, pciRegister } from '../../spec/pci-registers.ts';
import type { RegisterSelector } from '../../spec/registers.ts';
import type { EventKind, TraceEvent } from '../trace/events.ts';
import { otherIndex, otherRegister } from '../trace/other-registers.ts';

/** One access to a register, as the recorded traces name it. `queue`: the selected virtqueue, where one matters. */
export interface RegisterAccess {
  readonly op: 'read' | 'write';
  /** A field of the common configuration (64-bit ones as `_lo` and `_hi`, or whole), `config+OFFSET/BYTES`, `notify` or `isr`. */
  readonly register: string;
  readonly value: number;
  /** Bytes, where a field of the common configuration was not accessed in its own width. */
  readonly width?: number | undefined;
  readonly queue?: number | undefined;
}

/** An event and the accesses that it is: `count` of them from position `first`. */
export interface LiftedEvent {
  readonly event: TraceEvent;
  readonly first: number;
  readonly count: number;
}

interface Shape {
  readonly kind: EventKind;
  readonly op: RegisterAccess['op'];
  readonly register: string;
}

/**
 * The events that are one field's read or write, its select before it. A peek is the same two accesses as any read
 * of a size: what a driver means by it does not show, so lifting always gives `queue-size-read`.
 */
const shapes: readonly Shape[] = [
  { kind: 'status-read', op: 'read', register: 'device_status' },
  { kind: 'status-write', op: 'write', register: 'device_status' },
  { kind: 'offer-read', op: 'read', register: 'device_feature' },
  { kind: 'accepted-write', op: 'write', register: 'driver_feature' },
  { kind: 'accepted-read', op: 'read', register: 'driver_feature' },
  { kind: 'queue-count-read', op: 'read', register: 'num_queues' },
  { kind: 'queue-size-read', op: 'read', register: 'queue_size' },
  { kind: 'peek', op: 'read', register: 'queue_size' },
  { kind: 'queue-enabled-read', op: 'read', register: 'queue_enable' },
  { kind: 'queue-size-write', op: 'write', register: 'queue_size' },
  { kind: 'queue-notify-off-read', op: 'read', register: 'queue_notify_off' },
  { kind: 'queue-enable-write', op: 'write', register: 'queue_enable' },
  { kind: 'queue-reset-write', op: 'write', register: 'queue_reset' },
  { kind: 'queue-reset-read', op: 'read', register: 'queue_reset' },
  { kind: 'config-generation-read', op: 'read', register: 'config_generation' },
];

/** The halves of a virtqueue's three addresses, in the order in which they are written. */
const addressHalves = pciAccesses
  .filter(({ bytes, register }) => bytes < register.bytes)
  .map(({ name }) => name);

/**
 * The register accesses of events over PCI; each selects what it is about, as Linux does, and traffic is none. Of a
 * virtqueue's addresses an event knows only the descriptor area's, in `value`; the other two are written as 0.
 */
export function lower(events: Iterable<TraceEvent>): RegisterAccess[] {
  const lowered: RegisterAccess[] = [];
  let selectedQueue = 0;
  for (const event of events) {
    for (const access of lowerOne(event, selectedQueue)) {
      if (access.op === 'write' && access.register === 'queue_select') selectedQueue = access.value;
      lowered.push(access);
    }
  }
  return lowered;
}

/** The events that register accesses are; see `liftInPlace`. */
export const lift = (accesses: readonly RegisterAccess[]): TraceEvent[] =>
  liftInPlace(accesses).map(({ event }) => event);

/**
 * The events that register accesses are, each with its accesses; together they cover every one. A select belongs to
 * the access right after it. `other`: what no event is (interrupt vectors that are set, a write of a field that is read-only, a
 * select of nothing, a field of which the selection is not known). Before an access of a wrong width there is an event
 * that says so, of no access of its own unless that is all that is known of it. Throws RangeError for a register of
 * another name.
 */
export function liftInPlace(accesses: readonly RegisterAccess[]): LiftedEvent[] {
  const selected = new Map<RegisterSelector, number>();
  const lifted: LiftedEvent[] = [];
  const fitted = accesses.map(fit);
  for (let at = 0; at < accesses.length; ) {
    const access = fitted[at];
    if (!access) break;
    const selector = selectorOf(access);
    if (selector) selected.set(selector, access.value);
    const next = selector && selects(selector, fitted[at + 1]) ? 1 : 0;
    const found = selector && !next ? undefined : eventAt(fitted, at + next, selected);
    const count = found ? next + found.count : 1;
    for (let i = at; i < at + count; i++) {
      const { wrongWidth, isPart } = fitted[i] ?? access;
      if (wrongWidth) lifted.push({ event: wrongWidth, first: i, count: isPart ? 1 : 0 });
    }
    if (!access.isPart) lifted.push({ event: found?.event ?? other(access), first: at, count });
    at += count;
  }
  return lifted;
}

/** Which register an `other` event read or wrote. */
export function otherAccess({ index, value }: TraceEvent): RegisterAccess {
  const { name, isWrite } = otherRegister(index);
  return { op: isWrite ? 'write' : 'read', register: name, value };
}

/** Offset and width, in bytes, of `config+OFFSET/BYTES`; undefined for another name. */
export function configPlace(register: string): { offset: number; bytes: number } | undefined {
  const [, offset, bytes] = /^config\+(0|[1-9]\d{0,4})\/([1248])$/.exec(register) ?? [];
  return offset && bytes ? { offset: Number(offset), bytes: Number(bytes) } : undefined;
}

// --- internal ---

/** An access as the field that it begins at sees it. */
interface FittedAccess extends RegisterAccess {
  readonly wrongWidth?: TraceEvent;
  /** Whether it read less than the field, or began inside of one: what the field holds is not known. */
  readonly isPart?: boolean;
}

function fit(access: RegisterAccess): FittedAccess {
  const { op, value } = access;
  const place = configPlace(access.register);
  const whole = pciRegister(access.register);
  const isWhole = whole?.bytes === 8;
  const register = isWhole ? `${whole.name}_lo` : access.register;
  const field = place ? netFieldWidth(place.offset) : pciAccess(register)?.bytes;
  const width = place ? place.bytes : (access.width ?? (isWhole ? whole.bytes : field));
  if (field === undefined || width === undefined || width === field) return access;
  return {
    ...access,
    register,
    value: field > 0 && width > field ? value % 2 ** (8 * field) : value,
    wrongWidth: { kind: 'wrong-width', index: field, value: width },
    isPart: op === 'read' && (width < field || field === 0),
  };
}

const canonical = (register: string): string => pciAccess(register)?.name ?? register;

const selectorFor = (register: string): RegisterSelector | undefined =>
  pciAccess(register)?.register.selectedBy;

function selectorOf({ op, register }: RegisterAccess): RegisterSelector | undefined {
  if (op !== 'write') return undefined;
  return register === 'queue_select' ||
    register === 'device_feature_select' ||
    register === 'driver_feature_select'
    ? register
    : undefined;
}

const selects = (selector: RegisterSelector, next: FittedAccess | undefined): boolean =>
  next !== undefined && !next.isPart && selectorFor(next.register) === selector;

const other = ({ op, register, value }: RegisterAccess): TraceEvent => ({
  kind: 'other',
  index: otherIndex({ name: register, isWrite: op === 'write' }),
  value,
});

type Found = { readonly event: TraceEvent; readonly count: number };

/** The event whose own accesses (its select apart) begin at `at`. */
function eventAt(
  accesses: readonly FittedAccess[],
  at: number,
  selected: ReadonlyMap<RegisterSelector, number>,
): Found | undefined {
  const access = accesses[at];
  if (!access || access.isPart) return undefined;
  const { op, value } = access;
  const register = canonical(access.register);
  const place = configPlace(register);
  if (place)
    return {
      event: { kind: op === 'read' ? 'config-read' : 'config-write', index: place.offset, value },
      count: 1,
    };
  if (register === 'notify' && op === 'write')
    return { event: { kind: 'notify', index: access.queue ?? value & 0xffff, value }, count: 1 };
  const selector = selectorFor(register);
  const index =
    selector === 'queue_select'
      ? (access.queue ?? selected.get(selector))
      : selector && selected.get(selector);
  if (selector && (index === undefined || !isIndex(selector, index))) return undefined;
  if (op === 'write' && addressHalves.includes(register))
    return addressesAt(accesses, at, index ?? 0, selected.get('queue_select'));
  if (register === 'queue_msix_vector' && op === 'write' && isReadBack(access, accesses[at + 1]))
    return { event: { kind: 'queue-release', index: index ?? 0, value }, count: 2 };
  const shape = shapes.find((s) => s.op === op && s.register === register);
  return shape && { event: { kind: shape.kind, index: index ?? 0, value }, count: 1 };
}

const isIndex = (selector: RegisterSelector, index: number): boolean =>
  selector === 'queue_select' || index < FEATURE_BITS / 32;

/** Whether no vector is written, and found there by the next access. */
const isReadBack = ({ register, value, queue }: RegisterAccess, next: RegisterAccess | undefined): boolean =>
  value === NO_VECTOR &&
  next?.op === 'read' &&
  next.value === value &&
  next.register === register &&
  next.queue === queue;

/** Address halves of one virtqueue, each at most once, in any order. */
function addressesAt(
  accesses: readonly RegisterAccess[],
  at: number,
  queue: number,
  selectedQueue: number | undefined,
): Found {
  const halves = new Map<string, number>();
  for (let i = at; i < accesses.length; i++) {
    const access = accesses[i];
    if (access?.op !== 'write') break;
    const half = canonical(access.register);
    if (!addressHalves.includes(half) || halves.has(half)) break;
    if ((access.queue ?? selectedQueue) !== queue) break;
    halves.set(half, access.value);
  }
  const descriptors = (halves.get('queue_desc_hi') ?? 0) * 2 ** 32 + (halves.get('queue_desc_lo') ?? 0);
  return {
    event: { kind: 'queue-addresses-write', index: queue, value: descriptors },
    count: halves.size,
  };
}

function lowerOne(event: TraceEvent, selectedQueue: number): RegisterAccess[] {
  const { kind, index, value } = event;
  switch (kind) {
    case 'config-read':
    case 'config-write': {
      const register = `config+${index}/${netConfigWidth(index)}`;
      return [{ op: kind === 'config-read' ? 'read' : 'write', register, value }];
    }
    case 'notify':
      return [{ op: 'write', register: 'notify', value, queue: index }];
    case 'queue-release':
      return [
        { op: 'write', register: 'queue_select', value: index },
        { op: 'write', register: 'queue_msix_vector', value, queue: index },
        { op: 'read', register: 'queue_msix_vector', value, queue: index },
      ];
    case 'queue-addresses-write':
      return [
        { op: 'write', register: 'queue_select', value: index },
        ...addressHalves.map(
          (register): RegisterAccess => ({
            op: 'write',
            register,
            value: halfOf(register, value),
            queue: index,
          }),
        ),
      ];
    case 'other': {
      const access = otherAccess(event);
      const ofQueue = selectorFor(access.register) === 'queue_select';
      return [ofQueue ? { ...access, queue: selectedQueue } : access];
    }
  }
  const shape = shapes.find((s) => s.kind === kind);
  if (!shape) return [];
  const { op, register } = shape;
  const selector = selectorFor(register);
  if (!selector) return [{ op, register, value }];
  const select: RegisterAccess = { op: 'write', register: selector, value: index };
  return [
    select,
    selector === 'queue_select' ? { op, register, value, queue: index } : { op, register, value },
  ];
}

function halfOf(register: string, descriptors: number): number {
  if (register === 'queue_desc_lo') return descriptors % 2 ** 32;
  return register === 'queue_desc_hi' ? Math.floor(descriptors / 2 ** 32) : 0;
}
