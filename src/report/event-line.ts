import { match } from 'ts-pattern';
import { descriptorOf, INDIRECT, NEXT, WRITE } from '../../spec/descriptors.ts';
import { type DeviceTypeName, deviceTypeRules } from '../../spec/device-types.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import { type FeatureSet, fromWindows } from '../../spec/features.ts';
import { headerOf } from '../../spec/net/headers.ts';
import { pciStructureTypes } from '../../spec/pci-capabilities.ts';
import { ringFaultPhrase } from '../../spec/ring-faults.ts';
import { printStatus } from '../../spec/status.ts';
import type { Run } from '../run/run.ts';
import { numbered } from '../trace/commands.ts';
import { otherRegister } from '../trace/other-registers.ts';
import { deviceTypes } from '../types/types.ts';
import { queueName } from './queue-names.ts';
import { counted } from './wrap.ts';

/** An event in words: `writes the status ACKNOWLEDGE|DRIVER`. */
export function eventPhrase(run: Run, position: number): string {
  const { kind, index, value } = run.trace.at(position);
  const queue = queueOf(run, position);
  const bits = (): string => windowPhrase(run.scenario.type, index, value);
  return match(kind)
    .with('status-read', () => `reads the status ${printStatus(value)}`)
    .with('status-write', () =>
      value === 0 ? 'resets the device' : `writes the status ${printStatus(value)}`,
    )
    .with('offer-read', () => `reads the offer, ${bits()}`)
    .with('accepted-write', () => `accepts ${bits()}`)
    .with('config-read', () => `reads the configuration at ${index}: ${value}`)
    .with('config-write', () => `writes ${value} to the configuration at ${index}`)
    .with('queue-count-read', () => `reads the number of queues: ${value}`)
    .with('peek', () => `peeks at the size of ${queue}: ${value}`)
    .with('queue-size-read', () => `reads the size of ${queue}: ${value}`)
    .with('queue-enabled-read', () => `reads whether ${queue} is enabled: ${value}`)
    .with('queue-size-write', () => `writes the size of ${queue}: ${value}`)
    .with('queue-addresses-write', () => `writes the addresses of ${queue}`)
    .with('queue-notify-off-read', () => `reads the notification offset of ${queue}: ${value}`)
    .with('queue-enable-write', () => (value === 0 ? `disables ${queue}` : `enables ${queue}`))
    .with('queue-reset-write', () => `resets ${queue}`)
    .with('queue-reset-read', () => `reads whether ${queue} is being reset: ${value}`)
    .with('queue-release', () => `gives back ${queue}`)
    .with('notify', () => `notifies ${queue}`)
    .with('indirect', () => `puts what comes next on ${queue} into a table`)
    .with('chain', () => `makes each buffer of ${queue} of ${counted(value, 'descriptor')}`)
    .with('bytes', () => `makes each buffer of ${queue} hold ${counted(value, 'byte')}`)
    .with('post', () => `posts ${counted(value, 'buffer')} on ${queue}`)
    .with('used-read', () => `finds ${counted(value, 'buffer')} used of ${queue}`)
    .with(
      'capability',
      () =>
        `looks for the capability of ${structureNamed(index)}: ${value === 0 ? 'there is none' : 'there is one'}`,
    )
    .with('ring-look', () => `looks at the ring of ${queue}: ${ringFaultPhrase(value)}`)
    .with('descriptor', () => `puts a descriptor ${descriptorPhrase(value)} on ${queue}`)
    .with('transmit-header', () => `writes a header of ${headerPhrase(value)} on ${queue}`)
    .with('transmit', () => `sends a frame of ${counted(value, 'descriptor')} on ${queue}`)
    .with(
      'drop',
      () => `has no room for ${counted(value, 'descriptor')} on ${queue}, and drops what takes them`,
    )
    .with('used', () => `sees ${counted(value, 'chain')} of ${queue} used`)
    .with('wake', () => `goes on with ${queue}, of which ${counted(value, 'descriptor')} are free`)
    .with('stop', () => `stops ${queue} with ${counted(value, 'descriptor')} free`)
    .with('receive-header', () => `finds a header of ${headerPhrase(value)} on ${queue}`)
    .with('receive', () =>
      value === 0
        ? `loses a frame that comes in on ${queue}`
        : `receives ${counted(value, 'descriptor')} on ${queue}`,
    )
    .with('control', () => `sends a command of ${counted(value, 'descriptor')} on ${queue}`)
    .with('accepted-read', () => `reads back what it accepts of ${bits()}`)
    .with('config-generation-read', () => `reads the configuration generation: ${value}`)
    .with('wrong-width', () => `makes the next access ${counted(value, 'byte')} wide`)
    .with('command', () => `${commandPhrase(run, index, value)} on ${queue}`)
    .with('command-data', () => `sends with it the data 0x${value.toString(16)}`)
    .with('command-ack', () =>
      value === 0 ? 'finds the command done' : `finds the command refused: ${value}`,
    )
    .with(
      'request',
      () =>
        `asks ${queue} for ${deviceTypes[run.scenario.type].words.request?.(value) ?? `request ${value}`}`,
    )
    .with('other', () => otherPhrase(index, value))
    .exhaustive();
}

/** The virtqueue of an event by its name. */
export const queueOf = (run: Run, position: number): string =>
  queueName(run.trace.at(position).index, run.scenario, acceptedAt(run, position));

/** Every event of a run, numbered as violations name them. */
export const eventLines = (run: Run): string[] =>
  Array.from({ length: run.trace.length }, (_, at) => `${String(at).padStart(5)}  ${eventPhrase(run, at)}`);

// --- internal ---

function otherPhrase(index: number, value: number): string {
  const { name, isWrite } = otherRegister(index);
  return isWrite ? `writes ${value} to ${name}` : `reads ${name}: ${value}`;
}

/** One 32-bit window of a feature set: `bits 0 to 31: {MAC}`. */
function windowPhrase(type: DeviceTypeName, index: number, value: number): string {
  const windows = [0, 0, 0, 0].with(index, value);
  return `bits ${32 * index} to ${32 * index + 31}: ${printFeatures(fromWindows(windows), deviceTypeRules[type].names)}`;
}

/** What is commanded, by name or by numbers. */
const commandPhrase = ({ scenario }: Run, queue: number, value: number): string =>
  deviceTypes[scenario.type].words.command?.(value, queue) ?? `sends the command ${numbered(value)}`;

/** A structure of PCI by what its capability calls it. */
const structureNamed = (type: number): string =>
  Object.entries(pciStructureTypes).find(([, known]) => known === type)?.[0] ?? `type ${type}`;

/** A descriptor by where it stands, how large it is and what it is for. */
function descriptorPhrase(value: number): string {
  const { flags, slot, bytes } = descriptorOf(value);
  const use = flags & INDIRECT ? 'as a table' : `for the device to ${flags & WRITE ? 'write' : 'read'}`;
  return `of ${counted(bytes, 'byte')} ${use} in slot ${slot}${flags & NEXT ? ', with another behind it,' : ''}`;
}

/** A header in hexadecimal, as far as it is not 0. */
function headerPhrase(value: number): string {
  const { flags, gsoType, gsoSize, buffers } = headerOf(value);
  const size = gsoSize === 0 ? '' : `, segments of ${counted(gsoSize, 'byte')}`;
  const spread = buffers === 0 ? '' : `, ${counted(buffers, 'buffer')}`;
  return `flags 0x${flags.toString(16)}, type 0x${gsoType.toString(16)}${size}${spread}`;
}

/** What the round of an event accepts in the end: by it queues have their roles. */
const acceptedAt = (run: Run, position: number): FeatureSet =>
  run.rounds.find(({ start, end }) => start <= position && position < end)?.accepted ?? run.inUse;
