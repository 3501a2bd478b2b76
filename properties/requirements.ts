import { NONE, sizeOf } from '../spec/features.ts';
import { netRequirements } from '../spec/net/requirements.ts';
import type { Strength } from '../spec/requirements.ts';
import type { Negotiation } from '../src/run/negotiation.ts';
import { type Level, traceProperty } from '../src/run/property.ts';
import type { TraceView } from '../src/run/trace-view.ts';
import { printIn } from './print.ts';

/** Whether a driver stands by the set that it wrote: it set FEATURES_OK, or went live over a legacy interface. */
const isSettled = ({ round }: Negotiation): boolean => round.featuresOkWritten >= 0 || round.driverOk >= 0;

/** Some negotiation got that far. */
const settles = (run: TraceView): boolean => run.negotiations.some(isSettled);

const closedUnder = (
  strength: Strength,
  rule: {
    readonly id: string;
    readonly title: string;
    readonly level: Level;
    readonly clauses: readonly string[];
  },
) =>
  traceProperty({
    ...rule,
    side: 'driver',
    appliesTo: settles,
    check: (run) => {
      for (const negotiation of run.negotiations) {
        const requirement = negotiation.answer.breaks[strength];
        if (requirement === undefined || !isSettled(negotiation)) continue;
        const { feature, allOf } = requirement;
        const missing = allOf.find((anyOf) => (anyOf & negotiation.answer.accepted) === NONE) ?? NONE;
        return {
          at: negotiation.round.lastAcceptedWrite,
          because: () =>
            `${printIn(run, feature)} is accepted without ${sizeOf(missing) > 1 ? 'any of ' : ''}${printIn(run, missing)}`,
          clauses: [requirement.clause],
        };
      }
      return undefined;
    },
  });

export const acceptedSetClosed = closedUnder('must', {
  id: 'accepted-set-closed',
  title: 'A driver accepts no feature without the features that it requires',
  level: 'must',
  clauses: [
    'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2',
    ...netRequirements.filter(({ strength }) => strength === 'must').map(({ clause }) => clause),
    'sec:Device Types / Network Device / Device Initialization #5',
  ],
});

export const recommendedRequirementsKept = closedUnder('should', {
  id: 'recommended-requirements-kept',
  title: 'A driver accepts no feature without what the standard recommends with it',
  level: 'should',
  clauses: [
    'drivernormative:Device Types / Network Device / Device configuration layout #8',
    'drivernormative:Device Types / Network Device / Device configuration layout #9',
  ],
});

export const impliedRequirementsKept = closedUnder('implied', {
  id: 'implied-requirements-kept',
  title: 'A driver accepts no feature without what prose implies with it',
  level: 'should',
  clauses: [
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue / Offloads State Configuration #1',
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue / Gratuitous Packet Sending #1',
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue / Device Statistics #1',
  ],
});

/** What accepted features require of each other. */
export const requirementProperties = [
  acceptedSetClosed,
  recommendedRequirementsKept,
  impliedRequirementsKept,
] as const;
