import { type FeatureSet, includes, intersects } from '../../../spec/features.ts';
import { GUEST_OFFLOADS_SET, offloadsOf } from '../../../spec/net/commands.ts';
import { CTRL_GUEST_OFFLOADS, GUEST_GSO, GUEST_OFFLOADS, RSC_EXT } from '../../../spec/net/features.ts';
import type { ControlCommand } from '../../trace/commands.ts';

/** The guest offloads in use that a command leaves switched off; undefined where it is none of offloads, or may not be sent. */
export function switchedOffBy(
  { class: commandClass, command, data = [] }: ControlCommand,
  inUse: FeatureSet,
): FeatureSet | undefined {
  if (commandClass !== GUEST_OFFLOADS_SET.class || command !== GUEST_OFFLOADS_SET.command) return undefined;
  if (!includes(inUse, CTRL_GUEST_OFFLOADS)) return undefined;
  const on = offloadsOf(data);
  // Coalescing has no bit of its own there: it is on while any segmentation is.
  return inUse & GUEST_OFFLOADS & ~(intersects(on, GUEST_GSO) ? on | RSC_EXT : on);
}
