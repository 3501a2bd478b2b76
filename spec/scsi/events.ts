import { type FeatureSet, intersects, NONE, union } from '../features.ts';
import { CHANGE, HOTPLUG } from './features.ts';

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: eventq #2 — bytes of an event: what each buffer holds at the least. */
export const EVENT_SIZE = 16;

/** sec:Device Types / SCSI Host Device / Feature bits #4 — the features whose device tells by events: without a queue for them they cannot work. */
export const eventFeatures: FeatureSet = union(HOTPLUG, CHANGE);

/** drivernormative:Device Types / SCSI Host Device / Device Operation / Device Operation: eventq #1 — whether a device has something to tell, for which buffers are to be there. */
export const usesEvents = (accepted: FeatureSet): boolean => intersects(accepted, eventFeatures);

/** sec:Device Types / SCSI Host Device / Device Operation / Device Operation: eventq #1 — the features that cannot work where the event queue has `size` entries; 0 says that there is none. */
export const featuresWithoutEvents = (size: number): FeatureSet => (size === 0 ? eventFeatures : NONE);
