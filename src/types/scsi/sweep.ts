import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, union } from '../../../spec/features.ts';
import { CHANGE, HOTPLUG, T10_PI } from '../../../spec/scsi/features.ts';
import { queueCount } from '../../../spec/scsi/queues.ts';
import { acceptsAlways, tellsRingSizes } from '../../run/conforms.ts';
import { withRings } from '../../scenario/queues.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import type { Profile, Score, SweptOffer } from '../device-type.ts';
import { scsiConforms, scsiProspectsFor } from './oracle.ts';
import type { ScsiRun } from './run.ts';
import { type ScsiScenario, usualScsi } from './scenario.ts';

const blockable = union(HOTPLUG, CHANGE, T10_PI);

const offering = (name: string, offer: FeatureSet): SweptOffer => ({
  name,
  offer: union(VERSION_1, offer),
  blockable,
});

/** What hosts of the sweep offer. */
export const scsiOffers: readonly SweptOffer[] = [
  offering('plain', VERSION_1),
  offering('events', union(HOTPLUG, CHANGE)),
  offering('events, commands in indirect tables', union(HOTPLUG, CHANGE, INDIRECT_DESC)),
  offering('nearly everything', union(HOTPLUG, CHANGE, T10_PI)),
];

/** Whether a host also does what the standard only recommends. */
export const isExemplaryHost = (scenario: ScsiScenario): boolean =>
  scsiConforms(scenario) && acceptsAlways(scenario);

/** How one run does. */
export function scsiScore(run: ScsiRun): Score {
  const { scenario, plan, supports } = run;
  const { feasible, acceptsAtOnce } = scsiProspectsFor(scenario, supports);
  const least = Math.min(...(scenario.rounds[0]?.sizes ?? []));
  const isScored = feasible && tellsRingSizes(scenario);
  const path = !acceptsAtOnce || !plan ? undefined : least >= scenario.maxSegments + 2 ? 'good' : 'small';
  return { feasible: isScored, lost: 0, path };
}

/** The scenario of a profile with all rings of one size. */
export const sweptHost = (
  { transport, peek, format, acceptance, offer }: Profile,
  size: number,
): ScsiScenario => ({
  type: 'scsi',
  version: '1.3',
  transport,
  peek,
  format,
  rounds: acceptance.map(
    (answer): RoundScript => ({
      offer: offer.offer,
      sizes: new Array<number>(queueCount(usualScsi.numQueues)).fill(size),
      acceptance: answer,
    }),
  ),
  resetPolls: 0,
  initialStatus: 0,
  quirks: {},
  ...usualScsi,
});

/** Fewer queues, then what most drivers and hosts are like. */
export function* simplerHost(scenario: ScsiScenario): Generator<ScsiScenario> {
  const { numQueues, command, segMax, cmdPerLun, eventInfoSize, maxSegments, cpus } = scenario;
  for (let fewer = 1; fewer < numQueues; fewer++)
    yield withRings({ ...scenario, numQueues: fewer }, queueCount(fewer));
  if (command !== usualScsi.command) yield { ...scenario, command: usualScsi.command };
  if (eventInfoSize !== usualScsi.eventInfoSize)
    yield { ...scenario, eventInfoSize: usualScsi.eventInfoSize };
  for (const fewer of below(cpus)) yield { ...scenario, cpus: fewer };
  for (const fewer of below(cmdPerLun)) yield { ...scenario, cmdPerLun: fewer };
  for (const fewer of below(segMax)) yield { ...scenario, segMax: fewer };
  for (const fewer of below(maxSegments)) yield { ...scenario, maxSegments: fewer };
}

// --- internal ---

function* below(count: number): Generator<number> {
  for (let fewer = 1; fewer < count; fewer++) yield fewer;
}
