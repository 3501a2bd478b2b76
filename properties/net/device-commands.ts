import { netCommand, obligations } from '../../spec/net/commands.ts';
import { negotiates } from '../../src/run/applies.ts';
import { violation } from '../../src/run/property.ts';
import { netProperty } from '../../src/types/net/property.ts';
import { settledIn } from './settled.ts';

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
  appliesTo: (run) => run.scenario.quirks.vanishesAfter === undefined && negotiates(run),
  check: ({ negotiations }) => {
    for (const negotiation of negotiations) {
      const settled = settledIn(negotiation);
      for (const sent of negotiation.round.commands) {
        if (sent.answer === undefined || sent.answer === 0) continue;
        const command = netCommand(sent.class, sent.command);
        const due = command && obligations(settled, command, sent.data);
        if (due?.length) return violation(sent.at, () => `${command?.name} is refused`, due);
      }
    }
    return undefined;
  },
});

/** What a net device makes of control commands. */
export const deviceCommandProperties = [deviceSupportsCommands] as const;
