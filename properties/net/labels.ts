import { survivesEveryMask } from '../../spec/feature-bits.ts';
import { isEmpty, isSubset, without } from '../../spec/features.ts';
import { ETHERNET_MTU } from '../../spec/net/buffers.ts';
import { netClosures } from '../../spec/net/requirements.ts';
import { offerOf } from '../../src/device/script.ts';
import type { Label } from '../../src/run/label.ts';
import { acceptableFeatures } from '../../src/run/negotiation.ts';
import { oracleOf } from '../../src/types/net/oracle.ts';
import type { NetScenario } from '../../src/types/net/scenario.ts';
import { commonLabels, sizesOf, withQuirk } from '../common-labels.ts';

/** What scenarios of virtio-net must be like often enough. */
export const netLabels: readonly Label<NetScenario>[] = [
  ...commonLabels,
  {
    id: 'a-small-ring',
    title: 'Some ring has 3 entries to MAX_SKB_FRAGS + 1',
    least: 0.15,
    ofSizes: true,
    of: ({ rounds: [first], maxSkbFrags }) =>
      first?.sizes.some((size) => size >= 3 && size <= maxSkbFrags + 1) ?? false,
  },
  {
    id: 'a-ring-at-the-edge',
    title: 'Some ring has MAX_SKB_FRAGS + 1, + 2 or + 3 entries',
    least: 0.04,
    ofSizes: true,
    of: ({ rounds: [first], maxSkbFrags }) =>
      first?.sizes.some((size) => Math.abs(size - maxSkbFrags - 2) <= 1) ?? false,
  },
  {
    id: 'all-rings-large',
    title: 'Every ring has 64 entries or more',
    least: 0.12,
    ofSizes: true,
    of: (scenario) => sizesOf(scenario).every((size) => size >= 64),
  },
  {
    id: 'many-pairs',
    title: 'The device has several queue pairs',
    least: 0.25,
    of: ({ maxVirtqueuePairs }) => maxVirtqueuePairs > 1,
  },
  withQuirk<NetScenario>('ring-never-filled', 'No frame fills a whole receive ring', 'neverFillsRing', 0.01),
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
    ofSizes: true,
    of: (scenario) => oracleOf(scenario).feasible,
  },
  {
    id: 'feasible-by-giving-up',
    title: 'The best driver goes live only without something that is offered and known',
    least: 0.05,
    ofSizes: true,
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
