import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { intersects } from '../../../spec/features.ts';
import { receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import type { Side } from '../../run/property.ts';
import { ringsInUse } from '../../types/net/rings.ts';
import { type NetRun, readNetRun } from '../../types/net/run.ts';
import { FRAMES, NO_TRAFFIC, type Traffic } from '../../types/net/traffic.ts';
import type { Header } from './format.ts';
import { type Frame, framesOf } from './frames.ts';
import { ifObserved, isDeaf, isLiveAtEnd, observed, UnobservedError } from './observation.ts';
import { recordedDevice } from './recorded-device.ts';
import type { RecordedEvents } from './recorded-events.ts';
import type { Recording } from './recording.ts';
import { scenarioOf } from './scenario-of.ts';

/**
 * A run of which only the events and what was observed are known: no outcome, no plan. Its rings are those of the
 * first pair, over which traffic ran, where its events show that it went live. Its version is that of the side that
 * is to be judged.
 */
export function runOfRecording(
  recording: Recording,
  { trace, accesses }: RecordedEvents,
  side: Side = 'driver',
): NetRun {
  const { header } = recording;
  const device = recordedDevice(header, trace);
  const traffic = trafficOf(header, framesOf(recording), device);
  const run = readNetRun(scenarioOf(header, trace, side), trace, device, undefined, traffic, undefined);
  const isLive = run.last !== undefined && run.last.driverOk >= 0 && ifObserved(() => isLiveAtEnd(header));
  const rings = isLive ? ringsInUse({ activePairs: [0] }, run.scenario, device, run.legacy) : undefined;
  return { ...run, accesses, rings };
}

// --- internal ---

/** What was observed of the first pair, and the chains that the device was handed. Whoever asks for what was not observed gets UnobservedError. */
function trafficOf(header: Header, frames: readonly Frame[], device: DeviceState): Traffic {
  const tooLong = frames.filter(
    ({ queue, entry }) => entry.op !== 'receive' && entry.descriptors > device.effectiveSize(queue),
  );
  const isIndirect = ({ entry }: Frame): boolean =>
    entry.op === 'transmit' ? entry.indirect : intersects(device.inUse, INDIRECT_DESC);
  return {
    ...NO_TRAFFIC,
    chainTooLong: tooLong.find((frame) => !isIndirect(frame))?.queue ?? NO_TRAFFIC.chainTooLong,
    indirectTooLong: tooLong.find(isIndirect)?.queue ?? NO_TRAFFIC.indirectTooLong,
    get deaf() {
      return isDeaf(header) ? receiveQueue(0) : NO_TRAFFIC.deaf;
    },
    get stalled() {
      return hasStalled(header) ? transmitQueue(0) : NO_TRAFFIC.stalled;
    },
    get framesTransmitted() {
      return observed(header.observed.framesTransmitted, 'framesTransmitted');
    },
  };
}

/** Whether the transmit queue stopped for good: it sent, and then sent no more. Where no frame came at all, nothing says why. */
function hasStalled(header: Header): boolean {
  if (header.observed.txWatchdog) return true;
  const frames = observed(header.observed.framesTransmitted, 'framesTransmitted');
  if (frames === 0) throw new UnobservedError('txWatchdog');
  return frames < FRAMES;
}
