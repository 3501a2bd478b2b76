import type { FeatureSet } from '../features.ts';
import { closureOf, inForce, type Requirement, type Strength } from '../requirements.ts';
import { byVersion, type SpecVersion } from '../versions.ts';
import * as net from './features.ts';

const LISTED = 'sec:Device Types / Network Device / Feature bits / Feature bit requirements';
const LAYOUT = 'drivernormative:Device Types / Network Device / Device configuration layout';
const CONTROL = 'sec:Device Types / Network Device / Device Operation / Control Virtqueue';
const FILTERING =
  'devicenormative:Device Types / Network Device / Device Operation / Control Virtqueue / Packet Receive Filtering';
const INCOMING = 'sec:Device Types / Network Device / Device Operation / Processing of Incoming Packets';
const HASHING = `${INCOMING} / Hash calculation for incoming packets`;

const requires = (
  clause: string,
  feature: FeatureSet,
  allOf: readonly FeatureSet[],
  since: SpecVersion = '1.0',
  strength: Strength = 'must',
): Requirement => ({ feature, allOf, strength, since, clause });

/**
 * sec:Device Types / Network Device / Feature bits / Feature bit requirements #1 — the listed requirements, then the
 * recommended ones, then those that only prose implies. A set in a list is an "any of"; the list is an "all of".
 */
export const netRequirements: readonly Requirement[] = [
  requires(`${LISTED} #1`, net.GUEST_TSO4, [net.GUEST_CSUM]),
  requires(`${LISTED} #2`, net.GUEST_TSO6, [net.GUEST_CSUM]),
  requires(`${LISTED} #3`, net.GUEST_ECN, [net.GUEST_TSO4 | net.GUEST_TSO6]),
  requires(`${LISTED} #4`, net.GUEST_UFO, [net.GUEST_CSUM]),
  requires(`${LISTED} #5`, net.GUEST_USO4, [net.GUEST_CSUM], '1.3'),
  requires(`${LISTED} #6`, net.GUEST_USO6, [net.GUEST_CSUM], '1.3'),
  requires(
    `${LISTED} #7`,
    net.GUEST_UDP_TUNNEL_GSO,
    [net.GUEST_TSO4, net.GUEST_TSO6, net.GUEST_USO4, net.GUEST_USO6],
    '1.4',
  ),
  requires(`${LISTED} #8`, net.GUEST_UDP_TUNNEL_GSO_CSUM, [net.GUEST_UDP_TUNNEL_GSO], '1.4'),
  requires(`${LISTED} #9`, net.HOST_TSO4, [net.CSUM]),
  requires(`${LISTED} #10`, net.HOST_TSO6, [net.CSUM]),
  requires(`${LISTED} #11`, net.HOST_ECN, [net.HOST_TSO4 | net.HOST_TSO6]),
  requires(`${LISTED} #12`, net.HOST_UFO, [net.CSUM]),
  requires(`${LISTED} #13`, net.HOST_USO, [net.CSUM], '1.2'),
  requires(`${LISTED} #14`, net.HOST_UDP_TUNNEL_GSO, [net.HOST_TSO4, net.HOST_TSO6, net.HOST_USO], '1.4'),
  requires(`${LISTED} #15`, net.HOST_UDP_TUNNEL_GSO_CSUM, [net.HOST_UDP_TUNNEL_GSO], '1.4'),
  requires(`${LISTED} #16`, net.CTRL_RX, [net.CTRL_VQ]),
  requires(`${LISTED} #17`, net.CTRL_VLAN, [net.CTRL_VQ]),
  requires(`${LISTED} #18`, net.GUEST_ANNOUNCE, [net.CTRL_VQ]),
  requires(`${LISTED} #19`, net.MQ, [net.CTRL_VQ]),
  requires(`${LISTED} #20`, net.CTRL_MAC_ADDR, [net.CTRL_VQ]),
  requires(`${LISTED} #21`, net.NOTF_COAL, [net.CTRL_VQ], '1.3'),
  requires(`${LISTED} #22`, net.RSC_EXT, [net.HOST_TSO4 | net.HOST_TSO6], '1.1'),
  requires(`${LISTED} #23`, net.RSS, [net.CTRL_VQ], '1.2'),
  requires(`${LISTED} #24`, net.VQ_NOTF_COAL, [net.CTRL_VQ], '1.3'),
  requires(`${LISTED} #25`, net.HASH_TUNNEL, [net.CTRL_VQ, net.RSS | net.HASH_REPORT], '1.3'),
  requires(`${LISTED} #26`, net.RSS_CONTEXT, [net.CTRL_VQ, net.RSS], '1.4'),

  requires(`${LAYOUT} #8`, net.HASH_REPORT, [net.CTRL_VQ], '1.3', 'should'),
  requires(`${LAYOUT} #9`, net.CTRL_RX_EXTRA, [net.CTRL_VQ], '1.3', 'should'),

  requires(
    `${CONTROL} / Offloads State Configuration #1`,
    net.CTRL_GUEST_OFFLOADS,
    [net.CTRL_VQ],
    '1.0',
    'implied',
  ),
  requires(`${HASHING} #1`, net.HASH_REPORT, [net.CTRL_VQ], '1.2', 'implied'),
  requires(`${FILTERING} #1`, net.CTRL_RX_EXTRA, [net.CTRL_VQ], '1.0', 'implied'),
  requires(`${CONTROL} / Device Statistics #1`, net.DEVICE_STATS, [net.CTRL_VQ], '1.4', 'implied'),
  requires(`${CONTROL} / Gratuitous Packet Sending #1`, net.GUEST_ANNOUNCE, [net.STATUS], '1.0', 'implied'),
  requires(`${INCOMING} #2`, net.RSC_EXT, [net.GUEST_TSO4 | net.GUEST_TSO6], '1.1', 'implied'),
];

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2 — the net requirements of a version by strength; `every`: all three. */
export const netClosures = byVersion((version) => ({
  must: closureOf(inForce(netRequirements, version, 'must')),
  should: closureOf(inForce(netRequirements, version, 'should')),
  implied: closureOf(inForce(netRequirements, version, 'implied')),
  every: closureOf(inForce(netRequirements, version, 'must', 'should', 'implied')),
}));
