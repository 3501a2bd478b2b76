import { survivesEveryMask } from '../spec/feature-bits.ts';
import { isEmpty, isSubset, without } from '../spec/features.ts';
import { ETHERNET_MTU } from '../spec/net/buffers.ts';
import { netClosures } from '../spec/net/requirements.ts';
import { type Transport, transportRules, transports } from '../spec/transports.ts';
import { type SpecVersion, specVersions } from '../spec/versions.ts';
import { isLegalSize } from '../spec/virtqueues.ts';
import { offerOf } from '../src/device/script.ts';
import type { Label, Sometimes } from '../src/run/label.ts';
import { acceptableFeatures } from '../src/run/negotiation.ts';
import { oracleOf } from '../src/run/oracle.ts';
import type { AnyRun } from '../src/run/run.ts';
import type { BlkScenario, NetScenario, Quirks, Scenario } from '../src/scenario/scenario.ts';

/** Refusing takes FEATURES_OK, and packed rings take a modern device. */
const MODERN: readonly Transport[] = transports.filter((transport) => !transportRules[transport].legacy);

/** The sizes of all virtqueues of the first negotiation, in entries. */
const sizesOf = ({ rounds: [first] }: Scenario): readonly number[] => first?.sizes ?? [];

const someSize =
  (is: (size: number, scenario: Scenario) => boolean) =>
  (scenario: Scenario): boolean =>
    sizesOf(scenario).some((size) => is(size, scenario));

const hasQuirk =
  (quirk: keyof Quirks) =>
  ({ quirks }: Scenario): boolean =>
    quirks[quirk] !== undefined;

/** Whether something of the script of a negotiation is not as in the one before. */
const changes =
  (field: 'sizes' | 'offer' | 'acceptance') =>
  ({ rounds }: Scenario): boolean =>
    rounds.some((script, i) => {
      const before = rounds[i - 1];
      return before !== undefined && String(script[field]) !== String(before[field]);
    });

const overTransport = (transport: Transport): Label<Scenario> => ({
  id: `over-${transport}`,
  title: `The transport is ${transport}`,
  least: 0.12,
  of: (scenario) => scenario.transport === transport,
  over: [transport],
});

const inVersion = (version: SpecVersion): Label<Scenario> => ({
  id: `version-${version}`,
  title: `The version of the standard is ${version}`,
  least: 0.12,
  of: (scenario) => scenario.version === version,
});

const withQuirk = (id: string, title: string, quirk: keyof Quirks, least: number): Label<Scenario> => ({
  id,
  title,
  least,
  of: hasQuirk(quirk),
});

/** What scenarios of any device type must be like often enough. */
export const commonLabels: readonly Label<Scenario>[] = [
  ...transports.map(overTransport),
  ...specVersions.map(inVersion),
  {
    id: 'peek',
    title: 'The transport can peek',
    least: 0.4,
    of: ({ peek }) => peek,
  },
  {
    id: 'no-peek',
    title: 'The transport cannot peek',
    least: 0.4,
    of: ({ peek }) => !peek,
  },
  {
    id: 'packed-rings',
    title: 'The rings are packed',
    least: 0.15,
    of: ({ format }) => format === 'packed',
  },
  {
    id: 'a-ring-absent',
    title: 'Some virtqueue does not exist',
    least: 0.04,
    of: someSize((size) => size === 0),
  },
  {
    id: 'a-ring-of-1',
    title: 'Some ring has 1 entry',
    least: 0.05,
    of: someSize((size) => size === 1),
  },
  {
    id: 'a-ring-of-2',
    title: 'Some ring has exactly 2 entries',
    least: 0.05,
    of: someSize((size) => size === 2),
  },
  {
    id: 'a-ring-illegal',
    title: 'Some ring has a size that no ring of its format may have',
    least: 0.03,
    of: someSize((size, { format }) => size !== 0 && !isLegalSize(size, format)),
  },
  {
    id: 'a-ring-of-its-own-size',
    title: 'The rings are not all of one size',
    least: 0.3,
    of: (scenario) => new Set(sizesOf(scenario)).size > 1,
  },
  {
    id: 'one-round',
    title: 'The device does the same in every negotiation',
    least: 0.5,
    of: ({ rounds }) => rounds.length === 1,
  },
  {
    id: 'two-rounds',
    title: 'The device does something else after one reset',
    least: 0.12,
    of: ({ rounds }) => rounds.length === 2,
  },
  {
    id: 'three-rounds',
    title: 'The device does something else after each of two resets',
    least: 0.02,
    of: ({ rounds }) => rounds.length === 3,
  },
  { id: 'sizes-change-on-reset', title: 'Ring sizes change on a reset', least: 0.06, of: changes('sizes') },
  { id: 'offer-changes-on-reset', title: 'The offer changes on a reset', least: 0.03, of: changes('offer') },
  {
    id: 'refuses-at-once',
    title: 'The device refuses the first set, whatever it is',
    least: 0.04,
    of: ({ rounds: [first] }) => first?.acceptance.kind === 'refuses',
    over: MODERN,
  },
  {
    id: 'refuses-unless',
    title: 'Some negotiation refuses all sets but those that it likes',
    least: 0.06,
    of: ({ rounds }) => rounds.some(({ acceptance }) => acceptance.kind === 'refuses-unless'),
    over: MODERN,
  },
  {
    id: 'no-fault',
    title: 'The device has no quirk',
    least: 0.5,
    of: ({ quirks }) => Object.keys(quirks).length === 0,
  },
  withQuirk('accepted-bits-accumulate', 'Accepted bits only accumulate', 'accumulates', 0.01),
  withQuirk('reset-keeps-something', 'A reset clears only part', 'resetKeeps', 0.04),
  withQuirk(
    'status-stored-otherwise',
    'The status is stored verbatim, or one bit at a time',
    'status',
    0.025,
  ),
  withQuirk('features-ok-unchecked', 'FEATURES_OK is never checked', 'featuresOkUnchecked', 0.01),
  withQuirk(
    'peeked-size-differs',
    'A queue is created of another size than was peeked',
    'createdSizes',
    0.03,
  ),
  withQuirk('device-vanishes', 'The device stops answering', 'vanishesAfter', 0.03),
  {
    id: 'reset-takes-time',
    title: 'A reset takes some polls',
    least: 0.12,
    of: ({ resetPolls }) => typeof resetPolls === 'number' && resetPolls > 0,
  },
  {
    id: 'reset-never-ends',
    title: 'A reset never ends',
    least: 0.03,
    of: ({ resetPolls }) => resetPolls === 'never',
  },
  {
    id: 'found-in-use',
    title: 'The driver finds the device as firmware left it',
    least: 0.2,
    of: ({ initialStatus }) => initialStatus !== 0,
  },
];

/** What scenarios of virtio-net must be like often enough. */
export const netLabels: readonly Label<NetScenario>[] = [
  ...commonLabels,
  {
    id: 'a-small-ring',
    title: 'Some ring has 3 entries to MAX_SKB_FRAGS + 1',
    least: 0.15,
    of: ({ rounds: [first], maxSkbFrags }) =>
      first?.sizes.some((size) => size >= 3 && size <= maxSkbFrags + 1) ?? false,
  },
  {
    id: 'a-ring-at-the-edge',
    title: 'Some ring has MAX_SKB_FRAGS + 1, + 2 or + 3 entries',
    least: 0.04,
    of: ({ rounds: [first], maxSkbFrags }) =>
      first?.sizes.some((size) => Math.abs(size - maxSkbFrags - 2) <= 1) ?? false,
  },
  {
    id: 'all-rings-large',
    title: 'Every ring has 64 entries or more',
    least: 0.12,
    of: (scenario) => sizesOf(scenario).every((size) => size >= 64),
  },
  {
    id: 'many-pairs',
    title: 'The device has several queue pairs',
    least: 0.25,
    of: ({ maxVirtqueuePairs }) => maxVirtqueuePairs > 1,
  },
  { id: 'jumbo-mtu', title: 'The MTU is above 1500 bytes', least: 0.15, of: ({ mtu }) => mtu > ETHERNET_MTU },
  {
    id: 'mtu-too-small',
    title: 'The MTU is below the least that an interface has',
    least: 0.15,
    of: ({ mtu }) => mtu < 68,
  },
  {
    id: 'offer-not-closed',
    title: 'Something is offered without what it requires',
    least: 0.03,
    of: (scenario) =>
      scenario.rounds.some(
        (script) => !netClosures(scenario.version).must.isClosed(offerOf(scenario, script)),
      ),
  },
  {
    id: 'offers-the-unknown',
    title: 'Something is offered that nobody may accept',
    least: 0.03,
    of: (scenario) =>
      scenario.rounds.some(
        (script) =>
          !isSubset(
            offerOf(scenario, script),
            acceptableFeatures('net', scenario.transport, scenario.version),
          ),
      ),
  },
  {
    id: 'feasible',
    title: 'The best driver goes live',
    least: 0.15,
    of: (scenario) => oracleOf(scenario).feasible,
  },
  {
    id: 'feasible-by-giving-up',
    title: 'The best driver goes live only without something that is offered and known',
    least: 0.05,
    of: (scenario) => {
      const [best] = oracleOf(scenario).best;
      const [first] = scenario.rounds;
      if (best === undefined || !first) return false;
      const given =
        offerOf(scenario, first) & acceptableFeatures('net', scenario.transport, scenario.version);
      return !isEmpty(without(given, best | survivesEveryMask));
    },
  },
];

/** What scenarios of virtio-blk must be like often enough. */
export const blkLabels: readonly Label<BlkScenario>[] = [
  ...commonLabels,
  {
    id: 'many-queues',
    title: 'The device has several request queues',
    least: 0.3,
    of: ({ numQueues }) => numQueues > 1,
  },
  { id: 'zoned', title: 'The device says that it is zoned', least: 0.2, of: ({ zoned }) => zoned !== 'none' },
  {
    id: 'segments-above-ring',
    title: 'Some ring is shorter than the longest request that its device allows',
    least: 0.2,
    of: ({ rounds: [first], segMax }) => first?.sizes.some((size) => size < segMax + 2) ?? false,
  },
];

/** What must happen to some driver or other in a whole campaign. */
export const sometimes: readonly Sometimes<AnyRun>[] = [
  { id: 'goes-live', title: 'A driver goes live', happens: ({ plan }) => plan !== undefined },
  { id: 'gives-up', title: 'A driver gives up', happens: ({ outcome }) => outcome?.kind === 'failed' },
  {
    id: 'is-refused',
    title: 'A device refuses the features that a driver wrote',
    happens: ({ rounds }) =>
      rounds.some(({ featuresOkRead, confirmed }) => featuresOkRead >= 0 && !confirmed),
  },
  {
    id: 'live-over-legacy',
    title: 'A driver goes live over a legacy interface',
    happens: ({ plan, legacy }) => plan !== undefined && legacy,
  },
  {
    id: 'finds-no-queue',
    title: 'A driver gives up on a device that took its features',
    happens: ({ outcome, last }) => outcome?.kind === 'failed' && last?.confirmed === true,
  },
  {
    id: 'waits-for-a-reset',
    title: 'A reset is polled more than once',
    happens: ({ rounds }) => rounds.some(({ polls }) => polls > 1),
  },
];
