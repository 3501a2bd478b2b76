import { type FeatureSet, includes } from '../../spec/features.ts';
import {
  ANNOUNCE_ACK,
  addressIn,
  MAC_ADDR_SET,
  type NetCommand,
  netCommand,
  obligations,
} from '../../spec/net/commands.ts';
import { ANNOUNCE, netConfig } from '../../spec/net/configuration.ts';
import { MAC } from '../../spec/net/features.ts';
import { negotiates } from '../../src/run/applies.ts';
import { violation } from '../../src/run/property.ts';
import type { SentCommand } from '../../src/trace/commands.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import type { Round } from '../../src/trace/round.ts';
import { netProperty } from '../../src/types/net/property.ts';
import type { NetRun } from '../../src/types/net/run.ts';
import { whereSeen } from '../device-events.ts';
import { maybeInUse, surelyInUse } from '../in-use.ts';

const commands = whereSeen((round) => round.commands.length > 0);

const NET = 'Device Types / Network Device / Device Operation';
const CONTROL = `${NET} / Control Virtqueue`;

export const deviceSupportsCommands = netProperty({
  id: 'device-supports-its-commands',
  title: 'A device does the commands that a feature in use obliges it to support',
  clauses: [
    `devicenormative:${CONTROL} / Packet Receive Filtering #1`,
    `sec:${NET} / Processing of Incoming Packets / Hash calculation for incoming packets #1`,
    `sec:${CONTROL} / Automatic receive steering in multiqueue mode / Hash calculation #1`,
  ],
  level: 'must',
  side: 'device',
  appliesTo: (run) => run.scenario.quirks.vanishesAfter === undefined && negotiates(run) && commands(run),
  check: ({ negotiations }) => {
    for (const { round } of negotiations) {
      for (const sent of round.commands) {
        if (sent.answer === undefined || sent.answer === 0) continue;
        const command = netCommand(sent.class, sent.command);
        const due = command && dueInAny(maybeInUse(round), command, sent.data);
        if (due?.length) return violation(sent.at, () => `${command?.name} is refused`, due);
      }
    }
    return undefined;
  },
});

export const deviceEndsAnnouncement = netProperty({
  id: 'device-ends-an-announcement',
  title: 'Once a device has done ANNOUNCE_ACK its status asks for no announcement',
  clauses: [`devicenormative:${CONTROL} / Gratuitous Packet Sending #1`],
  level: 'must',
  side: 'device',
  appliesTo: (run) => run.scenario.quirks.vanishesAfter === undefined && negotiates(run) && commands(run),
  check: (run) => {
    for (const { at } of commandsDone(run, ANNOUNCE_ACK)) {
      // A later look may be at the next one.
      const { kind, index, value } = eventAfter(run, at);
      if (kind === 'config-read' && index === netConfig.status && value & ANNOUNCE)
        return violation(at, () => 'the status still asks for an announcement');
    }
    return undefined;
  },
});

export const deviceShowsAddress = netProperty({
  id: 'device-shows-the-address-that-was-set',
  title: 'Once a device with MAC has done MAC_ADDR_SET its configuration shows that address',
  clauses: [`devicenormative:${CONTROL} / Setting MAC Address Filtering #2`],
  level: 'must',
  side: 'device',
  appliesTo: (run) => run.scenario.quirks.vanishesAfter === undefined && negotiates(run) && commands(run),
  check: (run) => {
    for (const { at, round, data } of commandsDone(run, MAC_ADDR_SET)) {
      if (!includes(surelyInUse(round), MAC)) continue;
      const address = addressIn(data);
      for (let look = at; look < round.end; look++) {
        const { kind, index, value } = run.trace.at(look);
        const byte = kind === 'config-read' ? address[index - netConfig.mac] : undefined;
        // Another address may be set behind it.
        if (kind === 'command' && look > at) break;
        if (byte !== undefined && (value & 0xff) !== byte)
          return violation(look, () => `byte ${index} of the address is ${value & 0xff}, ${byte} was set`);
      }
    }
    return undefined;
  },
});

/** What a net device makes of control commands. */
export const deviceCommandProperties = [
  deviceSupportsCommands,
  deviceEndsAnnouncement,
  deviceShowsAddress,
] as const;

// --- internal ---

interface DoneCommand extends SentCommand {
  readonly round: Readonly<Round>;
}

/** What obliges a device to do a command whichever of some sets it uses. */
function dueInAny(
  sets: readonly FeatureSet[],
  command: NetCommand,
  data: readonly number[],
): readonly string[] {
  const due = sets.map((set) => obligations(set, command, data));
  return due.every(({ length }) => length > 0) ? (due[0] ?? []) : [];
}

/** The commands of one kind that a device said that it has done; `at`: where it said so. */
function commandsDone(run: NetRun, wanted: NetCommand): DoneCommand[] {
  const done: DoneCommand[] = [];
  for (const { round } of run.negotiations) {
    for (const sent of round.commands) {
      if (sent.answer !== 0 || netCommand(sent.class, sent.command) !== wanted) continue;
      let { at } = sent;
      while (at < round.end && run.trace.at(at).kind !== 'command-ack') at++;
      done.push({ ...sent, at, round });
    }
  }
  return done;
}

/** The event after one; where it is the last, that one. */
const eventAfter = ({ trace }: NetRun, at: number): TraceEvent =>
  trace.at(Math.min(at + 1, trace.length - 1));
