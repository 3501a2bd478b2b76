import { describe, expect, test } from 'vitest';
import { features, NONE } from '../features.ts';
import { isLegalPairsSet, maySend, netCommand, netCommands, offloadsOf, VQ_PAIRS_SET } from './commands.ts';
import * as net from './features.ts';

// Typed from the definitions of each class in the standard.
const byClass = [
  ['PROMISC', 'ALLMULTI', 'ALLUNI', 'NOMULTI', 'NOUNI', 'NOBCAST'],
  ['MAC_TABLE_SET', 'MAC_ADDR_SET'],
  ['VLAN_ADD', 'VLAN_DEL'],
  ['ANNOUNCE_ACK'],
  ['VQ_PAIRS_SET', 'RSS_CONFIG', 'HASH_CONFIG'],
  ['GUEST_OFFLOADS_SET'],
  ['TX_SET', 'RX_SET', 'VQ_SET', 'VQ_GET'],
  ['HASH_TUNNEL_SET'],
  ['STATS_QUERY', 'STATS_GET'],
  ['RSS_CTX_CAP_GET', 'RSS_CTX_ADD', 'RSS_CTX_MOD', 'RSS_CTX_DEL'],
];

describe('the commands of a control queue', () => {
  test('are those of ten classes, numbered from 0', () => {
    for (const [commandClass, names] of byClass.entries()) {
      for (const [number, name] of names.entries()) expect(netCommand(commandClass, number)?.name).toBe(name);
      expect(netCommand(commandClass, names.length)).toBeUndefined();
    }
    expect(netCommands).toHaveLength(byClass.flat().length);
  });

  test('are for a driver that negotiated what each needs, and the control queue', () => {
    for (const command of netCommands) {
      expect(maySend(command.needs | net.CTRL_VQ, command)).toBe(true);
      expect(maySend(command.needs, command)).toBe(false);
      expect(maySend(net.CTRL_VQ, command)).toBe(false);
    }
  });

  test('set an address by either feature that speaks of it', () => {
    const set = netCommand(1, 1);
    for (const feature of [net.CTRL_RX, net.CTRL_MAC_ADDR])
      expect(maySend(net.CTRL_VQ | feature, set)).toBe(true);
  });

  test('need the control queue also where nobody knows them', () => {
    expect([maySend(net.CTRL_VQ, undefined), maySend(NONE, undefined)]).toEqual([true, false]);
  });
});

describe('what a command asks for', () => {
  test('is no fewer pairs than one and no more than there are', () => {
    expect([0, 1, 4, 5].map((pairs) => isLegalPairsSet(pairs, 4))).toEqual([false, true, true, false]);
    expect(VQ_PAIRS_SET.needs).toBe(net.MQ);
  });

  test('is offloads, each at the bit of its feature, but for those of tunnels', () => {
    expect(offloadsOf([0x82])).toBe(net.GUEST_CSUM | net.GUEST_TSO4);
    expect(offloadsOf([0, 1 << 22])).toBe(net.GUEST_USO4);
    expect(offloadsOf([0, 1 << 14])).toBe(net.GUEST_UDP_TUNNEL_GSO);
    expect(offloadsOf([0, 1 << 15])).toBe(net.GUEST_UDP_TUNNEL_GSO_CSUM);
    expect(offloadsOf([])).toBe(NONE);
    expect(offloadsOf([0x80000000])).toBe(features(31));
  });
});
