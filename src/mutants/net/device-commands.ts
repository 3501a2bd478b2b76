import { HASH_CONFIG, maySend, netCommands } from '../../../spec/net/commands.ts';
import { CTRL_VQ } from '../../../spec/net/features.ts';
import { REFUSED } from '../../device/device-model.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import type { Policy } from '../../driver/policy.ts';
import type { ControlCommand } from '../../trace/commands.ts';
import { deviceFiltering, hashing, steeredHashing } from '../clauses.ts';
import { override, policyOf } from '../mutant.ts';
import { knowsAll } from './bases.ts';
import { faultyDevice, faultyPolicy } from './mutant.ts';
import { whenLive } from './steps.ts';

/** The class of the commands that say which frames are to come in. */
const RECEIVE_FILTER = 0;

/** Switches every filter off, and every hash, as far as it may: no fault. */
export const switchesFiltersOff: Policy = policyOf(
  faultyPolicy({
    id: 'switches-filters-off',
    title: 'Switches every receive filter off, and every hash, where that is negotiated',
    base: knowsAll,
    breaks: [],
    caughtBy: [],
    tamper: (probe) =>
      whenLive(probe.core, CTRL_VQ, () => {
        for (const command of netCommands) {
          const isSwitch = command.class === RECEIVE_FILTER || command === HASH_CONFIG;
          if (isSwitch && maySend(probe.accepted, command)) probe.send(command, [0]);
        }
      }),
  }),
);

/** Lets a device refuse some commands. */
const refusing =
  (isRefused: (command: ControlCommand) => boolean) =>
  (device: SimulatedDevice): void =>
    override(device, 'sendCommand', (send) => (queue, command) => {
      const answer = send(queue, command);
      return answer !== undefined && isRefused(command) ? REFUSED : answer;
    });

/** Faults in what a device makes of control commands. */
export const deviceCommandMutants = [
  faultyDevice({
    id: 'device-knows-no-filters',
    title: 'Offers CTRL_RX, and refuses every command for it',
    drivers: [switchesFiltersOff],
    breaks: [deviceFiltering(1)],
    caughtBy: ['device-supports-its-commands'],
    tamper: refusing((command) => command.class === RECEIVE_FILTER),
  }),
  faultyDevice({
    id: 'device-configures-no-hashes',
    title: 'Offers HASH_REPORT without RSS, and refuses HASH_CONFIG',
    drivers: [switchesFiltersOff],
    breaks: [hashing(1), steeredHashing(1)],
    caughtBy: ['device-supports-its-commands'],
    tamper: refusing(
      ({ class: commandClass, command }) =>
        commandClass === HASH_CONFIG.class && command === HASH_CONFIG.command,
    ),
  }),
] as const;
