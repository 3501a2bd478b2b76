import { consoleInfeasible, portsInUse } from '../../../spec/console/feasibility.ts';
import { consoleFeatures } from '../../../spec/console/features.ts';
import { wrongPortMessage } from '../../../spec/console/messages.ts';
import { type FeatureSet, without } from '../../../spec/features.ts';
import { transportRules } from '../../../spec/transports.ts';
import { takes } from '../../device/script.ts';
import { conformsAsAny, type Prospects, prospectsOf, ringsUnder, withinReach } from '../../run/conforms.ts';
import { perScenario } from '../../run/remembered.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import type { ConsoleRun } from './run.ts';
import { type ConsoleScenario, mostQueues } from './scenario.ts';

/** Whether a virtio-console device plays by the standard: see `conforms` of the net oracle. */
export const consoleConforms: (scenario: ConsoleScenario) => boolean = perScenario((scenario) => {
  const { ports, removed, maxPorts } = scenario;
  const messages = [
    ...ports.map((port) => ({ event: 'DEVICE_ADD', port }) as const),
    ...removed.map((port) => ({ event: 'DEVICE_REMOVE', port }) as const),
  ];
  return conformsAsAny(scenario) && wrongPortMessage(messages, maxPorts) === undefined;
});

/** What the best driver could do on one virtio-console scenario that knows what Linux knows. */
export const consoleProspects: (scenario: ConsoleScenario) => Prospects = perScenario((scenario) =>
  consult(scenario, undefined),
);

/** The same for a driver that knows `supports`, or what Linux knows. */
export const consoleProspectsFor = (
  scenario: ConsoleScenario,
  supports: FeatureSet | undefined,
): Prospects => (supports === undefined ? consoleProspects(scenario) : consult(scenario, supports));

/** The console features that a live driver gave up beyond need, of those that it knows; none where the device is not the same in every round. */
export function givenUp({ scenario, supports, inUse }: ConsoleRun): FeatureSet {
  const [script, ...later] = scenario.rounds;
  if (script === undefined || later.length > 0) return 0n;
  return without(workable(scenario, script, supports) & consoleFeatures, inUse);
}

// --- internal ---

const consult = (scenario: ConsoleScenario, supports: FeatureSet | undefined): Prospects =>
  prospectsOf(scenario, consoleConforms, (script) => serves(scenario, script, supports));

/** Whether a driver that gives up what cannot work is live in a round, with a port at least. */
function serves(scenario: ConsoleScenario, script: RoundScript, supports: FeatureSet | undefined): boolean {
  const wanted = workable(scenario, script, supports);
  const { legacy } = transportRules[scenario.transport];
  return (
    portsInUse(wanted, parametersOf(scenario, script, wanted)) > 0 &&
    (legacy || takes(script.acceptance, wanted))
  );
}

/** What can work of the offer of a round. */
function workable(
  scenario: ConsoleScenario,
  script: RoundScript,
  supports: FeatureSet | undefined,
): FeatureSet {
  const offered = withinReach(scenario, script, supports);
  return without(offered, consoleInfeasible(offered, parametersOf(scenario, script, offered)));
}

/** The virtqueues of a round that are there, up to the first that is missing. */
function parametersOf(scenario: ConsoleScenario, script: RoundScript, accepted: FeatureSet) {
  const usable = ringsUnder(scenario, script, accepted);
  let queuesPresent = 0;
  while (queuesPresent < mostQueues(scenario) && usable(queuesPresent) > 0) queuesPresent++;
  return { maxPorts: scenario.maxPorts, queuesPresent };
}
