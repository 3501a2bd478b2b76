import * as z from 'zod/mini';
import { type FeatureSet, includes, intersects } from '../../../spec/features.ts';
import { netConfig } from '../../../spec/net/configuration.ts';
import { MQ, MTU, RSS } from '../../../spec/net/features.ts';
import type { BufferLayout } from '../../../spec/net/footprints.ts';
import { isLegalPairs } from '../../../spec/net/queues.ts';
import {
  expectSizes,
  optionalFields,
  quirkFields,
  scenarioReader,
  wholeField,
  wordField,
} from '../../scenario/json.ts';
import type { Quirks, Scenario } from '../../scenario/scenario.ts';

/** How a virtio-net device departs from the standard. */
interface NetQuirks extends Quirks {
  /** It never fills a whole receive ring with one frame: of buffers that merge it uses one less than the ring has entries (DPDK vhost). */
  readonly neverFillsRing?: boolean;
}

/** A virtio-net device and its driver. The slots of its virtqueues: receive and transmit of pair 1, of pair 2, …, the control queue last. */
export interface NetScenario extends Scenario {
  readonly type: 'net';
  readonly quirks: NetQuirks;
  /** Bytes; what the MTU field of the configuration says. */
  readonly mtu: number;
  readonly maxVirtqueuePairs: number;
  /** Fragments of the driver's largest packet: 17 to 45. */
  readonly maxSkbFrags: number;
  /** How the driver lays its messages out in descriptors. */
  readonly layout: BufferLayout;
}

/** What most network devices and their drivers are like: what is meant where a field is left out. */
export const usualNet = {
  type: 'net',
  mtu: 1500,
  maxVirtqueuePairs: 1,
  maxSkbFrags: 17,
  layout: { receive: 'paged', pageSize: 4096, bigBuffers: 'by-mtu', control: 'separate' },
} as const;

export const queueCount = ({ maxVirtqueuePairs }: Pick<NetScenario, 'maxVirtqueuePairs'>): number =>
  2 * maxVirtqueuePairs + 1;

/** As `DeviceType.stated`. */
export function statedNet(offer: FeatureSet, config: (offset: number) => number): object {
  const pairs = intersects(offer, MQ | RSS) ? config(netConfig.maxVirtqueuePairs) : 1;
  return {
    ...(isLegalPairs(pairs) ? { maxVirtqueuePairs: pairs } : {}),
    ...(includes(offer, MTU) ? { mtu: config(netConfig.mtu) } : {}),
  };
}

/** How a virtio-net scenario is written as JSON. */
export const netScenarioSchema = z
  .strictObject({
    type: z._default(z.literal('net'), usualNet.type),
    ...optionalFields('net'),
    quirks: z._default(z.extend(quirkFields, { neverFillsRing: z.optional(z.boolean()) }), {}),
    mtu: wholeField(0, 65535, usualNet.mtu),
    maxVirtqueuePairs: wholeField(1, 0x8000, usualNet.maxVirtqueuePairs),
    maxSkbFrags: wholeField(17, 45, usualNet.maxSkbFrags),
    layout: z.prefault(
      z.strictObject({
        receive: wordField(['paged', 'contiguous'], usualNet.layout.receive),
        pageSize: wholeField(2048, 65536, usualNet.layout.pageSize),
        bigBuffers: wordField(['by-mtu', 'always-largest'], usualNet.layout.bigBuffers),
        control: wordField(['combined', 'separate'], usualNet.layout.control),
      }),
      {},
    ),
  })
  .check(
    z.superRefine((scenario, context) =>
      expectSizes(scenario, queueCount(scenario), 'receive and transmit of each pair, then control', context),
    ),
  );

/** A virtio-net scenario as JSON. */
export type NetScenarioJson = z.infer<typeof netScenarioSchema>;

/** Reads a virtio-net scenario from parsed JSON; `where` names the file. Throws ScenarioError. */
export const parseNetScenario: (value: unknown, where: string) => NetScenario =
  scenarioReader(netScenarioSchema);
