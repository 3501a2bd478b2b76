import type { Property } from '../../src/run/property.ts';
import type { ConsoleRun } from '../../src/types/console/run.ts';
import { anyProperties } from '../index.ts';
import { configurationProperties } from './configuration.ts';
import { controlProperties } from './control.ts';
import { portProperties } from './ports.ts';

/** Every property of a virtio-console device and its driver. */
export const consoleProperties: readonly Property<ConsoleRun>[] = [
  ...anyProperties,
  ...portProperties,
  ...controlProperties,
  ...configurationProperties,
];
