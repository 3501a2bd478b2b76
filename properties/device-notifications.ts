import { mayConsume } from '../spec/initialization.ts';
import { CONFIG_CHANGED, NO_VECTOR, USED_BUFFERS } from '../spec/pci-registers.ts';
import { DEVICE_NEEDS_RESET } from '../spec/status.ts';
import { hasRounds, isProbe } from '../src/run/applies.ts';
import { anyProperty, violationAt } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { otherRegister } from '../src/trace/other-registers.ts';
import { NEVER, type Round } from '../src/trace/rounds.ts';
import { firstAt } from './rounds.ts';

const STATUS = 'devicenormative:Basic Facilities of a Virtio Device / Device Status Field';

/** Over the registers of PCI, by a device that goes on answering; of a recording only where somebody looked. */
const tellsOfInterrupts = (run: Run): boolean =>
  run.scenario.transport === 'pci' &&
  run.scenario.quirks.vanishesAfter === undefined &&
  hasRounds(run) &&
  (isProbe(run) || run.rounds.some(({ interruptReads }) => interruptReads.length > 0));

export const deviceNotifiesNotEarly = anyProperty({
  id: 'device-notifies-of-no-buffer-before-driver-ok',
  title: 'A device sends no notification of used buffers before DRIVER_OK',
  clauses: [`${STATUS} #2`],
  level: 'must',
  side: 'device',
  over: ['pci'],
  appliesTo: tellsOfInterrupts,
  check: (run) =>
    violationAt(
      firstAt(run, earlyNotification),
      'the device says that it has used buffers, before DRIVER_OK',
    ),
});

export const deviceNotifiesOfError = anyProperty({
  id: 'device-notifies-of-its-error',
  title: 'A live device that comes to need a reset says that its configuration has changed',
  clauses: [
    `${STATUS} #4`,
    'sec:General Initialization And Device Operation / Device Operation / Notification of Device Configuration Changes #1',
  ],
  level: 'must',
  side: 'device',
  over: ['pci'],
  appliesTo: tellsOfInterrupts,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => silentError(run, round)),
      'the device needs a reset, and has not said that its configuration has changed',
    ),
});

/** What a device tells of itself unasked, as far as the interrupt status shows it. */
export const deviceNotificationProperties = [deviceNotifiesNotEarly, deviceNotifiesOfError] as const;

// --- internal ---

/** Where the driver found that buffers are used though none may be; what was there before a reset is not seen to be new. */
const earlyNotification = (round: Round): number =>
  round.interruptReads.find(
    ({ at, value }) =>
      round.begun >= 0 &&
      round.begun < at &&
      !round.cut &&
      (value & USED_BUFFERS) !== 0 &&
      !mayConsume(round.statusBefore(at)),
  )?.at ?? NEVER;

/** Where the driver looked for a notification of an error that it saw come, and found none then or before. With vectors of its own a device leaves the interrupt status alone. */
function silentError(run: Run, round: Round): number {
  const { driverOk, needsReset, interruptReads } = round;
  if (driverOk < 0 || needsReset < driverOk || !wasWell(run, round) || hasVector(run, round)) return NEVER;
  for (const { at, value } of interruptReads) {
    if (at < driverOk) continue;
    if (value & CONFIG_CHANGED) return NEVER;
    if (at > needsReset) return at;
  }
  return NEVER;
}

/** Whether the status was seen without the error once the driver was live. */
const wasWell = ({ trace }: Run, { driverOk, needsReset }: Round): boolean => {
  for (let at = driverOk; at < needsReset; at++) {
    const { kind, value } = trace.at(at);
    if (kind === 'status-read' && (value & DEVICE_NEEDS_RESET) === 0) return true;
  }
  return false;
};

const hasVector = ({ trace }: Run, { start, end }: Round): boolean => {
  for (let at = start; at < end; at++) {
    const { kind, index, value } = trace.at(at);
    if (kind !== 'other' || value === NO_VECTOR) continue;
    const { name, isWrite } = otherRegister(index);
    if (isWrite && name === 'config_msix_vector') return true;
  }
  return false;
};
