import { includes } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import type { Transport } from '../../../spec/transports.ts';
import type { NetProbe } from '../../types/net/probe.ts';
import type { PolicyMutant } from '../mutant.ts';
import { override } from '../mutant.ts';
import { faultyPolicy } from './mutant.ts';

/** What such a fault waits for, asked as the driver is about to go live: the probe, and its negotiations so far. */
type Waits = (probe: NetProbe, negotiations: number) => boolean;

/** What it does then. */
const faults = {
  /** An overrun in a path that is seldom taken. */
  crash: {
    caughtBy: ['probe-ends'],
    live: (): never => {
      throw new RangeError('an index lies outside its table');
    },
  },
  /** A case that somebody thought could not be. */
  surrender: {
    caughtBy: ['served-where-it-can-be'],
    live: (probe: NetProbe) => probe.fail('this cannot be'),
  },
} as const;

/** A fault that waits for several things at once, and what it waits for. */
export interface HardMutant {
  readonly mutant: PolicyMutant;
  readonly waits: Waits;
}

const hard = (id: string, title: string, fault: keyof typeof faults, waits: Waits): HardMutant => ({
  waits,
  mutant: faultyPolicy({
    id,
    title,
    breaks: [],
    caughtBy: faults[fault].caughtBy,
    tamper: (probe) =>
      whenLive(probe, (negotiations) => (waits(probe, negotiations) ? faults[fault].live(probe) : undefined)),
  }),
});

/** Asks, as a driver is about to go live, what it does instead; told its negotiations so far. */
export function whenLive(
  probe: NetProbe,
  instead: (negotiations: number) => ReturnType<NetProbe['goLive']> | undefined,
): void {
  let negotiations = 0;
  override(probe, 'tryNegotiate', (negotiate) => (...given) => {
    negotiations++;
    return negotiate(...given);
  });
  override(probe, 'goLive', (goLive) => (changes) => instead(negotiations) ?? goLive(changes));
}

const has = ({ accepted }: NetProbe, bits: bigint): boolean => includes(accepted, bits);
const packed = ({ format }: NetProbe): boolean => format === 'packed';
const over = ({ env }: NetProbe, transport: Transport): boolean => env.transport === transport;
const unseen = ({ env }: NetProbe): boolean => !env.canPeek;
const largePages = ({ env }: NetProbe): boolean => env.layout.pageSize === 16384;
const combined = ({ env }: NetProbe): boolean => env.layout.control === 'combined';
const contiguous = ({ env }: NetProbe): boolean => env.layout.receive === 'contiguous';

/**
 * Faults of which a random scenario in ten thousand or fewer shows each: what a night of fuzzing is for. `npm run bench --
 * fuzz` measures how soon each way to draw scenarios meets them; the kill matrix leaves them out.
 */
export const hardMutants: readonly HardMutant[] = [
  hard(
    'third-time-packed',
    'Overruns in a third negotiation of VIRTIO 1.3 without a peek, on packed rings with an MTU of 9000',
    'crash',
    (probe, times) =>
      times >= 3 &&
      packed(probe) &&
      unseen(probe) &&
      probe.derived.mtu === 9000 &&
      probe.env.version === '1.3',
  ),
  hard(
    'third-time-many-pairs',
    'Overruns in a third negotiation with four pairs and RSS, without a peek, on packed rings',
    'crash',
    (probe, times) =>
      times >= 3 && probe.derived.queuePairs >= 4 && has(probe, net.RSS) && packed(probe) && unseen(probe),
  ),
  hard(
    'third-time-jumbo',
    'Gives up after a third negotiation with an MTU above 9000 over a channel',
    'surrender',
    (probe, times) => times >= 3 && probe.derived.mtu > 9000 && over(probe, 'ccw'),
  ),
  hard(
    'second-time-unseen-small',
    'Gives up after a second negotiation over MMIO without a peek, on packed rings of 3, in a layout unusual in two ways',
    'surrender',
    (probe, times) =>
      times === 2 &&
      unseen(probe) &&
      packed(probe) &&
      over(probe, 'mmio') &&
      probe.smallestDataRing() === 3 &&
      contiguous(probe) &&
      combined(probe),
  ),
  hard(
    'second-time-control-of-two',
    'Overruns after a second negotiation of VIRTIO 1.4 over a channel without a peek, with four pairs and a control ring of 2',
    'crash',
    (probe, times) =>
      times === 2 &&
      probe.derived.queuePairs >= 4 &&
      probe.derived.hasControlQueue &&
      probe.controlRing() === 2 &&
      over(probe, 'ccw') &&
      probe.env.version === '1.4' &&
      combined(probe) &&
      unseen(probe),
  ),
  hard(
    'old-pages-on-two',
    'Gives up over legacy MMIO with a layout unusual in three ways, merged buffers and a receive ring of 2',
    'surrender',
    (probe) =>
      over(probe, 'mmio-legacy') &&
      largePages(probe) &&
      contiguous(probe) &&
      combined(probe) &&
      has(probe, net.MRG_RXBUF) &&
      probe.queues[0] === 2,
  ),
  hard(
    'jumbo-on-a-packed-edge',
    'Overruns over MMIO without a peek, with an MTU of 65535 on packed rings of exactly MAX_SKB_FRAGS + 2, which is 47',
    'crash',
    (probe) =>
      probe.derived.mtu === 65535 &&
      packed(probe) &&
      probe.env.maxSkbFrags === 45 &&
      probe.queues[0] === probe.smallRing &&
      over(probe, 'mmio') &&
      unseen(probe),
  ),
  hard(
    'combined-everything',
    'Gives up where all of the layout is unusual, with RSS over MMIO, no peek and an MTU of 9000',
    'surrender',
    (probe) =>
      contiguous(probe) &&
      largePages(probe) &&
      probe.env.layout.bigBuffers === 'always-largest' &&
      combined(probe) &&
      over(probe, 'mmio') &&
      unseen(probe) &&
      probe.derived.mtu === 9000 &&
      has(probe, net.RSS),
  ),
  hard(
    'third-time-ring-of-one',
    'Overruns in a third negotiation of VIRTIO 1.4 over a channel on a receive ring of 1, commands in one piece',
    'crash',
    (probe, times) =>
      times >= 3 &&
      probe.env.version === '1.4' &&
      probe.queues[0] === 1 &&
      over(probe, 'ccw') &&
      combined(probe),
  ),
  hard(
    'second-time-without-csum',
    'Gives up after a second negotiation with CTRL_VQ and without GUEST_CSUM, on 45 fragments over packed rings',
    'surrender',
    (probe, times) =>
      times >= 2 &&
      probe.env.maxSkbFrags === 45 &&
      packed(probe) &&
      has(probe, net.CTRL_VQ) &&
      !has(probe, net.GUEST_CSUM) &&
      contiguous(probe) &&
      largePages(probe),
  ),
  hard(
    'second-time-pairs-apart',
    'Overruns after a second negotiation of VIRTIO 1.4 over a channel on packed rings, the second pair the smaller',
    'crash',
    (probe, times) =>
      times === 2 &&
      over(probe, 'ccw') &&
      packed(probe) &&
      probe.env.version === '1.4' &&
      probe.derived.queuePairs >= 2 &&
      (probe.queues[2] ?? 0) < (probe.queues[0] ?? 0),
  ),
  hard(
    'third-time-old-version',
    'Gives up in a third negotiation of VIRTIO 1.0 over PCI with two pairs and commands in one piece',
    'surrender',
    (probe, times) =>
      times >= 3 &&
      probe.env.version === '1.0' &&
      over(probe, 'pci') &&
      probe.derived.queuePairs === 2 &&
      combined(probe),
  ),
  hard(
    'fourth-time',
    'Overruns in a fourth negotiation over MMIO that keeps CTRL_VQ, with large pages and commands in one piece',
    'crash',
    (probe, times) =>
      times >= 4 && has(probe, net.CTRL_VQ) && over(probe, 'mmio') && largePages(probe) && combined(probe),
  ),
  hard(
    'fourth-time-packed',
    'Gives up in a fourth negotiation on packed rings without a peek',
    'surrender',
    (probe, times) => times >= 4 && packed(probe) && unseen(probe),
  ),
  hard(
    'second-time-standby',
    'Overruns after a second negotiation of VIRTIO 1.3 over a channel with STANDBY, an MTU of 68, packed rings, large pages and commands in one piece',
    'crash',
    (probe, times) =>
      times >= 2 &&
      has(probe, net.STANDBY) &&
      probe.derived.mtu === 68 &&
      packed(probe) &&
      over(probe, 'ccw') &&
      probe.env.version === '1.3' &&
      combined(probe) &&
      largePages(probe),
  ),
  hard(
    'third-time-large-pages',
    'Gives up in a third negotiation over PCI without a peek, with large pages, buffers in one piece and an MTU of 9000',
    'surrender',
    (probe, times) =>
      times >= 3 &&
      unseen(probe) &&
      over(probe, 'pci') &&
      largePages(probe) &&
      contiguous(probe) &&
      probe.derived.mtu === 9000,
  ),
];
