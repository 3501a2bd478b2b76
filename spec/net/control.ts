import { type FeatureSet, includes, intersects, NONE, union } from '../features.ts';
import { maySend, type NetCommand, netCommands } from './commands.ts';
import * as net from './features.ts';

/**
 * How a driver cuts a control command into descriptors: `combined` puts class, command and data into one
 * readable descriptor; `separate` gives each its own, as Linux and the legacy framing do.
 */
export type ControlLayout = 'combined' | 'separate';

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #2 — one readable and one writable part at the least. */
export const MIN_CONTROL_DESCRIPTORS = 2;

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #2 — descriptors of the longest command that `accepted` lets a driver send; 0 without CTRL_VQ. */
export function longestControlCommand(accepted: FeatureSet, layout: ControlLayout): number {
  if (!includes(accepted, net.CTRL_VQ)) return 0;
  if (layout === 'combined') return MIN_CONTROL_DESCRIPTORS;
  let longest = tooLargeFor.length;
  // What passes a queue that is one entry smaller too is not the longest.
  while (longest > MIN_CONTROL_DESCRIPTORS && !intersects(accepted, tooLargeFor[longest - 1] ?? NONE))
    longest--;
  return longest;
}

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #2 — the longest command that `accepted` lets a driver send, where each part has a descriptor of its own; undefined where no feature brings one. */
export const longestCommand = (accepted: FeatureSet): NetCommand | undefined =>
  byLength.find((command) => maySend(accepted, command));

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #2 — descriptors of a command. */
export const commandDescriptors = ({ separate }: NetCommand, layout: ControlLayout): number =>
  layout === 'combined' ? MIN_CONTROL_DESCRIPTORS : separate;

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #2 — the features whose commands cannot pass a control queue of `size` entries. */
export function controlFeaturesTooLargeFor(size: number, layout: ControlLayout): FeatureSet {
  if (size < MIN_CONTROL_DESCRIPTORS) return net.CTRL_VQ;
  return layout === 'combined' || size >= tooLargeFor.length ? NONE : (tooLargeFor[size] ?? NONE);
}

// --- internal ---

/** The longest first. */
const byLength: readonly NetCommand[] = netCommands.toSorted((a, b) => b.separate - a.separate);

/** By the entries of a control queue. */
const tooLargeFor: readonly FeatureSet[] = Array.from(
  { length: Math.max(...netCommands.map(({ separate }) => separate)) },
  (_, size) => union(...netCommands.filter(({ separate }) => separate > size).map(({ needs }) => needs)),
);
