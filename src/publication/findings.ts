import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { judgeRecording } from '../adapters/recorded/judge-recording.ts';
import { eventsOf } from '../adapters/recorded/recorded-events.ts';
import type { Judgement } from '../judge/result.ts';
import { packageRoot } from '../node/package-root.ts';
import { readRecording } from '../node/recording-file.ts';
import type { Block } from '../report/blocks.ts';
import type { Knowledge } from '../report/broken.ts';
import { findingsOverview } from '../report/findings-overview.ts';
import type { JudgedRecording } from '../report/recordings-report.ts';
import { netSuite } from '../suites/net.ts';
import { withEverySuite } from '../suites/suites.ts';
import { UsageError } from '../suites/usage-error.ts';

/** Ids of the built-in policies that model a driver as it is. */
const realDrivers: readonly string[] = withEverySuite(({ linux }) => linux.map(({ id }) => id)).flat();

/** The recordings that the project keeps, from its root. */
const RECORDINGS = 'src/adapters/recorded/fixtures/linux-6.1';

/** All that the netSuite found, for a page too: there each run is told; `recordings` are in the checkout only. */
export const findingsOn =
  (judgement: Judgement, knowledge: Knowledge, recordings: readonly JudgedRecording[] = keptRecordings()) =>
  (more: Partial<Knowledge> = {}): Block[] =>
    findingsOverview(
      { judgement, realDrivers, recordings },
      {
        ...knowledge,
        ...more,
        replayRecording: ({ file }) => ['npx', 'virtio-conformance', 'trace', `${RECORDINGS}/${file}`],
      },
    );

/** Throws UsageError where the recordings are missing, as they are but in the checkout. */
export function needRecordings(): void {
  if (!existsSync(folder))
    throw new UsageError(`publish: found no ${RECORDINGS}: reports are published from a checkout`);
}

// --- internal ---

const folder = new URL(`${RECORDINGS}/`, packageRoot);

function keptRecordings(): JudgedRecording[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'));
  return files.toSorted().map((file) => {
    const recording = readRecording(fileURLToPath(new URL(file, folder)));
    const { subject } = recording.header;
    // The devices of these are the recorder's own, made to see what a driver does with odd ones.
    return {
      file,
      subject,
      ...judgeRecording(netSuite.properties, recording, eventsOf(recording), ['driver']),
    };
  });
}
