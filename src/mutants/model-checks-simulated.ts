import { VERSION_1 } from '../../spec/feature-bits.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import { type FeatureSet, isEmpty } from '../../spec/features.ts';
import type { Rings } from '../../spec/net/feasibility.ts';
import * as net from '../../spec/net/features.ts';
import { coreFlagsRetry } from '../policies/core-flags-retry.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { probeRenegotiate } from '../policies/probe-renegotiate.ts';
import { recommended } from '../policies/recommended.ts';
import type { RoundScript } from '../scenario/scenario.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { Round } from '../trace/rounds.ts';
import { netDevice } from '../types/net/model.ts';
import { netPolicy } from '../types/net/policy.ts';
import { runNetPolicy } from '../types/net/run.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { moves } from '../types/net/troubles.ts';
import type { ModelCheck } from './model.ts';

/** A device of one or more pairs that accepts whatever it offers, over modern PCI. */
const aDevice = (
  { offer, sizes }: Pick<RoundScript, 'offer' | 'sizes'>,
  maxVirtqueuePairs = 1,
  ...later: readonly RoundScript[]
): NetScenario => ({
  type: 'net',
  version: '1.2',
  transport: 'pci',
  peek: true,
  format: 'split',
  rounds: [{ offer, sizes, acceptance: { kind: 'accepts' } }, ...later],
  resetPolls: 0,
  initialStatus: 0,
  quirks: {},
  mtu: 1500,
  maxVirtqueuePairs,
  maxSkbFrags: 17,
  layout: { receive: 'paged', pageSize: 4096, bigBuffers: 'by-mtu', control: 'separate' },
});

const plain: FeatureSet = VERSION_1 | net.MAC | net.CTRL_VQ;

/** Entries of the control ring where every other ring is larger. */
const CONTROL = 2;

const controlQueueAsSimulated: ModelCheck = {
  id: 'control-queue-where-the-device-has-it',
  title: 'The control queue has the index at which the simulated device shows its ring',
  *cases({ queuePairs, controlQueue }) {
    for (const accepted of [plain, plain | net.MQ, plain | net.RSS]) {
      for (let pairs = 1; pairs <= 4; pairs++) {
        const sizes = [...new Array<number>(2 * pairs).fill(64), CONTROL];
        const device = netDevice(aDevice({ offer: accepted, sizes }, pairs));
        device.writeAccepted(0, Number(accepted & 0xffff_ffffn));
        device.writeAccepted(1, Number(accepted >> 32n));
        const shown = sizes.findIndex((_, queue) => device.readQueueSize(queue) === CONTROL);
        const index = controlQueue(queuePairs(accepted, pairs));
        yield index === shown
          ? undefined
          : `with ${printFeatures(accepted, net.netFeatureNames)} and max_virtqueue_pairs ${pairs} it is queue ${index}, and on the device queue ${shown}`;
      }
    }
  },
};

/** Accepts all that is offered, whatever the rings, and sends linear packets. */
const takesEverything = netPolicy({
  id: 'takes-everything',
  title: 'Accepts all that is offered and sends linear packets, whatever the rings',
  probe(probe) {
    probe.negotiate();
    probe.findQueues();
    return probe.goLive({ ...probe.framedReceive(), ...probe.linearTransmit() });
  },
});

/** Powers of two on either side of what a large receive buffer and any command need, in entries. */
const RINGS = [1, 2, 4, 8, 16, 32];

const whatFitsMoves: ModelCheck = {
  id: 'what-fits-moves',
  title: 'What the oracle takes to fit moves on the simulated device, and what it does not stalls',
  *cases({ infeasible }) {
    const sets = [
      plain,
      plain | net.CTRL_RX,
      plain | net.GUEST_CSUM | net.GUEST_TSO4,
      plain | net.GUEST_CSUM | net.GUEST_TSO4 | net.MRG_RXBUF,
    ];
    for (const offer of sets) {
      for (const receive of RINGS)
        for (const transmit of [1, 32])
          for (const control of RINGS) {
            const scenario = aDevice({ offer, sizes: [receive, transmit, control] });
            const { version, layout, maxSkbFrags, mtu } = scenario;
            const rings: Rings = {
              version,
              legacy: false,
              layout,
              maxSkbFrags,
              mtu,
              receive,
              transmit,
              control,
            };
            const fits = isEmpty(infeasible(offer, rings));
            yield fits === moves(runNetPolicy(takesEverything, scenario))
              ? undefined
              : `${printFeatures(offer, net.netFeatureNames)} ${fits ? 'is said to fit' : 'is said not to fit'} receive ${receive}, transmit ${transmit}, control ${control}`;
          }
    }
  },
};

/** What the naive reader and the model both say of a round. */
type Told = Pick<Round, 'start' | 'end' | 'offered' | 'accepted' | 'driverOk' | 'failed'>;

/** Reads events into rounds with one rule: writing 0 to the status begins one. */
function naively(events: readonly TraceEvent[]): Told[] {
  const starts = events.flatMap(({ kind, value }, at) =>
    at === 0 || (kind === 'status-write' && value === 0) ? [at] : [],
  );
  return starts.map((start, i): Told => {
    const end = starts[i + 1] ?? events.length;
    const own = events.slice(start, end);
    const last = (kind: TraceEvent['kind']): FeatureSet =>
      [0, 1, 2, 3].reduce((set, window) => {
        const value = own.findLast((event) => event.kind === kind && event.index === window)?.value ?? 0;
        return set | (BigInt(value) << BigInt(32 * window));
      }, 0n);
    const firstWith = (bit: number): number => {
      const at = own.findIndex(({ kind, value }) => kind === 'status-write' && (value & bit) !== 0);
      return at < 0 ? -1 : start + at;
    };
    return {
      start,
      end,
      offered: last('offer-read'),
      accepted: last('accepted-write'),
      driverOk: firstWith(0x04),
      failed: firstWith(0x80),
    };
  });
}

const told: readonly (keyof Told)[] = ['start', 'end', 'offered', 'accepted', 'driverOk', 'failed'];

/** Devices that are negotiated with once, twice, and in vain. */
const devices: readonly NetScenario[] = [
  aDevice({ offer: plain, sizes: [64, 64, 64] }),
  aDevice({ offer: plain | net.GUEST_CSUM | net.GUEST_TSO4, sizes: [16, 16, 1] }),
  aDevice({ offer: plain | net.GUEST_CSUM | net.GUEST_TSO4, sizes: [4, 4, 4] }, 1, {
    offer: plain,
    sizes: [4, 4, 4],
    acceptance: { kind: 'refuses' },
  }),
];

const roundsAsReadNaively: ModelCheck = {
  id: 'rounds-as-a-naive-reader-has-them',
  title: 'A trace has the rounds that a reader finds who knows only that a reset begins one',
  *cases({ readRounds }) {
    for (const scenario of devices) {
      for (const policy of [linuxMainline, recommended, probeRenegotiate, coreFlagsRetry]) {
        const { trace } = runNetPolicy(policy, scenario);
        const expected = naively([...trace]);
        const found = readRounds(trace);
        const differs = told.find((field) => expected.some((round, i) => round[field] !== found[i]?.[field]));
        yield expected.length !== found.length
          ? `a run of ${policy.id} has ${found.length} rounds, and by its resets ${expected.length}`
          : differs && `rounds of ${policy.id} differ in ${differs}`;
      }
    }
  },
};

/** Checks of the model against the simulated device and its runs. */
export const simulatedChecks: readonly ModelCheck[] = [
  controlQueueAsSimulated,
  whatFitsMoves,
  roundsAsReadNaively,
];
