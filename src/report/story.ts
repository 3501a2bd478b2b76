import { createColors } from 'picocolors';
import type { Property, Violation } from '../../properties/property.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import type { FeatureSet } from '../../spec/features.ts';
import { netFeatureNames } from '../../spec/net/features.ts';
import { printStatus } from '../../spec/status.ts';
import type { Run } from '../driver/run.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { Round } from '../trace/rounds.ts';
import { rulesOf } from './facts.ts';
import { wrap } from './table.ts';

/** A property that a run breaks, and how. */
export interface Broken {
  readonly property: Property;
  readonly violation: Violation;
}

/** Tells a run as prose, round by round, then what it breaks. `subject` is the policy or the recording. */
export function story(subject: string, run: Run, broken: readonly Broken[], colour: boolean): string {
  const paint = createColors(colour);
  const lines = [paint.bold(subject), say(setting(run))];
  for (const round of run.rounds) {
    lines.push('', paint.bold(`Round ${round.index + 1}`), ...tell(run, round).map(say));
  }
  lines.push('', paint.bold('The end'), ...ending(run).map(say));
  lines.push(
    '',
    broken.length === 0 ? paint.green('Every property that applies holds.') : paint.bold('Broken'),
  );
  for (const { property, violation } of broken) {
    const level = property.level === 'should' ? paint.yellow('should') : paint.red(property.level);
    lines.push(`  ${level}  ${paint.bold(property.id)}: ${property.title}`);
    lines.push(wrap(`${violation.message}${placeOf(run, violation)}`, WIDTH, '    '));
    for (const { id, text } of rulesOf(property.id))
      lines.push(wrap(text ? `${id}: ${text}` : id, WIDTH, '    '));
  }
  return `${lines.join('\n')}\n`;
}

/** One event as words. */
export function printEvent({ kind, index, value }: TraceEvent): string {
  const hex = `0x${value.toString(16)}`;
  switch (kind) {
    case 'status-read':
      return `status read: ${printStatus(value)}`;
    case 'status-write':
      return value === 0 ? 'reset' : `status written: ${printStatus(value)}`;
    case 'offer-read':
      return `offer read, window ${index}: ${hex}`;
    case 'accepted-write':
      return `accepted features written, window ${index}: ${hex}`;
    case 'config-read':
    case 'config-write':
      return `${words(kind)} at ${index}: ${hex}`;
    case 'peek':
    case 'queue-size-read':
    case 'queue-size-write':
      return `${words(kind)}, queue ${index}: ${value} entries`;
    case 'queue-count-read':
    case 'latched':
    case 'other':
      return `${words(kind)}: ${value}`;
    case 'queue-enabled-read':
    case 'queue-addresses-write':
    case 'queue-notify-off-read':
    case 'queue-enable-write':
    case 'notify':
    case 'transmit':
    case 'receive':
    case 'control':
      return `${words(kind)}, queue ${index}`;
    default:
      return kind satisfies never;
  }
}

// --- internal ---

const WIDTH = 100;

const words = (kind: string): string => kind.replaceAll('-', ' ');

const say = (sentence: string): string => wrap(sentence, WIDTH, '  ');

const print = (set: FeatureSet): string => printFeatures(set, netFeatureNames);

const list = (numbers: readonly number[]): string => numbers.join(', ');

function setting({ scenario }: Run): string {
  const quirks = Object.entries(scenario.quirks)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return (
    `VIRTIO ${scenario.version} over ${scenario.transport}, ${scenario.format} rings, ` +
    `${scenario.peek ? 'queue sizes can be peeked' : 'no peek at queue sizes'}, MTU ${scenario.mtu} bytes, ` +
    `packets of up to ${scenario.maxSkbFrags} fragments. ` +
    (quirks.length > 0 ? `The device is faulty: ${quirks.join('; ')}.` : 'The device does what it should.')
  );
}

function tell(run: Run, round: Round): string[] {
  const events = run.events.slice(round.start, round.end);
  const told = [round.cut ? 'The recording begins within this round.' : 'The driver resets the device.'];
  if (!round.cut && round.zeroSeen < 0) told.push('It never sees the status read 0.');
  if (round.offerWindows !== 0) told.push(`The device offers ${print(round.offered)}.`);
  const peeked = sizesIn(events, 'peek');
  if (peeked) told.push(`The driver peeks: ${peeked}.`);
  if (round.acceptedWindows !== 0) told.push(`The driver accepts ${print(round.accepted)}.`);
  if (round.featuresOkWritten >= 0) told.push(answer(round));
  const found = sizesIn(events, 'queue-size-read');
  if (found) told.push(`It finds ${found}.`);
  const reduced = sizesIn(events, 'queue-size-write');
  if (reduced) told.push(`It sets ${reduced}.`);
  const enabled = [...new Set(events.filter((e) => e.kind === 'queue-enable-write').map((e) => e.index))];
  if (enabled.length > 0) told.push(`It enables queue ${list(enabled)}.`);
  if (round.driverOk >= 0) told.push('It sets DRIVER_OK.');
  if (round.failed >= 0) told.push('It sets FAILED.');
  return told;
}

function answer(round: Round): string {
  if (round.featuresOkRead < 0) return 'It sets FEATURES_OK and does not read it back.';
  return round.confirmed
    ? 'It sets FEATURES_OK, and the device keeps the bit: the set stands.'
    : 'It sets FEATURES_OK, and the device clears the bit: the set is refused.';
}

function sizesIn(events: readonly TraceEvent[], kind: TraceEvent['kind']): string {
  const sizes = new Map(events.filter((e) => e.kind === kind).map((e) => [e.index, e.value]));
  return [...sizes].map(([queue, size]) => `queue ${queue} of ${size} entries`).join(', ');
}

function ending(run: Run): string[] {
  const { outcome, traffic } = run;
  const told = [`The status reads ${printStatus(run.finalStatus)} after ${run.accesses} register accesses.`];
  if (!outcome) return told;
  if (outcome.kind !== 'live') return [...told, `The driver ${outcome.kind}: ${outcome.reason}.`];
  const { plan } = outcome;
  told.push(`The driver is live and has ${print(plan.features)} in mind.`);
  const used = run.latched.at(-1);
  if (used !== undefined && used !== plan.features) told.push(`The device uses ${print(used)}.`);
  told.push(
    `A receive buffer takes ${plan.receiveChain} descriptors, the longest packet ${plan.transmitChain}; ` +
      `transmit stops below ${plan.stopThreshold} free descriptors. ` +
      `${traffic.framesTransmitted} frames were sent.`,
  );
  if (traffic.deaf.length > 0) told.push(`Receive queue ${list(traffic.deaf)} has no buffer posted.`);
  if (traffic.tooSmallForFrame.length > 0)
    told.push(`The largest frame never fits receive queue ${list(traffic.tooSmallForFrame)}.`);
  if (traffic.tooSmallForMtu.length > 0)
    told.push(`An MTU-sized frame never fits receive queue ${list(traffic.tooSmallForMtu)}.`);
  if (traffic.stalled.length > 0)
    told.push(`Transmit queue ${list(traffic.stalled)} stopped and never wakes.`);
  if (traffic.chainTooLong.length > 0)
    told.push(`Queue ${list(traffic.chainTooLong)} is handed a chain longer than it has entries.`);
  if (traffic.controlFails) told.push('The control queue cannot take the longest command.');
  return told;
}

function placeOf(run: Run, { at }: Violation): string {
  const event = at < 0 ? undefined : run.events[at];
  return event ? ` (event ${at}: ${printEvent(event)})` : '';
}
