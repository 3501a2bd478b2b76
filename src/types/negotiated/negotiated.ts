import { deviceTypeRules } from '../../../spec/device-types.ts';
import { ADMIN_VQ, VERSION_1 } from '../../../spec/feature-bits.ts';
import {
  type NegotiatedTypeName,
  negotiatedQueueName,
  negotiatedTypes,
} from '../../../spec/negotiated-types.ts';
import { transportRules } from '../../../spec/transports.ts';
import { acceptsAlways, conformsAsAny } from '../../run/conforms.ts';
import { counted } from '../../run/counted.ts';
import type { DeviceType, Words } from '../device-type.ts';
import { type NegotiatedRun, negotiatedDevice, negotiatedRuns } from './run.ts';
import {
  type NegotiatedScenario,
  negotiatedScenarioReader,
  negotiatedScenarioSchema,
  usualQueues,
} from './scenario.ts';

/** A device type that is negotiated with and no more: what its table says, in the place of all that other types do by themselves. */
export function negotiatedType(type: NegotiatedTypeName): DeviceType<NegotiatedRun> {
  const { known } = deviceTypeRules[type];
  const usual = { queues: usualQueues(type) };
  let parse: ReturnType<typeof negotiatedScenarioReader> | undefined;
  return {
    name: type,
    owns: (scenario): scenario is NegotiatedScenario => scenario.type === type,
    schema: () => negotiatedScenarioSchema(type),
    parse: (value, where) => {
      parse ??= negotiatedScenarioReader(type);
      return parse(value, where);
    },
    usual,
    deviceOf: negotiatedDevice,
    mostQueues: ({ queues }) => queues,
    claims: [],
    switchedOffBy: () => undefined,
    ...negotiatedRuns(type),
    stated: (_offer, _config, queues) => ({ queues: Math.max(1, queues) }),
    isExemplary: (scenario) => conformsAsAny(scenario) && acceptsAlways(scenario),
    score: ({ scenario }) => ({ feasible: conformsAsAny(scenario), lost: 0, path: undefined }),
    offers: [
      { name: 'plain', offer: VERSION_1, blockable: 0n },
      { name: 'all that there is', offer: known('1.4') & ~ADMIN_VQ, blockable: 0n },
    ],
    sweptScenario: ({ transport, peek, format, acceptance, offer }, size) => ({
      type,
      version: '1.4',
      transport,
      peek,
      format,
      rounds: acceptance.map((answer) => ({
        offer: offer.offer & ~transportRules[transport].unsupported,
        sizes: new Array<number>(usual.queues).fill(size),
        acceptance: answer,
      })),
      resetPolls: 0,
      initialStatus: 0,
      quirks: {},
      ...usual,
    }),
    simpler: () => [],
    words: wordsOf(type),
  };
}

// --- internal ---

/** What reports say of such a device. */
function wordsOf(type: NegotiatedTypeName): Words<NegotiatedRun> {
  const roles = negotiatedTypes[type].queues.map((name) => [name, 1] as const);
  return {
    over: `${type} over `,
    rings: (sizes) => `rings of ${new Set(sizes).size === 1 ? sizes[0] : sizes.join('/')}`,
    oddities: () => [],
    queueName: (index, { queues }) => negotiatedQueueName(type, index, queues),
    roles,
    roleOf: (index) => roles[Math.min(index, roles.length - 1)]?.[0] ?? '',
    mark: () => '',
    traffic: ({ posted = 0 }) => ({ text: `${counted(posted, 'buffer')}.`, trouble: false }),
    map: { down: '', across: 'entries of every ring', hasRows: false, sizes: (_, column) => [column] },
  };
}
