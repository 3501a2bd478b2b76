import type { Requirement } from '../requirements.ts';
import { CONFIG_WCE, FLUSH } from './features.ts';

/**
 * devicenormative:Device Types / Block Device / Device Initialization #2 — what an offer must hold to. It binds
 * the device alone; see `blkAcceptRequirements`.
 */
export const blkOfferRequirements: readonly Requirement[] = [
  {
    feature: CONFIG_WCE,
    allOf: [FLUSH],
    strength: 'must',
    since: '1.0',
    clause: 'devicenormative:Device Types / Block Device / Device Initialization #2',
  },
];

/**
 * devicenormative:Device Types / Block Device / Device Initialization #3 — what an accepted set must hold to:
 * nothing. CONFIG_WCE without FLUSH is an answer that the standard provides for: the cache then starts in
 * writethrough mode. What excludes features here hangs on the zoned model, not on other features.
 */
export const blkAcceptRequirements: readonly Requirement[] = [];
