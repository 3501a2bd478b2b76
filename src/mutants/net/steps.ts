import { deviceTypeRules } from '../../../spec/device-types.ts';
import { type FeatureSet, includes } from '../../../spec/features.ts';
import { MMIO_MAGIC, mmioVersions } from '../../../spec/mmio-registers.ts';
import { DRIVER_OK, SUSPEND } from '../../../spec/status.ts';
import type { Transport } from '../../../spec/transports.ts';
import type { Core } from '../../driver/core.ts';
import { otherIndex } from '../../trace/other-registers.ts';
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

/** Lets a driver do something before it resets its device for the first time, over some transports. */
export function beforeAll(core: Core, transports: readonly Transport[], then: () => void): void {
  let begun = !transports.includes(core.env.transport);
  override(core, 'startReset', (start) => () => {
    if (!begun) then();
    begun = true;
    start();
  });
}

/** Writes a register that no event stands for. */
export const writeOther = ({ transport }: Core, name: string, value: number): void => {
  transport.rareAccess('other', otherIndex({ name, isWrite: true }), value);
};

/** Reads one, which has `value` in a right device. */
export const readOther = ({ transport }: Core, name: string, value: number): number =>
  transport.rareAccess('other', otherIndex({ name, isWrite: false }), value);

/** What registers of MMIO say of a right device, in the order in which a driver asks. */
const IDENTITY: Readonly<Record<'magic_value' | 'version' | 'device_id' | 'vendor_id', number>> = {
  magic_value: MMIO_MAGIC,
  version: mmioVersions.mmio,
  device_id: deviceTypeRules.net.id,
  vendor_id: 0,
};

/** Asks over MMIO what a device is; `otherwise`: what some of the registers say of another one. */
export function identify(core: Core, otherwise: Partial<typeof IDENTITY> = {}): void {
  for (const [name, value] of Object.entries({ ...IDENTITY, ...otherwise })) readOther(core, name, value);
}

/** Bytes of a page, and what a ring is aligned to. */
const PAGE = 4096;

/** Lets a driver write, over legacy MMIO, how its rings lie: in pages of so many bytes, aligned to so many. */
export function layRingsOut(core: Core, page: number = PAGE, align: number = PAGE): void {
  beforeAll(core, ['mmio-legacy'], () => writeOther(core, 'guest_page_size', page));
  override(core, 'programQueue', (program) => (queue, size) => {
    if (core.env.transport === 'mmio-legacy') writeOther(core, 'queue_align', align);
    program(queue, size);
  });
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
