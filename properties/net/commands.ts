import { type FeatureSet, includes, intersects, NONE } from '../../spec/features.ts';
import {
  ANNOUNCE_ACK,
  GUEST_OFFLOADS_SET,
  isLegalPairsSet,
  maySend,
  type NetCommand,
  netCommand,
  netCommands,
  offloadsOf,
  RSS_CONFIG,
  VQ_PAIRS_SET,
} from '../../spec/net/commands.ts';
import { ANNOUNCE, netConfig } from '../../spec/net/configuration.ts';
import { CTRL_VQ, GUEST_ANNOUNCE, MQ } from '../../spec/net/features.ts';
import { queueName, queuePairs } from '../../spec/net/queues.ts';
import { isProbe, negotiates } from '../../src/run/applies.ts';
import { type Level, traceProperty, violation } from '../../src/run/property.ts';
import type { SentCommand } from '../../src/trace/commands.ts';
import { netProperty } from '../../src/types/net/property.ts';
import { settledIn } from '../in-use.ts';
import { printIn } from '../print.ts';

const CONTROL = 'Device Types / Network Device / Device Operation / Control Virtqueue';
const STEERING = `drivernormative:${CONTROL} / Automatic receive steering in multiqueue mode #1`;

const known = (sent: SentCommand): NetCommand | undefined => netCommand(sent.class, sent.command);

/** Whether it is the driver's part of the standard that forbids a command without its feature. */
const isForbidden = ({ clause }: NetCommand): boolean => clause.startsWith('drivernormative:');

const clausesOf = (commands: readonly NetCommand[]): string[] => [
  ...new Set(commands.map(({ clause }) => clause)),
];

/** The first command of a run that a driver may not send, and why. */
const commandWhere = (
  rule: {
    readonly id: string;
    readonly title: string;
    readonly level: Level;
    readonly clauses: readonly string[];
  },
  faultOf: (
    sent: SentCommand,
    settled: FeatureSet,
  ) => { readonly lacks: FeatureSet; readonly clause: string } | undefined,
) =>
  traceProperty({
    ...rule,
    side: 'driver',
    appliesTo: negotiates,
    check: (run) => {
      for (const negotiation of run.negotiations) {
        for (const sent of negotiation.round.commands) {
          const fault = faultOf(sent, settledIn(negotiation.round));
          if (fault === undefined) continue;
          const name = known(sent)?.name ?? `command ${sent.command} of class ${sent.class}`;
          const because = () => `${name} is sent, and ${printIn(run, fault.lacks)} is not negotiated`;
          return violation(sent.at, because, [fault.clause]);
        }
      }
      return undefined;
    },
  });

export const commandForbiddenWithoutFeature = commandWhere(
  {
    id: 'command-forbidden-without-its-feature',
    title: 'No control command is sent that the standard forbids without a feature that was not negotiated',
    level: 'must',
    clauses: clausesOf(netCommands.filter(isForbidden)),
  },
  (sent, settled) => {
    const command = known(sent);
    return command && isForbidden(command) && !intersects(settled, command.needs)
      ? { lacks: command.needs, clause: command.clause }
      : undefined;
  },
);

/** What holds of every command. */
const ONLY_WITH_CONTROL_QUEUE = `sec:${CONTROL} #1`;

export const commandOfNegotiatedFeature = commandWhere(
  {
    id: 'command-of-a-negotiated-feature',
    title: 'Every control command is of a feature that was negotiated, and so is the control queue',
    level: 'should',
    clauses: [
      ...new Set([
        ONLY_WITH_CONTROL_QUEUE,
        ...clausesOf(netCommands.filter((command) => !isForbidden(command))),
      ]),
    ],
  },
  (sent, settled) => {
    const command = known(sent);
    if (!intersects(settled, CTRL_VQ)) return { lacks: CTRL_VQ, clause: ONLY_WITH_CONTROL_QUEUE };
    return command && !isForbidden(command) && !maySend(settled, command)
      ? { lacks: command.needs, clause: command.clause }
      : undefined;
  },
);

/** How many pairs may carry frames once a command was sent, where so many might before. */
export function pairsAfter(sent: SentCommand, before: number): number {
  if (sent.answer !== undefined && sent.answer !== 0) return before;
  const command = known(sent);
  if (command === VQ_PAIRS_SET) return sent.data[0] ?? Number.POSITIVE_INFINITY;
  return command === RSS_CONFIG ? Number.POSITIVE_INFINITY : before;
}

export const laterPairsAskedFor = netProperty({
  id: 'later-pairs-wait-for-their-command',
  title: 'With MQ no frame is sent on another pair than the first before a command says that it is used',
  clauses: [STEERING, 'sec:Device Types / Network Device / Device Initialization #4'],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    for (const negotiation of run.negotiations) {
      const { commands, laterFrames } = negotiation.round;
      const settled = settledIn(negotiation.round);
      if (laterFrames.length === 0 || !includes(settled, MQ)) continue;
      let pairs = 1;
      let next = 0;
      for (const { at, queue } of laterFrames) {
        for (let sent = commands[next]; sent && sent.at < at; sent = commands[++next])
          pairs = pairsAfter(sent, pairs);
        if (queue < 2 * pairs) continue;
        const name = queueName(queue, queuePairs(settled, run.scenario.maxVirtqueuePairs));
        return violation(
          at,
          () =>
            `a frame is sent on ${name} while ${pairs === 1 ? 'the first pair' : `the first ${pairs} pairs`} alone may be used`,
        );
      }
    }
    return undefined;
  },
});

export const pairsAskedForExist = netProperty({
  id: 'pairs-asked-for-exist',
  title: 'VQ_PAIRS_SET asks for one pair at least, and for no more than the device has',
  clauses: [STEERING],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    for (const { round } of run.negotiations) {
      for (const sent of round.commands) {
        const [pairs] = sent.data;
        if (known(sent) !== VQ_PAIRS_SET || pairs === undefined) continue;
        const { maxVirtqueuePairs } = run.scenario;
        if (isLegalPairsSet(pairs, maxVirtqueuePairs)) continue;
        return violation(sent.at, () => `VQ_PAIRS_SET asks for ${pairs} of ${maxVirtqueuePairs}`);
      }
    }
    return undefined;
  },
});

export const offloadsWhereNegotiated = traceProperty({
  id: 'offloads-only-where-negotiated',
  title: 'GUEST_OFFLOADS_SET turns on no offload that was not negotiated',
  clauses: [`drivernormative:${CONTROL} / Offloads State Configuration / Setting Offloads State #1`],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    for (const negotiation of run.negotiations) {
      for (const sent of negotiation.round.commands) {
        if (known(sent) !== GUEST_OFFLOADS_SET) continue;
        const unasked = offloadsOf(sent.data) & ~settledIn(negotiation.round);
        if (unasked !== NONE)
          return violation(sent.at, () => `${printIn(run, unasked)} is turned on, and is not negotiated`);
      }
    }
    return undefined;
  },
});

export const announcementsAcknowledged = netProperty({
  id: 'announcement-acknowledged',
  title: 'A driver that finds that it is to announce itself says so by ANNOUNCE_ACK',
  clauses: [`drivernormative:${CONTROL} / Gratuitous Packet Sending #1`],
  level: 'must',
  side: 'driver',
  // A recording may end before its driver comes to it.
  appliesTo: (run) => isProbe(run) && negotiates(run),
  check: (run) => {
    for (const negotiation of run.negotiations) {
      const { commands, configOffsetsRead, driverOk, end } = negotiation.round;
      if (driverOk < 0 || !(configOffsetsRead & (1 << netConfig.status))) continue;
      if (!includes(settledIn(negotiation.round), GUEST_ANNOUNCE)) continue;
      const acknowledged = commands.findLast((sent) => known(sent) === ANNOUNCE_ACK)?.at ?? driverOk;
      for (let at = acknowledged; at < end; at++) {
        const { kind, index, value } = run.trace.at(at);
        if (kind === 'config-read' && index === netConfig.status && value & ANNOUNCE)
          return violation(at, () => 'the status asks for an announcement, and ANNOUNCE_ACK is never sent');
      }
    }
    return undefined;
  },
});

/** What a driver sends on the control queue of a net device, and the pairs that it may use for it. */
export const commandProperties = [
  commandForbiddenWithoutFeature,
  commandOfNegotiatedFeature,
  laterPairsAskedFor,
  pairsAskedForExist,
  offloadsWhereNegotiated,
  announcementsAcknowledged,
] as const;
