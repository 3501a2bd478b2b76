import { CTRL_GUEST_OFFLOADS, CTRL_VQ, DEVICE_STATS, GUEST_CSUM, MQ } from '../../spec/net/features.ts';
import { type Example, net } from './example.ts';

const twoPairs = net(CTRL_VQ | MQ, 256, { maxVirtqueuePairs: 2 });

export const commandExamples: readonly Example[] = [
  {
    property: 'command-forbidden-without-its-feature',
    scenario: net(CTRL_VQ),
    right: 'recommended',
    wrong: 'coalesces-unasked',
    says: 'VQ_SET is sent, and {VQ_NOTF_COAL} is not negotiated',
  },
  {
    property: 'command-forbidden-without-its-feature',
    scenario: net(CTRL_VQ),
    right: 'recommended',
    wrong: 'goes-promiscuous-unasked',
    says: 'PROMISC is sent, and {CTRL_RX} is not negotiated',
  },
  {
    property: 'command-forbidden-without-its-feature',
    scenario: net(CTRL_VQ),
    right: 'recommended',
    wrong: 'turns-broadcasts-off-unasked',
    says: 'NOBCAST is sent, and {CTRL_RX_EXTRA} is not negotiated',
  },
  {
    property: 'command-forbidden-without-its-feature',
    scenario: net(CTRL_VQ),
    right: 'recommended',
    wrong: 'filters-addresses-unasked',
    says: 'MAC_TABLE_SET is sent, and {CTRL_RX} is not negotiated',
  },
  {
    property: 'command-forbidden-without-its-feature',
    scenario: net(CTRL_VQ),
    right: 'recommended',
    wrong: 'adds-an-rss-context-unasked',
    says: 'RSS_CTX_ADD is sent, and {RSS_CONTEXT} is not negotiated',
  },
  {
    property: 'command-forbidden-without-its-feature',
    scenario: net(CTRL_VQ),
    right: 'recommended',
    wrong: 'hashes-inner-headers-unasked',
    says: 'HASH_TUNNEL_SET is sent, and {HASH_TUNNEL} is not negotiated',
  },
  {
    property: 'command-of-a-negotiated-feature',
    scenario: net(CTRL_VQ),
    right: 'recommended',
    wrong: 'sets-pairs-unasked',
    says: 'VQ_PAIRS_SET is sent, and {MQ} is not negotiated',
  },
  {
    property: 'command-of-a-negotiated-feature',
    scenario: net(CTRL_VQ),
    right: 'recommended',
    wrong: 'filters-vlans-unasked',
    says: 'VLAN_ADD is sent, and {CTRL_VLAN} is not negotiated',
  },
  {
    property: 'command-of-a-negotiated-feature',
    scenario: net(DEVICE_STATS, 256, { version: '1.4' }),
    right: 'knows-all',
    wrong: 'asks-for-statistics-without-a-queue',
    says: 'STATS_GET is sent, and {CTRL_VQ} is not negotiated',
  },
  {
    property: 'implied-requirements-kept',
    scenario: net(DEVICE_STATS, 256, { version: '1.4' }),
    right: 'knows-all',
    wrong: 'asks-for-statistics-without-a-queue',
    says: '{DEVICE_STATS} is accepted without {CTRL_VQ}',
  },
  {
    property: 'later-pairs-wait-for-their-command',
    scenario: twoPairs,
    right: 'recommended',
    wrong: 'uses-pairs-unasked',
    says: 'a frame is sent on transmitq2 while the first pair alone may be used',
  },
  {
    property: 'later-pairs-wait-for-their-command',
    scenario: twoPairs,
    right: 'recommended',
    wrong: 'asks-for-one-pair-and-uses-all',
  },
  {
    property: 'pairs-asked-for-exist',
    scenario: twoPairs,
    right: 'recommended',
    wrong: 'asks-for-a-pair-too-many',
    says: 'VQ_PAIRS_SET asks for 3 of 2',
  },
  {
    property: 'offloads-only-where-negotiated',
    scenario: net(CTRL_VQ | CTRL_GUEST_OFFLOADS | GUEST_CSUM),
    right: 'recommended',
    wrong: 'turns-every-offload-on',
  },
];
