import { ANNOUNCE_ACK, HASH_CONFIG, MAC_ADDR_SET, maySend, netCommands } from '../../../spec/net/commands.ts';
import { ANNOUNCE, LINK_UP, netConfig } from '../../../spec/net/configuration.ts';
import { CTRL_VQ } from '../../../spec/net/features.ts';
import { REFUSED } from '../../device/device-model.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import type { Policy } from '../../driver/policy.ts';
import type { ControlCommand } from '../../trace/commands.ts';
import { deviceAddresses, deviceAnnouncing, deviceFiltering, hashing, steeredHashing } from '../clauses.ts';
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

/** Looks whether it is to announce itself, acknowledges it, and looks again; sets its address, and looks at that: no fault. */
export const looksAfterCommands: Policy = policyOf(
  faultyPolicy({
    id: 'looks-after-commands',
    title: 'Looks into the configuration after each command that changes it',
    breaks: [],
    caughtBy: [],
    tamper: (probe) =>
      whenLive(probe.core, CTRL_VQ, () => {
        const { transport } = probe.core;
        if (maySend(probe.accepted, ANNOUNCE_ACK)) {
          transport.readConfig(netConfig.status);
          probe.send(ANNOUNCE_ACK);
          transport.readConfig(netConfig.status);
        }
        if (maySend(probe.accepted, MAC_ADDR_SET)) {
          probe.send(MAC_ADDR_SET, ADDRESS);
          for (let byte = 0; byte < 6; byte++) transport.readConfig(netConfig.mac + byte);
        }
      }),
  }),
);

/** 02:01:02:03:04:05, the lowest byte first. */
const ADDRESS = [0x03020102, 0x0504];

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
  faultyDevice({
    id: 'device-asks-for-announcements-for-ever',
    title: 'Does ANNOUNCE_ACK, and goes on asking for an announcement',
    drivers: [looksAfterCommands],
    breaks: [deviceAnnouncing(1)],
    caughtBy: ['device-ends-an-announcement'],
    tamper: (device) =>
      override(
        device,
        'readConfig',
        (read) => (offset) => (offset === netConfig.status ? LINK_UP | ANNOUNCE : read(offset)),
      ),
  }),
  faultyDevice({
    id: 'device-keeps-its-address',
    title: 'Does MAC_ADDR_SET, and shows the address that it had',
    drivers: [looksAfterCommands],
    breaks: [deviceAddresses(2)],
    caughtBy: ['device-shows-the-address-that-was-set'],
    tamper: (device) =>
      override(device, 'readConfig', (read) => (offset) => (offset < netConfig.status ? 0 : read(offset))),
  }),
] as const;
