import type { FeatureSet } from '../../../spec/features.ts';
import { commandsPerUnit, type ScsiParameters, scsiInfeasible } from '../../../spec/scsi/feasibility.ts';
import { commandSegments, mayCombine } from '../../../spec/scsi/limits.ts';
import { CONTROL_QUEUE, EVENT_QUEUE, requestQueue } from '../../../spec/scsi/queues.ts';
import { transportRules } from '../../../spec/transports.ts';
import { takes } from '../../device/script.ts';
import { conformsAsAny, type Prospects, prospectsOf, ringsUnder, withinReach } from '../../run/conforms.ts';
import { perScenario } from '../../run/remembered.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import type { ScsiScenario } from './scenario.ts';

/** Whether a virtio-scsi device plays by the standard: see `conforms` of the net oracle. */
export const scsiConforms: (scenario: ScsiScenario) => boolean = perScenario(conformsAsAny);

/** What the best driver could do on one virtio-scsi scenario that knows what Linux knows. */
export const scsiProspects: (scenario: ScsiScenario) => Prospects = perScenario((scenario) =>
  consult(scenario, undefined),
);

/** The same for a driver that knows `supports`, or what Linux knows. */
export const scsiProspectsFor = (scenario: ScsiScenario, supports: FeatureSet | undefined): Prospects =>
  supports === undefined ? scsiProspects(scenario) : consult(scenario, supports);

// --- internal ---

const consult = (scenario: ScsiScenario, supports: FeatureSet | undefined): Prospects =>
  prospectsOf(scenario, scsiConforms, (script) => serves(scenario, script, supports));

/** Whether a driver that gives up what cannot work is live in a round, with commands that carry data. */
function serves(scenario: ScsiScenario, script: RoundScript, supports: FeatureSet | undefined): boolean {
  const { transport, segMax } = scenario;
  const offered = withinReach(scenario, script, supports);
  const parameters = parametersOf(scenario, script, offered);
  if (parameters === undefined) return false;
  const wanted = offered & ~scsiInfeasible(offered, parameters);
  return (
    commandsPerUnit(parameters) > 0 &&
    commandSegments(parameters.longest, wanted, parameters.layout, segMax) > 0 &&
    (transportRules[transport].legacy || takes(script.acceptance, wanted))
  );
}

/** What the rings of a round come to under an accepted set; undefined where there is no control queue. */
function parametersOf(
  scenario: ScsiScenario,
  script: RoundScript,
  accepted: FeatureSet,
): ScsiParameters | undefined {
  const { transport, command, numQueues, cmdPerLun } = scenario;
  const usable = ringsUnder(scenario, script, accepted);
  if (usable(CONTROL_QUEUE) === 0) return undefined;
  const first = usable(requestQueue(0));
  return {
    longest: first,
    queueSize: first,
    layout: mayCombine(accepted, transportRules[transport].legacy) ? command : 'separate',
    eventSize: usable(EVENT_QUEUE),
    numQueues,
    queuesPresent: first > 0 ? requestQueue(1) : requestQueue(0),
    cmdPerLun,
  };
}
