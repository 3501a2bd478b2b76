import type { ChosenReadings } from '../../spec/named-readings.ts';
import { NOT_AGAIN } from '../adapters/recorded/judge-recording.ts';
import { ifObserved } from '../adapters/recorded/observation.ts';
import { eventsOf } from '../adapters/recorded/recorded-events.ts';
import type { Recording } from '../adapters/recorded/recording.ts';
import { runOfRecording } from '../adapters/recorded/run-of-recording.ts';
import type { Block } from '../report/blocks.ts';
import { type Finding, findingsOf } from '../report/findings.ts';
import { deviceFaults, story } from '../report/story.ts';
import { type Side, underReadings } from '../run/property.ts';
import type { NetRun } from '../types/net/run.ts';
import { netSuite } from './net.ts';

/** A recording as a story: what its driver and device did, round by round, what the rings show, and what each side breaks of what can be told of it. */
export function recordingStory(
  recording: Recording,
  readings: ChosenReadings,
): { readonly run: NetRun; readonly blocks: readonly Block[]; readonly broken: boolean } {
  const events = eventsOf(recording);
  const found = (side: Side): readonly [NetRun, readonly Finding[]] => {
    const run = runOfRecording(recording, events, side);
    const own = underReadings(netSuite.properties, readings).filter(
      (property) => property.side === side && !property.relation,
    );
    const findings = own.flatMap(
      (property) => ifObserved(() => findingsOf(run, [property], NOT_AGAIN)) ?? [],
    );
    return [run, findings];
  };
  const [run, ofDriver] = found('driver');
  const [asDevice, ofDevice] = found('device');
  const { subject } = recording.header;
  return {
    run,
    blocks: [...story({ driver: subject, subject }, run, ofDriver), ...deviceFaults(asDevice, ofDevice)],
    broken: [...ofDriver, ...ofDevice].some(({ property }) => property.level !== 'should'),
  };
}
