import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, isEmpty, NONE, without } from '../../../spec/features.ts';
import type { NetCommand } from '../../../spec/net/commands.ts';
import { netConfig } from '../../../spec/net/configuration.ts';
import { commandDescriptors } from '../../../spec/net/control.ts';
import * as net from '../../../spec/net/features.ts';
import {
  controlFootprint,
  controlLayout,
  type Framing,
  frameBytes,
  type ReceiveKind,
  receiveBufferBytes,
  receiveBufferDescriptors,
  transmitFootprint,
} from '../../../spec/net/footprints.ts';
import type { Negotiated } from '../../../spec/net/negotiated.ts';
import { controlQueue, isLegalPairs } from '../../../spec/net/queues.ts';
import { type RingFormat, slotsOf } from '../../../spec/virtqueues.ts';
import { type Core, type QueueQuestions, REFUSED } from '../../driver/core.ts';
import { probeError } from '../../driver/errors.ts';
import {
  knownFeatures,
  type LinuxKernel,
  newestLinux,
  receivesLarge,
  windowsOf,
} from '../../driver/linux-kernels.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { isNetEnvironment, type NetEnvironment } from './environment.ts';
import { knownRequirements, needControlQueueInLinux } from './linux-features.ts';
import { firstMergeableBuffer, LARGEST_IP_PACKET } from './linux-receive.ts';
import { negotiated } from './negotiated.ts';
import type { Derived, NetPlan } from './plan.ts';
import { checkPlan } from './plan.ts';
import { sendProbeCommands } from './probe-commands.ts';

/** Bytes; what an Ethernet interface carries without an MTU feature. */
export const DEFAULT_MTU = 1500;
/** Bytes; the least MTU that a Linux network interface has. */
export const MIN_MTU = 68;

/** How `negotiate` departs from what Linux does. */
export interface NegotiateOptions {
  /** Waits for the end of the reset over every transport, and not for ever. */
  readonly awaitReset?: boolean;
  /** Drops what misses a requirement of any strength, also where nothing is blocked. */
  readonly closed?: boolean;
  /**
   * Sizes receive buffers as the standard has it: large with any guest segmentation, one of GUEST_USO4 and GUEST_USO6 alone too,
   * which Linux overlooks; a page where they merge, which Linux only comes to.
   */
  readonly dueBuffers?: boolean;
}

const AS_LINUX: NegotiateOptions = {};

const ASK_ENABLED: QueueQuestions = { count: false, enabled: true, fit: true };
const ASK_NOTHING: QueueQuestions = { count: false, enabled: false, fit: true };

const nothingDerived: Derived = {
  hasControlQueue: false,
  bigPackets: false,
  mergeableBuffers: false,
  headerLength: 0,
  queuePairs: 1,
  mtu: DEFAULT_MTU,
};

/** The probe of Linux virtio_net in steps, over the steps of the virtio core. */
export class NetProbe {
  readonly core: Core;
  readonly env: NetEnvironment;
  /** What the driver derives from the negotiated features; `negotiate` computes it afresh. */
  derived: Derived = nothingDerived;
  /** Entries of each queue, by index, as `findQueues` found them. */
  queues: readonly number[] = [];
  /** The Linux that the driver is a part of. */
  readonly kernel: LinuxKernel;
  /** Descriptors of its longest control command, where the driver packs them in its own way. */
  private ownChain = Number.POSITIVE_INFINITY;
  private readonly supports: FeatureSet | undefined;
  /** How the driver departs from what Linux does: as it was told when it last negotiated. */
  options: NegotiateOptions = AS_LINUX;
  private meaning: Negotiated | undefined;

  /** Throws TypeError where the device is of another type. */
  constructor(core: Core, supports?: FeatureSet, kernel: LinuxKernel = newestLinux) {
    if (!isNetEnvironment(core.env)) throw new TypeError(`a net driver was given a ${core.env.type} device`);
    this.env = core.env;
    this.core = core;
    this.supports = supports;
    this.kernel = kernel;
    core.windows = Math.max(supports === undefined ? 0 : core.windows, windowsOf(kernel, core));
  }

  /** The features that the driver wrote last. */
  get accepted(): FeatureSet {
    return this.core.accepted;
  }

  /** Entries below which a receive or transmit ring is small: MAX_SKB_FRAGS + 2. */
  get smallRing(): number {
    return this.env.maxSkbFrags + 2;
  }

  /**
   * A whole negotiation as virtio_dev_probe has it: reset, ACKNOWLEDGE, DRIVER, the offer without `blocked`
   * and its dependents, validated, FEATURES_OK read back; then `derived`. Throws ProbeError where it fails.
   */
  negotiate(blocked: FeatureSet = NONE, options: NegotiateOptions = AS_LINUX): void {
    if (!this.tryNegotiate(blocked, options)) throw probeError(this.core.trouble);
  }

  /** As `negotiate`; false, and see `giveUp`, where the device refused the features. Throws ProbeError where anything else fails. */
  tryNegotiate(blocked: FeatureSet = NONE, options: NegotiateOptions = AS_LINUX): boolean {
    const { core } = this;
    this.options = options;
    this.reset();
    core.greet();
    return this.trySettle(this.choose(core.offered(), blocked, options.closed === true));
  }

  /**
   * The rest of a negotiation once features are chosen: written, validated, written again where that dropped any, FEATURES_OK
   * read back; then `derived`. False, and see `giveUp`, where the device refused them.
   */
  trySettle(chosen: FeatureSet): boolean {
    const { core } = this;
    core.accept(chosen);
    const valid = this.validate(chosen);
    if (valid !== chosen) core.accept(valid);
    if (!core.confirm()) {
      // Who confirms in a way of their own may leave no word of it.
      core.trouble ||= REFUSED;
      return false;
    }
    this.derive();
    return true;
  }

  /** What the driver takes of an offer: what it knows, without `blocked` and all that depends on it. Throws ProbeError where a modern device does not offer VERSION_1. */
  choose(offered: FeatureSet, blocked: FeatureSet = NONE, closed = false): FeatureSet {
    const { transport } = this.core.env;
    const known = offered & knownFeatures('net', transport, this.supports, this.kernel);
    if (!this.core.legacy && !includes(known, VERSION_1))
      throw probeError('the device does not offer VERSION_1');
    if (isEmpty(blocked) && !closed) return known;
    return knownRequirements.greatestClosedSubset(without(known, blocked));
  }

  /** virtnet_validate: fails on dependents without CTRL_VQ, drops an MTU below the interface's least and STANDBY without MAC. */
  validate(chosen: FeatureSet): FeatureSet {
    if (!includes(chosen, net.CTRL_VQ) && intersects(chosen, needControlQueueInLinux)) {
      throw probeError('the device offers a control command feature without CTRL_VQ');
    }
    let valid = chosen;
    if (includes(valid, net.MTU) && this.core.transport.readConfig(netConfig.mtu) < MIN_MTU)
      valid = without(valid, net.MTU);
    if (this.kernel.standbyNeedsMac && includes(valid, net.STANDBY) && !includes(valid, net.MAC))
      valid = without(valid, net.STANDBY);
    return valid;
  }

  /** What virtnet_probe computes from the accepted features before any queue exists. */
  derive(): Derived {
    const { core } = this;
    const meaning = negotiated(core.accepted, core.env.version, core.legacy);
    const mtu = meaning.mtu ? core.transport.readConfig(netConfig.mtu) : DEFAULT_MTU;
    const many = meaning.controlQueue && meaning.multiqueue;
    const stated = many ? core.transport.readConfig(netConfig.maxVirtqueuePairs) : 1;
    const queuePairs = isLegalPairs(stated) ? stated : 1;
    this.meaning = meaning;
    this.derived = {
      hasControlQueue: meaning.controlQueue,
      bigPackets: this.receivesLarge || mtu > DEFAULT_MTU,
      mergeableBuffers: meaning.mergeable,
      headerLength: meaning.headerLength,
      queuePairs,
      mtu,
    };
    return this.derived;
  }

  /** The format of the rings under the accepted features. */
  get format(): RingFormat {
    return this.current.packed ? 'packed' : 'split';
  }

  /** How many virtqueues `derived` calls for. */
  get queueCount(): number {
    return 2 * this.derived.queuePairs + (this.derived.hasControlQueue ? 1 : 0);
  }

  /** Sizes, in entries and by index, of the queues that `derived` calls for, read without making them. */
  peekSizes(): number[] | undefined {
    const { core } = this;
    if (!core.env.canPeek) return undefined;
    const sizes: number[] = [];
    for (let queue = 0; queue < this.queueCount; queue++) sizes.push(core.transport.peekQueueSize(queue));
    return sizes;
  }

  /** As `tryFindQueues`. Throws ProbeError where that gives undefined. */
  findQueues(): readonly number[] {
    const sizes = this.tryFindQueues();
    if (sizes === undefined) throw probeError(this.core.trouble);
    return sizes;
  }

  /**
   * virtnet_find_vqs: makes every queue and enables them; sizes in entries, by index. Undefined, and see `giveUp`, where
   * one is missing or cannot be made.
   */
  tryFindQueues(): readonly number[] | undefined {
    const { core } = this;
    const sizes: number[] = [];
    this.queues = [];
    for (let queue = 0; queue < this.queueCount; queue++) {
      const size = core.trySetUpQueue(queue, this.ringFormat);
      if (size === undefined) return undefined;
      if (size === 0) {
        core.trouble = `virtqueue ${queue} does not exist`;
        return undefined;
      }
      sizes.push(size);
    }
    return this.enableQueues(sizes);
  }

  /**
   * As `tryFindQueues`, but a queue that is missing has size 0, and then none is enabled; one of a size that no ring has gets
   * the largest ring within it. Does not ask how many queues there are, and whether each is enabled already only where told to.
   */
  tryFindExistingQueues(askEnabled: boolean): readonly number[] | undefined {
    const { core } = this;
    const sizes: number[] = [];
    const ask = askEnabled ? ASK_ENABLED : ASK_NOTHING;
    this.queues = [];
    for (let queue = 0; queue < this.queueCount; queue++) {
      const size = core.trySetUpQueue(queue, this.ringFormat, ask);
      if (size === undefined) return undefined;
      sizes.push(size);
    }
    this.queues = sizes;
    return sizes.includes(0) ? sizes : this.enableQueues(sizes);
  }

  /** The smallest receive or transmit ring of all pairs, in entries. */
  smallestDataRing(sizes: readonly number[] = this.queues): number {
    return this.smallest(sizes, 1);
  }

  /** The smallest receive ring of all pairs, in entries. */
  smallestReceiveRing(sizes: readonly number[] = this.queues): number {
    return this.smallest(sizes, 2);
  }

  /** The control ring, in entries; Infinity where no control queue was negotiated. */
  controlRing(sizes: readonly number[] = this.queues): number {
    if (!this.derived.hasControlQueue) return Number.POSITIVE_INFINITY;
    return sizes[2 * this.derived.queuePairs] ?? 0;
  }

  /** Whether a receive or transmit ring is below MAX_SKB_FRAGS + 2. */
  isSmall(sizes: readonly number[] = this.queues): boolean {
    return this.smallestDataRing(sizes) < this.smallRing;
  }

  /** The transmit side of a driver that sends every packet linear: what a small ring needs. */
  linearTransmit(): Pick<NetPlan, 'transmitChain' | 'stopBelow' | 'wakeAt'> {
    const chain = transmitFootprint('linear', this.current, this.framing);
    return { transmitChain: chain, stopBelow: chain, wakeAt: chain };
  }

  /** The receive side of a driver that keeps to the legacy framing: a descriptor for the header alone where it is due. */
  framedReceive(): Pick<NetPlan, 'receiveChain'> {
    return { receiveChain: receiveBufferDescriptors(this.receiveKind, this.current, this.framing) };
  }

  /**
   * The receive side of a driver that sizes its buffers by its smallest receive ring: no chain is longer than that, its pieces
   * are larger instead; buffers that merge are so large that a full ring of them holds the largest frame.
   */
  receiveBySize(): Pick<NetPlan, 'receiveChain' | 'receiveBuffer'> {
    const { receiveKind, current, framing } = this;
    const receiveChain = receiveBufferDescriptors(receiveKind, current, framing, 'together');
    const receiveBuffer = receiveBufferBytes(receiveKind, current, framing);
    const ring = Math.max(1, this.smallestReceiveRing());
    if (!current.mergeable) return { receiveChain: Math.min(receiveChain, ring), receiveBuffer };
    // What Linux takes for large, by GUEST_ECN alone, is none larger than the MTU has it.
    const kinds = [receiveKind, 'mtu'] as const;
    const frame = Math.max(...kinds.map((kind) => frameBytes(kind, current, framing)));
    return { receiveChain, receiveBuffer: Math.max(receiveBuffer, Math.ceil(frame / ring)) };
  }

  /** The receive side of a driver whose guest offloads are switched off: buffers for frames of the MTU, whatever was negotiated. */
  receiveWithoutOffloads(): Pick<NetPlan, 'receiveChain' | 'receiveBuffer'> {
    const kind = this.derived.mtu > DEFAULT_MTU ? 'mtu' : 'small';
    return {
      receiveChain: receiveBufferDescriptors(kind, this.current, this.framing, 'together'),
      receiveBuffer: receiveBufferBytes(kind, this.current, this.framing),
    };
  }

  /**
   * DRIVER_OK, and live as a mainline driver is but for `changes`, once the commands of its probe are sent, unless the changes say
   * which are sent instead, or that none is; where one of them fails that has to be done, a reset and FAILED. Throws TypeError where the changes make
   * no plan.
   */
  goLive(changes?: Partial<NetPlan>): Outcome {
    // Assigned, as fields of one order make properties quick to ask.
    const due: NetPlan = Object.assign(this.plan(), ALL_SENT);
    const plan = changes ? checkPlan(Object.assign(due, changes)) : due;
    const outcome = this.core.goLive(plan);
    if (plan.commands !== 'sent' || changes?.controlChain === 0) return outcome;
    this.ownChain = changes?.controlChain ?? this.ownChain;
    const trouble = sendProbeCommands(this, Math.max(...plan.activePairs) + 1);
    if (trouble === undefined) return outcome;
    this.reset();
    return this.fail(trouble);
  }

  /** As `goLive`, with linear packets and the mark `vring_small` where a data ring is small. */
  goLiveBySize(): Outcome {
    return this.isSmall() ? this.goLive({ small: true, ...this.linearTransmit() }) : this.goLive();
  }

  /**
   * virtnet_send_command: sends a control command to a live device and waits for the answer, its data in 32-bit words, the lowest
   * first; whether the device did it. False too where it does not fit the ring, and then nothing is sent. Where no answer comes Linux
   * waits for ever, which a driver that awaits its resets does not.
   */
  send(command: NetCommand, data: readonly number[] = []): boolean {
    const { transport } = this.core;
    const queue = controlQueue(this.derived.queuePairs);
    const descriptors = Math.min(this.descriptorsOf(command), this.ownChain);
    const { indirect } = this.current;
    const isSent = slotsOf(descriptors, indirect) <= this.controlRing();
    if (!isSent && this.kernel.unsentCommand === 'fails') return false;
    const answer = isSent
      ? transport.sendCommand(queue, { ...command, data, descriptors, indirect })
      : undefined;
    if (answer === undefined && !this.options.awaitReset) while (transport.readUsed(queue) === 0);
    return answer === 0;
  }

  /** Whether it departs from Linux in what it waits for: then it does not go on either as if it had been answered. */
  get heedsAnswers(): boolean {
    return this.options.awaitReset === true;
  }

  /** Gives up: FAILED. */
  fail(reason: string): Outcome {
    return this.core.fail(reason);
  }

  /** Gives up for what stopped the last `try…` or `confirm`: FAILED. */
  giveUp(): Outcome {
    return this.core.giveUp();
  }

  /**
   * The plan of a mainline driver: packets in fragments where CSUM lets Linux send them so (NETIF_F_SG), but one threshold
   * for stopping and waking in any case, and receive buffers that hold header and data together, also where the legacy
   * framing wants them apart.
   */
  plan(): NetPlan {
    const { derived, core } = this;
    const longest = this.env.maxSkbFrags + 2;
    const { framing, receiveKind } = this;
    return {
      type: 'net',
      features: core.accepted,
      derived,
      queues: this.queues,
      activePairs: firstPairs(derived.queuePairs),
      receiveChain: receiveBufferDescriptors(receiveKind, this.current, framing, 'together'),
      receiveBuffer: this.receiveBuffer,
      transmitChain: includes(core.accepted, net.CSUM)
        ? longest
        : transmitFootprint('linear', this.current, framing),
      stopBelow: longest,
      wakeAt: longest,
      controlChain: controlFootprint(this.current, framing),
      small: false,
      overlong: this.kernel.unsentCommand === 'awaited' ? 'awaited' : undefined,
      receiveBuffers: undefined,
      commands: undefined,
    };
  }

  // --- internal ---

  private get current(): Negotiated {
    this.meaning ??= negotiated(this.core.accepted, this.core.env.version, this.core.legacy);
    return this.meaning;
  }

  /** The smallest of the rings of all pairs, or of every second one. */
  private smallest(sizes: readonly number[], step: 1 | 2): number {
    let smallest = Number.POSITIVE_INFINITY;
    for (let queue = 0; queue < 2 * this.derived.queuePairs; queue += step)
      smallest = Math.min(smallest, sizes[queue] ?? 0);
    return smallest;
  }

  private enableQueues(sizes: readonly number[]): readonly number[] {
    for (let queue = 0; queue < sizes.length; queue++) this.core.enableQueue(queue);
    this.queues = sizes;
    return sizes;
  }

  private get framing(): Framing {
    const { layout, maxSkbFrags } = this.env;
    const { bigBuffers } = this.kernel;
    const { mtu } = this.derived;
    return { layout: bigBuffers === 'by-mtu' ? layout : { ...layout, bigBuffers }, maxSkbFrags, mtu };
  }

  private reset(): void {
    if (this.options.awaitReset) this.core.reset();
    else this.core.resetLikeLinux();
  }

  /** Of what format a ring has to be for Linux to make it: before 6.4 a packed one over PCI is made only where a split one could be. */
  private get ringFormat(): RingFormat {
    return this.env.transport === 'pci' && !this.kernel.unevenRingsOverPci ? 'split' : this.format;
  }

  private get receivesLarge(): boolean {
    return this.options.dueBuffers ? this.current.largeReceive : receivesLarge(this.kernel, this.accepted);
  }

  /** What receive buffers are sized for, by what the driver derived: possibly not what was negotiated. */
  private get receiveKind(): ReceiveKind {
    if (!this.derived.bigPackets) return 'small';
    return this.receivesLarge ? 'large' : 'mtu';
  }

  /** Bytes that a receive buffer holds at first; of the smallest ring, where buffers merge. */
  private get receiveBuffer(): number {
    const { current, framing, derived } = this;
    const { layout } = framing;
    if (!current.mergeable || layout.receive === 'contiguous' || this.options.dueBuffers)
      return receiveBufferBytes(this.receiveKind, current, framing);
    const longest = derived.bigPackets || !current.mtu ? LARGEST_IP_PACKET : derived.mtu;
    const ring = Math.max(1, this.smallestReceiveRing());
    return firstMergeableBuffer(ring, derived.headerLength, longest, layout.pageSize);
  }

  /** Descriptors of a control command, as the driver cuts it. */
  private descriptorsOf(command: NetCommand): number {
    const layout = controlLayout(this.current, this.framing);
    const isOfRss = intersects(command.needs, OF_RSS) && layout === 'separate';
    return isOfRss ? this.kernel.rssParameters + 2 : commandDescriptors(command, layout);
  }
}

// --- internal ---

const OF_RSS: FeatureSet = net.RSS | net.HASH_REPORT;

const FIRST_PAIR: readonly number[] = [0];

const ALL_SENT = { commands: 'sent' } as const;

const firstPairs = (count: number): readonly number[] =>
  count === 1 ? FIRST_PAIR : Array.from({ length: count }, (_, pair) => pair);
