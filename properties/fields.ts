import { zonedModels } from '../spec/blk/zones.ts';
import { transports } from '../spec/transports.ts';
import { isSince, specVersions } from '../spec/versions.ts';
import type { Acceptance, Scenario } from '../src/scenario/scenario.ts';
import type { BlkScenario } from '../src/types/blk/scenario.ts';
import type { NetScenario } from '../src/types/net/scenario.ts';
import { withQueues } from '../src/types/types.ts';

/** A field of scenarios with some values, each a change of a scenario that has another one. */
export type Field<S extends Scenario> = readonly ((scenario: S) => S)[];

const refuses: Acceptance = { kind: 'refuses' };
const accepts: Acceptance = { kind: 'accepts' };

/** A script that begins with the first round and does so and so with what is written. */
const answering =
  <S extends Scenario>(...answers: readonly Acceptance[]) =>
  (scenario: S): S => {
    const [first] = scenario.rounds;
    return first
      ? { ...scenario, rounds: answers.map((acceptance) => ({ ...first, acceptance })) }
      : scenario;
  };

const as = <S extends Scenario, Name extends keyof S>(name: Name, ...values: readonly S[Name][]): Field<S> =>
  values.map((value) => (scenario) => ({ ...scenario, [name]: value }));

const asDrawn = <S extends Scenario>(scenario: S): S => scenario;

/** Fields that every scenario has, but for what hangs on its rings. */
const common = <S extends Scenario>(): Field<S>[] => [
  specVersions.map((version) => (scenario) => ({
    ...scenario,
    version,
    format: isSince(version, '1.1') ? scenario.format : 'split',
  })),
  as<S, 'transport'>('transport', ...transports),
  as<S, 'peek'>('peek', true, false),
  // The rings of a packed device may be of any size, and older versions have none.
  [asDrawn, (scenario) => (isSince(scenario.version, '1.1') ? { ...scenario, format: 'packed' } : scenario)],
  as<S, 'resetPolls'>('resetPolls', 0, 3, 'never'),
  as<S, 'initialStatus'>('initialStatus', 0, 0x0f),
  [asDrawn, (scenario) => ({ ...scenario, quirks: {} })],
  [
    asDrawn,
    answering(accepts),
    answering(refuses, accepts),
    answering(refuses, refuses, accepts),
    answering(accepts, refuses),
  ],
];

const layout = <Name extends keyof NetScenario['layout']>(
  name: Name,
  ...values: readonly NetScenario['layout'][Name][]
): Field<NetScenario> =>
  values.map((value) => (scenario) => ({ ...scenario, layout: { ...scenario.layout, [name]: value } }));

/** The fields of virtio-net but for ring sizes and offers, with the values that tell classes apart. */
export const netFields: readonly Field<NetScenario>[] = [
  ...common<NetScenario>(),
  [1, 2, 4].map((pairs) => (scenario) => withQueues({ ...scenario, maxVirtqueuePairs: pairs })),
  as<NetScenario, 'maxSkbFrags'>('maxSkbFrags', 17, 30, 45),
  as<NetScenario, 'mtu'>('mtu', 1500, 60, 68, 9000, 65535),
  layout('receive', 'paged', 'contiguous'),
  layout('pageSize', 4096, 16384),
  layout('bigBuffers', 'by-mtu', 'always-largest'),
  layout('control', 'separate', 'combined'),
];

/** … and of virtio-blk. */
export const blkFields: readonly Field<BlkScenario>[] = [
  ...common<BlkScenario>(),
  [1, 2, 4].map((numQueues) => (scenario) => withQueues({ ...scenario, numQueues })),
  as<BlkScenario, 'segMax'>('segMax', 1, 14, 126, 254),
  as<BlkScenario, 'zoned'>('zoned', 'none', ...zonedModels),
  as<BlkScenario, 'maxSegments'>('maxSegments', 1, 126, 254),
  as<BlkScenario, 'request'>('request', 'separate', 'combined'),
];
