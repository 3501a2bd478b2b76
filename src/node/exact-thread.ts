// Decides what policies do on every combination of ring sizes, in a thread: a policy that does not end is ended with it.

import { parentPort } from 'node:worker_threads';
import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import { messageOf } from '../driver/thrown.ts';
import type { Trees } from '../exact/certificate.ts';
import type { Bounds } from '../scenario/bounds.ts';
import { ExactRealm } from './exact-realm.ts';
import { startedWith } from './thread.ts';

/** What such a thread is started with: how many runs it has begun, the profile of the last and its sizes, as numbers of 32 bits. */
export type UnderWay = SharedArrayBuffer;

/** What such a thread is sent. */
export interface ExactErrand {
  readonly type: DeviceTypeName;
  /** Id or file of the policy. */
  readonly policy: string;
  /** Ids of the properties. */
  readonly properties: readonly string[];
  readonly readings: ChosenReadings;
  readonly bounds: Bounds;
  /** Numbers of the profiles, and cells of one at the most. */
  readonly profiles: readonly number[];
  readonly most: number;
}

/** What comes of it: the trees, or why there are none. */
export type ExactResult = { readonly trees: Trees } | { readonly because: string };

let realm: ExactRealm | undefined;

const underWay = new Int32Array(startedWith<UnderWay>());

parentPort?.on('message', async (errand: ExactErrand) => {
  realm ??= new ExactRealm((profile, sizes) => {
    underWay.set([profile, ...sizes], 1);
    Atomics.add(underWay, 0, 1);
  });
  try {
    parentPort?.postMessage({ trees: await realm.decide(errand) } satisfies ExactResult);
  } catch (error) {
    parentPort?.postMessage({ because: messageOf(error) } satisfies ExactResult);
  }
});
