import type { ChosenReadings } from '../../spec/named-readings.ts';
import { agree } from '../adapters/recorded/agreement.ts';
import { judgeRecording } from '../adapters/recorded/judge-recording.ts';
import { eventsOf } from '../adapters/recorded/recorded-events.ts';
import { recordingOf } from '../adapters/recorded/recording.ts';
import { RecordingError } from '../adapters/recorded/recording-error.ts';
import type { Policy } from '../driver/policy.ts';
import type { JudgedRecording } from '../report/recordings-report.ts';
import { type Side, underReadings } from '../run/property.ts';
import { netSuite } from '../suites/net.ts';
import { UsageError } from './exit-codes.ts';
import { userFileChunks } from './user-file.ts';

/** What becomes of a file that should be a recording. Plain data: it may come from a thread. */
export type JudgedFile =
  | { readonly kind: 'judged'; readonly recording: JudgedRecording }
  /** It is none; in one line. */
  | { readonly kind: 'refused'; readonly because: string };

/** How a recording is judged: which sides, how open texts are taken, and of which device where it has several. */
export interface Judging {
  readonly sides: readonly Side[];
  readonly readings: ChosenReadings;
  readonly device?: string | undefined;
}

/** Judges a recording, and compares it with a policy where one is given. */
export function judgeFile(
  file: string,
  policy: Policy | undefined,
  { sides, readings, device }: Judging,
): JudgedFile {
  try {
    const recording = recordingOf(userFileChunks(file, 'a recording'), file, device);
    const events = eventsOf(recording);
    const judged = {
      file,
      subject: recording.header.subject,
      ...judgeRecording(underReadings(netSuite.properties, readings), recording, events, sides),
      ...(policy ? { agreement: agree(policy, recording, events.trace) } : {}),
    };
    return { kind: 'judged', recording: judged };
  } catch (error) {
    if (!(error instanceof RecordingError || error instanceof UsageError)) throw error;
    return { kind: 'refused', because: error.message };
  }
}
