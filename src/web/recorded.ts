import { netProperties } from '../../properties/net/index.ts';
import { parseRecording } from '../adapters/recorded/recording.ts';
import { RecordingError } from '../adapters/recorded/recording-error.ts';
import { messageOf } from '../driver/thrown.ts';
import type { Block } from '../report/blocks.ts';
import { type Moment, momentsAfter } from '../report/moments.ts';
import { accessesOf, type Sequence, sequenceOf } from '../report/sequence.ts';
import { recordingStory } from '../suites/recording-story.ts';

/** A recording that is to be judged. */
export interface RecordingRequest {
  readonly kind: 'recording';
  readonly number: number;
  readonly name: string;
  readonly text: string;
  /** Of which device, where it is a log with several. */
  readonly device?: string | undefined;
}

/** What is seen of one. Plain data: it comes from a worker. */
export interface RecordedLook {
  readonly sentence: string;
  readonly sequence: Sequence;
  /** As of a run of a policy; none where they are not known. */
  readonly moments: readonly Moment[];
  readonly story: readonly Block[];
}

export type RecordingReply =
  | { readonly kind: 'recorded'; readonly number: number; readonly recording: RecordedLook }
  | {
      readonly kind: 'refused';
      readonly number: number;
      readonly because: string;
      /** Names to choose from, where the text is a log with several devices. */
      readonly devices?: readonly string[];
    };

/** Judges a recording. Never throws: what goes wrong is a reply. */
export function serveRecording({ number, name, text, device }: RecordingRequest): RecordingReply {
  try {
    const recording = parseRecording(text, name, device);
    const { run, blocks, verdict, breaches } = recordingStory(netProperties, recording);
    const { subject } = recording.header;
    const sequence = sequenceOf(subject, run, breaches);
    const moments = momentsAfter(run, accessesOf(sequence));
    const sentence = `${name}, recorded of ${subject}: ${verdict}.`;
    return { kind: 'recorded', number, recording: { sentence, sequence, moments, story: blocks } };
  } catch (error) {
    const devices = error instanceof RecordingError ? error.devices : [];
    return { kind: 'refused', number, because: messageOf(error), devices };
  }
}
