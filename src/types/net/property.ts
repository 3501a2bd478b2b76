import { property } from '../../run/property.ts';
import type { NetRun } from './run.ts';

/** Declares a property of virtio-net. */
export const netProperty = property<NetRun>;
