import { IN_ORDER, INDIRECT_DESC } from './feature-bits.ts';
import { type FeatureSet, includes } from './features.ts';
import type { RingFormat } from './virtqueues.ts';

const BASIC = 'Basic Facilities of a Virtio Device';
const TABLE = `${BASIC} / Virtqueues / The Virtqueue Descriptor Table`;
const DRIVER_TABLES = `drivernormative:${TABLE} / Indirect Descriptors`;
const LISTS = `drivernormative:${BASIC} / Packed Virtqueues / Scatter-Gather Support`;
const PACKED_TABLES = `drivernormative:${BASIC} / Packed Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors`;

/** sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table #1 — one descriptor, but for the address that it holds. */
export interface Descriptor {
  readonly flags: number;
  /** Where it stands in the ring, or in its indirect table. */
  readonly slot: number;
  readonly bytes: number;
}

/** drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #4 — another one of the chain comes next. */
export const NEXT = 1;
/** drivernormative:Basic Facilities of a Virtio Device / Message Framing #1 — for the device to write; else for it to read. */
export const WRITE = 2;
/** drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #1 — it holds a table of descriptors. */
export const INDIRECT = 4;

/** sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #1 — bytes that a descriptor takes of a table. */
export const DESCRIPTOR_BYTES = 16;

/** sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table #1 — a descriptor as one number: flags, slot, bytes, the lowest first. */
export const descriptorValue = ({ flags, slot, bytes }: Descriptor): number =>
  flags + slot * 2 ** 3 + bytes * 2 ** 19;

/** sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table #1 — the descriptor that such a number is. */
export const descriptorOf = (value: number): Descriptor => ({
  flags: value & 7,
  slot: (value >>> 3) & 0xffff,
  bytes: Math.floor(value / 2 ** 19),
});

/** What holds of a chain hangs on its ring and on what was negotiated. */
export interface ChainSetting {
  readonly accepted: FeatureSet;
  /** Entries of the ring. */
  readonly size: () => number;
}

/** A rule of the descriptors of a chain: those of the ring in order, then those of the table that the last of them holds. */
export interface ChainRule {
  /** What it breaks in each format; of a format that is not there it says nothing. */
  readonly clauses: Partial<Readonly<Record<RingFormat, readonly string[]>>>;
  /** What a chain does that breaks it. */
  readonly how: string;
  readonly isBroken: (chain: readonly Descriptor[], setting: ChainSetting) => boolean;
}

/** drivernormative:Basic Facilities of a Virtio Device / Message Framing #1 — all that the device reads comes before all that it writes. */
export const readableFirst: ChainRule = {
  clauses: {
    split: [
      `drivernormative:${BASIC} / Message Framing #1`,
      `sec:${BASIC} / Virtqueues / Supplying Buffers to The Device / Placing Buffers Into The Descriptor Table #1`,
    ],
    packed: [`${LISTS} #3`],
  },
  how: 'has a part for the device to read behind one for it to write',
  isBroken: (chain) => {
    const parts = chain.filter(({ flags }) => !(flags & INDIRECT));
    return parts.some(({ flags }, i) => i > 0 && isReadable(flags) && !isReadable(parts[i - 1]?.flags ?? 0));
  },
};

/** drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #1 — where a chain may lie in a table, and how. */
export const tableRules: readonly ChainRule[] = [
  {
    clauses: { split: [`${DRIVER_TABLES} #1`], packed: [`${PACKED_TABLES} #1`] },
    how: 'lies in an indirect table, and {INDIRECT_DESC} is not negotiated',
    isBroken: (chain, { accepted }) => holderIn(chain) >= 0 && !includes(accepted, INDIRECT_DESC),
  },
  {
    clauses: { split: [`${DRIVER_TABLES} #2`], packed: [`${PACKED_TABLES} #1`] },
    how: 'has an indirect table within an indirect table',
    isBroken: (chain) => tableIn(chain).some(({ flags }) => (flags & INDIRECT) !== 0),
  },
  {
    clauses: { split: [`${DRIVER_TABLES} #4`], packed: [`${PACKED_TABLES} #1`] },
    how: 'goes on behind its indirect table',
    isBroken: (chain) => ((chain[holderIn(chain)]?.flags ?? 0) & NEXT) !== 0,
  },
  {
    clauses: { packed: ['(no label) Scatter-Gather Support #2', `${PACKED_TABLES} #1`] },
    how: 'lies partly in the ring and partly in an indirect table',
    isBroken: (chain) => holderIn(chain) > 0,
  },
  {
    clauses: {
      packed: ['(no label) Indirect Flag: Scatter-Gather Support #1', `${PACKED_TABLES} #1`],
    },
    how: 'links the descriptors of its indirect table',
    isBroken: (chain) => tableIn(chain).some(({ flags }) => (flags & NEXT) !== 0),
  },
];

/** sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #1 — a table is as large as what lies in it. */
export const tableHoldsChain: ChainRule = {
  clauses: { split: [`sec:${TABLE} / Indirect Descriptors #1`] },
  how: 'is longer than its indirect table',
  isBroken: (chain) => {
    const { bytes } = chain[holderIn(chain)] ?? { bytes: 0 };
    const table = tableIn(chain);
    return table.length > 0 && (bytes % DESCRIPTOR_BYTES !== 0 || table.length > bytes / DESCRIPTOR_BYTES);
  },
};

/** drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table #1 — bytes of all parts together. */
export const within4GiB: ChainRule = {
  clauses: { split: [`drivernormative:${TABLE} #1`] },
  how: 'holds more than 4 GiB',
  isBroken: (chain) => {
    const parts = chain.filter(({ flags }) => !(flags & INDIRECT));
    return parts.reduce((sum, { bytes }) => sum + bytes, 0) > 2 ** 32;
  },
};

/** drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table #2 — with IN_ORDER one slot comes after the other, and the first after the last. */
export const inOrderRules: readonly ChainRule[] = [
  {
    clauses: { split: [`drivernormative:${TABLE} #2`] },
    how: 'leaves slots of the ring out, and {IN_ORDER} is negotiated',
    isBroken: (chain, { accepted, size }) => {
      const direct = holderIn(chain) < 0 ? chain : chain.slice(0, holderIn(chain) + 1);
      return (
        includes(accepted, IN_ORDER) &&
        direct.some(({ slot }, i) => i > 0 && slot !== after(direct[i - 1], size()))
      );
    },
  },
  {
    clauses: { split: [`${DRIVER_TABLES} #5`] },
    how: 'leaves slots of its indirect table out, and {IN_ORDER} is negotiated',
    isBroken: (chain, { accepted }) =>
      includes(accepted, IN_ORDER) && tableIn(chain).some(({ slot }, i) => slot !== i),
  },
];

// --- internal ---

function isReadable(flags: number): boolean {
  return (flags & WRITE) === 0;
}

/** Which descriptor of a chain holds its table; -1: none. */
function holderIn(chain: readonly Descriptor[]): number {
  return chain.findIndex(({ flags }) => (flags & INDIRECT) !== 0);
}

function tableIn(chain: readonly Descriptor[]): readonly Descriptor[] {
  const holder = holderIn(chain);
  return holder < 0 ? [] : chain.slice(holder + 1);
}

/** The slot after one. */
function after(descriptor: Descriptor | undefined, size: number): number {
  const next = (descriptor?.slot ?? 0) + 1;
  return next === size ? 0 : next;
}
