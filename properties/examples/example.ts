import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE } from '../../spec/features.ts';
import { queueCount } from '../../spec/scsi/queues.ts';
import { transportRules } from '../../spec/transports.ts';
import type { RoundScript, Scenario } from '../../src/scenario/scenario.ts';
import type { BlkScenario } from '../../src/types/blk/scenario.ts';
import type { NetScenario } from '../../src/types/net/scenario.ts';
import { type ScsiScenario, usualScsi } from '../../src/types/scsi/scenario.ts';

/** A scenario on which one property tells a right subject from a wrong one. */
export interface Example {
  /** Id of the property. */
  readonly property: string;
  readonly scenario: Scenario;
  /** Id of a policy, or of a driver that the mutants are made of, on which the property holds; for a property of the device's side, of the driver of both runs. */
  readonly right: string;
  /** Id of the policy mutant, or of the device mutant, that breaks it. */
  readonly wrong: string;
  /** How the violation is told, where more than one way is open. */
  readonly says?: string;
  /** What the right subject is run on instead, where it does not get so far on the same scenario. */
  readonly rightOn?: Scenario;
}

/** Ordinary devices have rings of 256 entries. */
export const ORDINARY = 256;

/** Entries of a ring, or of each by slot; the feature set that it offers besides VERSION_1 comes first. */
export type Rings = number | readonly number[];

/** A net device: modern PCI with peek, split rings of 256 entries, VERSION_1, one negotiation for good; but for what is said. */
export function net(
  offer: FeatureSet = NONE,
  rings: Rings = ORDINARY,
  change: Partial<NetScenario> = {},
): NetScenario {
  const pairs = change.maxVirtqueuePairs ?? 1;
  return {
    type: 'net',
    ...ordinary,
    rounds: [roundOf(offer, rings, 2 * pairs + 1, change)],
    mtu: 1500,
    maxVirtqueuePairs: pairs,
    maxSkbFrags: 17,
    layout: { receive: 'paged', pageSize: 4096, bigBuffers: 'by-mtu', control: 'separate' },
    ...change,
  };
}

/** The same of a disk: one request queue, requests of up to 126 data segments. */
export function disk(
  offer: FeatureSet = NONE,
  rings: Rings = ORDINARY,
  change: Partial<BlkScenario> = {},
): BlkScenario {
  const queues = change.numQueues ?? 1;
  return {
    type: 'blk',
    ...ordinary,
    rounds: [roundOf(offer, rings, queues, change)],
    segMax: 126,
    zoned: 'none',
    numQueues: queues,
    maxSegments: 126,
    request: 'separate',
    ...change,
  };
}

/** The same of a SCSI host: one request queue, commands of up to 126 data segments. */
export function host(
  offer: FeatureSet = NONE,
  rings: Rings = ORDINARY,
  change: Partial<ScsiScenario> = {},
): ScsiScenario {
  const queues = queueCount(change.numQueues ?? usualScsi.numQueues);
  return {
    type: 'scsi',
    ...ordinary,
    rounds: [roundOf(offer, rings, queues, change)],
    ...usualScsi,
    ...change,
  };
}

/** The same device, which refuses every set. */
export const refusing = (scenario: NetScenario): NetScenario => ({
  ...scenario,
  rounds: scenario.rounds.map((round) => ({ ...round, acceptance: { kind: 'refuses' } })),
});

/** What devices of any type are like: modern PCI with peek, split rings. */
export const ordinary = {
  version: '1.3',
  transport: 'pci',
  peek: true,
  format: 'split',
  resetPolls: 0,
  initialStatus: 0,
  quirks: {},
} as const;

/** One negotiation for good, of a device with so many queues. */
export function roundOf(
  offer: FeatureSet,
  rings: Rings,
  queues: number,
  { transport = ordinary.transport }: Partial<Scenario>,
): RoundScript {
  return {
    offer: transportRules[transport].legacy ? offer : offer | VERSION_1,
    sizes: typeof rings === 'number' ? new Array<number>(queues).fill(rings) : rings,
    acceptance: { kind: 'accepts' },
  };
}
