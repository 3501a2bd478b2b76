import type { SimulatedDevice } from '../device/simulated-device.ts';
import { override } from './mutant.ts';

/** The feature windows that a driver writes to a device, the lowest first, whether the device takes them or not. */
export function writtenTo(device: SimulatedDevice): readonly number[] {
  const written = [0, 0, 0, 0];
  override(device, 'writeAccepted', (write) => (window, bits) => {
    written[window] = bits;
    write(window, bits);
  });
  return written;
}
