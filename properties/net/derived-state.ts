import type { Negotiated } from '../../spec/net/negotiated.ts';
import { newestLinux, receivesLarge } from '../../src/driver/linux-kernels.ts';
import { isLiveOnDevice } from '../../src/run/applies.ts';
import { AT_THE_END, violation } from '../../src/run/property.ts';
import { negotiated } from '../../src/types/net/negotiated.ts';
import type { Derived, NetPlan } from '../../src/types/net/plan.ts';
import { DEFAULT_MTU } from '../../src/types/net/probe.ts';
import { netProperty } from '../../src/types/net/property.ts';
import type { NetScenario } from '../../src/types/net/scenario.ts';
import { ofPlan } from '../plans.ts';
import { entries, queueIn } from '../print.ts';

const NET = 'Device Types / Network Device';
const FIX_UP = 'seed:fix-up';

/** What a driver derives from features, and by which rules. */
interface DerivedField {
  readonly field: keyof Derived;
  readonly clauses: (legacy: boolean) => readonly string[];
  /** Undefined: it may be what it likes. */
  readonly due: (now: Negotiated, scenario: NetScenario, plan: NetPlan) => Derived[keyof Derived] | undefined;
}

const fields: readonly DerivedField[] = [
  {
    field: 'hasControlQueue',
    clauses: () => [`sec:${NET} / Device Operation / Control Virtqueue #1`],
    due: (now, _, plan) => (isIdle(plan) ? undefined : now.controlQueue),
  },
  { field: 'mergeableBuffers', clauses: () => [], due: (now) => now.mergeable },
  {
    field: 'headerLength',
    clauses: (legacy) =>
      legacy
        ? [`sec:${NET} / Device Operation / Legacy Interface: Device Operation #1`]
        : [`sec:${NET} / Device Operation #1`],
    due: (now) => now.headerLength,
  },
  {
    field: 'queuePairs',
    clauses: () => [`sec:${NET} / Virtqueues #2`, `sec:${NET} / Device configuration layout #2`],
    due: (now, { maxVirtqueuePairs }) =>
      now.controlQueue ? (now.multiqueue ? maxVirtqueuePairs : 1) : undefined,
  },
  {
    field: 'mtu',
    clauses: () => [
      `sec:${NET} / Device configuration layout #2`,
      `drivernormative:${NET} / Device configuration layout #6`,
    ],
    due: (now, { mtu }) => (now.mtu ? mtu : DEFAULT_MTU),
  },
  {
    field: 'bigPackets',
    clauses: () => [],
    // Linux takes one of GUEST_USO4 and GUEST_USO6 for none; what follows of that is told of its buffers.
    due: (_, __, { features }) => (receivesLarge(newestLinux, features) ? true : undefined),
  },
];

export const derivedStateFresh = netProperty({
  id: 'derived-state-fresh',
  title: 'What the driver derives from features follows from the final set, not from an earlier one',
  clauses: [...new Set([FIX_UP, ...fields.flatMap(({ clauses }) => [...clauses(false), ...clauses(true)])])],
  level: 'policy',
  side: 'driver',
  appliesTo: isLiveOnDevice,
  check: ofPlan((run, plan) => {
    const { scenario, legacy } = run;
    const { derived } = plan;
    const now = negotiated(plan.features, scenario.version, legacy);
    const isStale = ({ field, due }: DerivedField): boolean => {
      const fresh = due(now, scenario, plan);
      return fresh !== undefined && derived[field] !== fresh;
    };
    if (!fields.some(isStale)) return undefined;
    const stale = fields.filter(isStale);
    const told = ({ field, due }: DerivedField): string =>
      `${field} is ${derived[field]}, from the negotiated features follows ${due(now, scenario, plan)}`;
    return violation(AT_THE_END, () => stale.map(told).join('; '), [
      ...new Set([FIX_UP, ...stale.flatMap(({ clauses }) => clauses(legacy))]),
    ]);
  }),
});

/** A driver that negotiated a control queue and sends no command may well say that it has none. */
const isIdle = ({ derived, controlChain }: NetPlan): boolean =>
  !derived.hasControlQueue && controlChain === 0;

export const sizesAsMade = netProperty({
  id: 'sizes-as-made',
  title: 'The driver counts with the ring sizes that the device uses',
  clauses: [
    'seed:peek-differs',
    'sec:Basic Facilities of a Virtio Device / Virtqueues / Legacy Interfaces: A Note on Virtqueue Layout #1',
  ],
  level: 'policy',
  side: 'driver',
  // Some devices take what is written late, and give up the queues that it does not call for.
  follows: ['features-final-after-features-ok', 'features-left-alone-after-features-ok'],
  appliesTo: isLiveOnDevice,
  check: ofPlan((run, { queues }) => {
    for (let queue = 0; queue < queues.length; queue++) {
      const [taken = 0, used] = [queues[queue], run.device.effectiveSize(queue)];
      if (taken === used) continue;
      return violation(
        AT_THE_END,
        () => `the driver takes ${queueIn(run, queue)} to have ${entries(taken)}, the device uses ${used}`,
      );
    }
    return undefined;
  }),
});

/** What a live driver has in mind of its device. */
export const derivedStateProperties = [derivedStateFresh, sizesAsMade] as const;
