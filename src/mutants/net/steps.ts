import { type FeatureSet, includes } from '../../../spec/features.ts';
import { DRIVER_OK, SUSPEND } from '../../../spec/status.ts';
import type { Core } from '../../driver/core.ts';
import type { NetProbe } from '../../types/net/probe.ts';
import { override } from '../mutant.ts';

/** Reads that a driver spends on a device that may never answer: more than any that has something else to do. */
export const LONG = 1100;

/** Lets a driver do something more once it is live, where it has negotiated a feature. */
export function whenLive(core: Core, feature: FeatureSet, then: () => void): void {
  override(core, 'goLive', (goLive) => (plan) => {
    const outcome = goLive(plan);
    if (includes(core.accepted, feature)) then();
    return outcome;
  });
}

/** Lets a driver take what is offered of some features besides what it would. */
export function takesToo(probe: NetProbe, features: FeatureSet): void {
  override(
    probe,
    'choose',
    (choose) =>
      (offered, ...given) =>
        choose(offered, ...given) | (offered & features),
  );
}

/** Suspends a device, and reads the status until it says so. */
export function suspend(core: Core): void {
  core.addStatus(SUSPEND);
  awaitStatus(core, SUSPEND);
}

/** Wakes a device, and reads the status until it says so. */
export function wake(core: Core): void {
  core.addStatus(DRIVER_OK);
  awaitStatus(core, DRIVER_OK);
}

/** Notifies a queue with a buffer in it, and looks before and after whether the device has used that. */
export function notifyAndLook({ transport }: Core, queue: number): void {
  transport.readUsed(queue);
  transport.notify(queue);
  transport.readUsed(queue);
}

// --- internal ---

/** Reads the status until it shows `awaited` of SUSPEND and DRIVER_OK. */
function awaitStatus(core: Core, awaited: number): void {
  for (let read = 0; read < LONG; read++) {
    if ((core.readStatus() & (SUSPEND | DRIVER_OK)) === awaited) return;
  }
}
