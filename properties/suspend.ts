import { F_SUSPEND } from '../spec/feature-bits.ts';
import { includes } from '../spec/features.ts';
import { hasRounds } from '../src/run/applies.ts';
import { anyProperty, violationAt } from '../src/run/property.ts';
import type { AnyRun } from '../src/run/run.ts';
import type { Round } from '../src/trace/rounds.ts';

const SUSPENDS = 'drivernormative:General Initialization And Device Operation / Device Suspend';

/** The first position that `find` gives in any round; -1 where it gives none. */
const firstAt = (run: AnyRun, find: (round: Round) => number): number => {
  for (const round of run.rounds) {
    const at = find(round);
    if (at >= 0) return at;
  }
  return -1;
};

export const suspendOnlyWhenLive = anyProperty({
  id: 'suspend-only-when-live',
  title: 'SUSPEND is set only after DRIVER_OK, and only where it was negotiated',
  clauses: [`${SUSPENDS} #1`, 'sec:Basic Facilities of a Virtio Device / Device Status Field #6'],
  level: 'should',
  side: 'driver',
  since: '1.4',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(
      firstAt(run, ({ suspendWritten, driverOk, accepted }) =>
        driverOk < 0 || driverOk >= suspendWritten || !includes(accepted, F_SUSPEND) ? suspendWritten : -1,
      ),
      'SUSPEND is set before DRIVER_OK, or without the feature',
    ),
});

export const suspendAwaited = anyProperty({
  id: 'suspend-awaited',
  title:
    'Between SUSPEND and the status that confirms it, and between its end and that, nothing but the status is written',
  clauses: [`${SUSPENDS} #2`, `${SUSPENDS} #3`],
  level: 'must',
  side: 'driver',
  since: '1.4',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => round.changedInSuspend),
      'the driver goes on before the status has confirmed what it asked for',
    ),
});

export const deviceIgnoresEarlySuspend = anyProperty({
  id: 'device-ignores-early-suspend',
  title: 'The status shows no SUSPEND before DRIVER_OK',
  clauses: ['devicenormative:General Initialization And Device Operation / Device Suspend #1'],
  level: 'must',
  side: 'device',
  since: '1.4',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(
      firstAt(run, ({ suspendShown, driverOk, cut }) =>
        !cut && (driverOk < 0 || suspendShown < driverOk) ? suspendShown : -1,
      ),
      'the status shows SUSPEND while the device is initialised',
    ),
});

export const suspendProperties = [suspendOnlyWhenLive, suspendAwaited, deviceIgnoresEarlySuspend] as const;
