import { isSince, type SpecVersion } from './versions.ts';

/** sec:Basic Facilities of a Virtio Device / Device Status Field #1 — the bits of the one status byte. */
export const ACKNOWLEDGE = 0x01;
/** sec:Basic Facilities of a Virtio Device / Device Status Field #1 */
export const DRIVER = 0x02;
/** sec:Basic Facilities of a Virtio Device / Device Status Field #1 */
export const DRIVER_OK = 0x04;
/** sec:Basic Facilities of a Virtio Device / Device Status Field #1 */
export const FEATURES_OK = 0x08;
/** sec:Basic Facilities of a Virtio Device / Device Status Field #6 — since 1.4. */
export const SUSPEND = 0x10;
/** sec:Basic Facilities of a Virtio Device / Device Status Field #1 */
export const DEVICE_NEEDS_RESET = 0x40;
/** sec:Basic Facilities of a Virtio Device / Device Status Field #1 */
export const FAILED = 0x80;

/** sec:Basic Facilities of a Virtio Device / Device Status Field #1 — all bits with a meaning in `version`. */
export const knownStatusBits = (version: SpecVersion): number =>
  ACKNOWLEDGE |
  DRIVER |
  DRIVER_OK |
  FEATURES_OK |
  DEVICE_NEEDS_RESET |
  FAILED |
  (isSince(version, '1.4') ? SUSPEND : 0);

/**
 * drivernormative:Basic Facilities of a Virtio Device / Device Status Field #2 — the bits that a driver's
 * write of `next` over `current` would clear; 0 when it is allowed. Writing 0 is a reset and clears all.
 */
export const clearedByWrite = (current: number, next: number): number => (next === 0 ? 0 : current & ~next);

const printed: readonly (readonly [number, string])[] = [
  [ACKNOWLEDGE, 'ACKNOWLEDGE'],
  [DRIVER, 'DRIVER'],
  [FEATURES_OK, 'FEATURES_OK'],
  [DRIVER_OK, 'DRIVER_OK'],
  [SUSPEND, 'SUSPEND'],
  [DEVICE_NEEDS_RESET, 'DEVICE_NEEDS_RESET'],
  [FAILED, 'FAILED'],
];

/** sec:Basic Facilities of a Virtio Device / Device Status Field #1 — a status byte as text: `ACKNOWLEDGE|DRIVER`, or `0`. */
export function printStatus(status: number): string {
  const names = printed.filter(([bit]) => status & bit).map(([, name]) => name);
  const rest = status & ~printed.reduce((all, [bit]) => all | bit, 0);
  if (rest) names.push(`0x${rest.toString(16)}`);
  return names.join('|') || '0';
}
