import { F_SUSPEND } from '../spec/feature-bits.ts';
import { includes } from '../spec/features.ts';
import { hasRounds } from '../src/run/applies.ts';
import { anyProperty, traceProperty, violationAt } from '../src/run/property.ts';
import type { Round } from '../src/trace/rounds.ts';
import { surelyInUse } from './in-use.ts';
import { ENDLESS, MANY_READS } from './patience.ts';
import { faultAt, firstAt } from './rounds.ts';

const SUSPENDS = 'drivernormative:General Initialization And Device Operation / Device Suspend';

export const suspendOnlyWhenLive = traceProperty({
  id: 'suspend-only-when-live',
  title: 'SUSPEND is set only after DRIVER_OK, and only where it was negotiated',
  clauses: [`${SUSPENDS} #1`, 'sec:Basic Facilities of a Virtio Device / Device Status Field #6'],
  level: 'should',
  side: 'driver',
  since: '1.4',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => faultAt(run, round, 'suspends-before-live')),
      'SUSPEND is set before DRIVER_OK, or without the feature',
    ),
});

export const suspendAwaited = traceProperty({
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

/** Where a round shows SUSPEND before DRIVER_OK. */
const earlyAt = ({ suspendShown, driverOk, cut, offered }: Round): number =>
  // One that is not seen to offer it may have no such bit: what is written there it may show.
  !cut && includes(offered, F_SUSPEND) && (driverOk < 0 || suspendShown < driverOk) ? suspendShown : -1;

/** Where a round asks, as it may, for a suspend or the end of one that the status never shows. */
const unansweredAt = (round: Round): number => {
  const { suspendWritten, suspendPolls, driverOk } = round;
  return suspendPolls >= MANY_READS &&
    driverOk >= 0 &&
    driverOk < suspendWritten &&
    includes(surelyInUse(round), F_SUSPEND)
    ? suspendWritten
    : -1;
};

export const deviceSuspendsLate = anyProperty({
  id: 'device-shows-no-early-suspend',
  title: 'The status shows no SUSPEND before DRIVER_OK',
  clauses: ['devicenormative:General Initialization And Device Operation / Device Suspend #1'],
  level: 'must',
  side: 'device',
  since: '1.4',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(firstAt(run, earlyAt), 'the status shows SUSPEND while the device is initialised'),
});

export const deviceSuspendsAsAsked = anyProperty({
  id: 'device-suspends-as-asked',
  title: 'A suspend takes DRIVER_OK away, and its end SUSPEND, or it fails',
  clauses: [
    'sec:General Initialization And Device Operation / Device Suspend #1',
    'devicenormative:General Initialization And Device Operation / Device Suspend #3',
  ],
  level: 'must',
  side: 'device',
  since: '1.4',
  reading: ENDLESS,
  appliesTo: hasRounds,
  check: (run) => violationAt(firstAt(run, unansweredAt), 'a suspend that was asked for is never answered'),
});

export const suspendProperties = [
  suspendOnlyWhenLive,
  suspendAwaited,
  deviceSuspendsLate,
  deviceSuspendsAsAsked,
] as const;
