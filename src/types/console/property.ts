import { property } from '../../run/property.ts';
import type { ConsoleRun } from './run.ts';

/** Declares a property of virtio-console. */
export const consoleProperty = property<ConsoleRun>;
