import { judgeRecording, NOT_AGAIN } from '../adapters/recorded/judge-recording.ts';
import { eventsOf } from '../adapters/recorded/recorded-events.ts';
import type { Recording } from '../adapters/recorded/recording.ts';
import { runOfRecording } from '../adapters/recorded/run-of-recording.ts';
import type { Verdict } from '../judge/result.ts';
import type { Block } from '../report/blocks.ts';
import { type Breach, breachesOf } from '../report/breaches.ts';
import { deviceFaults, story } from '../report/story.ts';
import type { Property, Side } from '../run/property.ts';
import type { NetRun } from '../types/net/run.ts';

/** A recording as a story: what its driver and device did, round by round, what the rings show, and what each side breaks of what can be told of it; `breaches`: its driver's. */
export function recordingStory(
  properties: readonly Property<NetRun>[],
  recording: Recording,
): {
  readonly run: NetRun;
  readonly breaches: readonly Breach[];
  readonly blocks: readonly Block[];
  readonly verdict: Verdict;
} {
  const events = eventsOf(recording);
  const judged = judgeRecording(properties, recording, events);
  const broken = new Set(
    judged.properties.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id),
  );
  const found = (side: Side): readonly [NetRun, readonly Breach[]] => {
    const run = runOfRecording(recording, events, side);
    const own = properties.filter((property) => property.side === side && broken.has(property.id));
    return [run, breachesOf(run, own, NOT_AGAIN)];
  };
  const [run, ofDriver] = found('driver');
  const [asDevice, ofDevice] = found('device');
  const { subject } = recording.header;
  return {
    run,
    breaches: ofDriver,
    blocks: [...story({ driver: subject, subject }, run, ofDriver), ...deviceFaults(asDevice, ofDevice)],
    verdict: judged.verdict,
  };
}
