import { EMERG_WRITE, MULTIPORT, SIZE } from '../../../spec/console/features.ts';
import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, sizeOf, union } from '../../../spec/features.ts';
import { acceptsAlways, tellsRingSizes } from '../../run/conforms.ts';
import { withRings } from '../../scenario/queues.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import type { Profile, Score, SweptOffer } from '../device-type.ts';
import { consoleConforms, consoleProspectsFor, givenUp } from './oracle.ts';
import type { ConsoleRun } from './run.ts';
import { type ConsoleScenario, mostQueues, usualConsole } from './scenario.ts';

const offering = (name: string, offer: FeatureSet): SweptOffer => ({
  name,
  offer: union(VERSION_1, offer),
  blockable: MULTIPORT,
});

/** What consoles of the sweep offer. */
export const consoleOffers: readonly SweptOffer[] = [
  offering('plain', VERSION_1),
  offering('a size, emergency writes', union(SIZE, EMERG_WRITE)),
  offering('several ports', MULTIPORT),
  offering('several ports, writes in indirect tables', union(MULTIPORT, INDIRECT_DESC)),
];

/** Whether a console also does what the standard only recommends. */
export const isExemplaryConsole = (scenario: ConsoleScenario): boolean =>
  consoleConforms(scenario) && acceptsAlways(scenario);

/** How one run does. */
export function consoleScore(run: ConsoleRun): Score {
  const { scenario, plan, supports } = run;
  const { feasible, acceptsAtOnce } = consoleProspectsFor(scenario, supports);
  const least = Math.min(...(scenario.rounds[0]?.sizes ?? []));
  const isScored = feasible && tellsRingSizes(scenario);
  const path = !acceptsAtOnce || !plan ? undefined : least >= scenario.maxSegments ? 'good' : 'small';
  return { feasible: isScored, lost: acceptsAtOnce && plan ? sizeOf(givenUp(run)) : 0, path };
}

/** The scenario of a profile with all rings of one size, of two ports. */
export function sweptConsole(
  { transport, peek, format, acceptance, offer }: Profile,
  size: number,
): ConsoleScenario {
  const own = { ...usualConsole, maxPorts: 2, ports: [0, 1] };
  return {
    type: 'console',
    version: '1.3',
    transport,
    peek,
    format,
    rounds: acceptance.map(
      (answer): RoundScript => ({
        offer: offer.offer,
        sizes: new Array<number>(mostQueues(own)).fill(size),
        acceptance: answer,
      }),
    ),
    resetPolls: 0,
    initialStatus: 0,
    quirks: {},
    ...own,
  };
}

/** Fewer ports, one at the least, and of them what most consoles add; nothing that is removed; shorter writes. */
export function* simplerConsole(scenario: ConsoleScenario): Generator<ConsoleScenario> {
  const { maxPorts, ports, removed, maxSegments } = scenario;
  if (removed.length > 0) yield { ...scenario, removed: [] };
  if (removed.length > 1) yield { ...scenario, removed: removed.slice(1) };
  if (`${ports}` !== `${usualConsole.ports}`) yield { ...scenario, ports: [...usualConsole.ports] };
  if (ports.length > 1) yield { ...scenario, ports: ports.slice(0, -1) };
  for (const fewer of maxPorts === 0 ? [1] : Array.from({ length: maxPorts - 1 }, (_, i) => i + 1))
    yield withRings({ ...scenario, maxPorts: fewer }, mostQueues({ maxPorts: fewer }));
  for (let fewer = 1; fewer < maxSegments; fewer++) yield { ...scenario, maxSegments: fewer };
}
