import { deviceTypeRules, negotiable } from '../../../spec/device-types.ts';
import { RING_PACKED, survivors, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, includes } from '../../../spec/features.ts';
import type { NegotiatedTypeName } from '../../../spec/negotiated-types.ts';
import { MAX_QUEUES } from '../../../spec/virtqueues.ts';
import { ASK_ALL, type Core, REFUSED } from '../../driver/core.ts';
import { probeError } from '../../driver/errors.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { declared, type Policy } from '../../driver/policy.ts';

/** Drivers of a type that is negotiated with and no more: they negotiate, make every virtqueue that there is, and go live. */
export const negotiatedPolicies = (type: NegotiatedTypeName): readonly [Policy, ...Policy[]] => [
  driver(type, 'all', 'takes all that is offered and known', (core) => goLive(core, negotiate(core, all))),
  driver(type, 'least', 'takes no more than it has to', (core) => goLive(core, negotiate(core, least))),
  driver(type, 'again', 'makes its virtqueues, resets the device, and takes less', (core) => {
    makeQueues(core, negotiate(core, all));
    return goLive(core, negotiate(core, least));
  }),
];

// --- internal ---

function driver(
  type: NegotiatedTypeName,
  takes: string,
  title: string,
  probe: (core: Core) => Outcome,
): Policy {
  const supports = deviceTypeRules[type].known('1.4') | deviceTypeRules[type].legacy;
  return declared({ id: `${type}-${takes}`, title: `A driver that ${title}`, type, supports, probe }, []);
}

/** What of an offer is taken. */
type Choice = (offered: FeatureSet, core: Core) => FeatureSet;

const all: Choice = (offered, { env: { type, transport, version } }) =>
  deviceTypeRules[type].accepts(version).must.greatestClosedSubset(offered & negotiable(type, transport));

const least: Choice = (offered, { legacy }) => offered & survivors(legacy);

/** From the reset to FEATURES_OK; what was accepted. Throws ProbeError where the device refuses. */
function negotiate(core: Core, choose: Choice): FeatureSet {
  core.reset();
  core.greet();
  const accepted = choose(core.offered(), core);
  if (!core.legacy && !includes(accepted, VERSION_1)) throw probeError('the device does not offer VERSION_1');
  core.accept(accepted);
  if (!core.confirm()) throw probeError(REFUSED);
  return accepted;
}

/** Programs every virtqueue, up to the last that there is; entries by index, 0 where one is missing. */
function makeQueues(core: Core, accepted: FeatureSet): number[] {
  const format = includes(accepted, RING_PACKED) ? 'packed' : 'split';
  const count = Math.min(core.transport.readQueueCount(), MOST);
  return Array.from({ length: count }, (_, queue) =>
    core.setUpQueue(queue, format, { ...ASK_ALL, count: false, fit: true }),
  );
}

function goLive(core: Core, accepted: FeatureSet): Outcome {
  const queues = makeQueues(core, accepted);
  if (!queues.some((size) => size > 0)) throw probeError('the device has no virtqueue');
  for (const [queue, size] of queues.entries()) if (size > 0) core.enableQueue(queue);
  return core.goLive({ type: core.env.type, features: accepted, queues });
}

/** Virtqueues that are made, where a device has more: each takes memory of a driver. */
const MOST = Math.min(12, MAX_QUEUES);
