import { type FeatureSet, includes, NONE } from '../features.ts';
import { DISCARD, ZONED } from './features.ts';

/** sec:Device Types / Block Device / Device configuration layout #5 — the models, each at the value of the field `model`. */
export const zonedModels = ['none', 'host-managed', 'host-aware'] as const;

/** How a device is zoned. `none`: not at all, or managed by the drive itself, which a driver cannot tell. */
export type ZonedModel = (typeof zonedModels)[number];

/**
 * drivernormative:Device Types / Block Device / Device Initialization #5 — what a driver must leave out of its
 * answer: DISCARD, where ZONED is offered by a host-managed device. It hangs on the offer, not on whether
 * ZONED is accepted, so one greatest answer still exists.
 */
export const excludedByZones = (offered: FeatureSet, model: ZonedModel): FeatureSet =>
  model === 'host-managed' && includes(offered, ZONED) ? DISCARD : NONE;

/**
 * drivernormative:Device Types / Block Device / Device Initialization #7 — whether a driver must set FAILED
 * instead of FEATURES_OK: it took ZONED, and cannot handle the zones that the device turns out to have.
 */
export const driverMustGiveUp = (
  accepted: FeatureSet,
  model: ZonedModel,
  handlesHostManaged: boolean,
): boolean => includes(accepted, ZONED) && model === 'host-managed' && !handlesHostManaged;

/**
 * devicenormative:Device Types / Block Device / Device Initialization #8 — whether a device must leave
 * FEATURES_OK clear: a host-managed device whose ZONED was not accepted, a smaller set lawfully refused.
 */
export const deviceMustRefuse = (accepted: FeatureSet, model: ZonedModel): boolean =>
  model === 'host-managed' && !includes(accepted, ZONED);

/** devicenormative:Device Types / Block Device / Device Initialization #6 — what the legacy interface must not offer: it has no FEATURES_OK to refuse with. */
export const barredFromLegacyOffer: FeatureSet = ZONED;
