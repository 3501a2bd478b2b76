import type { NetScenario } from '../../src/types/net/scenario.ts';
import { withQueues } from '../../src/types/types.ts';
import { as, commonFields, type Field } from '../fields.ts';

const layout = <Name extends keyof NetScenario['layout']>(
  name: Name,
  ...values: readonly NetScenario['layout'][Name][]
): Field<NetScenario> =>
  values.map((value) => (scenario) => ({ ...scenario, layout: { ...scenario.layout, [name]: value } }));

/** The fields of virtio-net but for ring sizes and offers, with the values that tell classes apart. */
export const netFields: readonly Field<NetScenario>[] = [
  ...commonFields<NetScenario>(),
  [1, 2, 4].map((pairs) => (scenario) => withQueues({ ...scenario, maxVirtqueuePairs: pairs })),
  as<NetScenario, 'maxSkbFrags'>('maxSkbFrags', 17, 30, 45),
  as<NetScenario, 'mtu'>('mtu', 1500, 60, 68, 9000, 65535),
  layout('receive', 'paged', 'contiguous'),
  layout('pageSize', 4096, 16384),
  layout('bigBuffers', 'by-mtu', 'always-largest'),
  layout('control', 'separate', 'combined'),
];
