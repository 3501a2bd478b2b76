import * as reserved from '../../../spec/feature-bits.ts';
import { type FeatureSet, features, includes, isSubset, union, without } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import type { Transport } from '../../../spec/transports.ts';
import { probeError } from '../../driver/errors.ts';
import { linuxTable } from '../../driver/linux-kernels.ts';
import type { NetProbe } from '../../types/net/probe.ts';
import {
  ccwReserved,
  driverFeatureBits,
  driverNetConfig,
  driverReserved,
  featureBits,
  legacyReserved,
  mmioReserved,
  netLegacyBits,
} from '../clauses.ts';
import { override, type PolicyMutant } from '../mutant.ts';
import { knowsAll } from './bases.ts';
import { faultyPolicy } from './mutant.ts';
import { takesToo } from './steps.ts';

const TRANSPORT_BITS = union(
  reserved.UNUSED,
  reserved.RING_PACKED,
  reserved.IN_ORDER,
  reserved.SR_IOV,
  reserved.NOTIFICATION_DATA,
);

/** Faults in what a driver accepts of an offer. */
export const featureMutants = [
  faultyPolicy({
    id: 'accepts-a-constant',
    title: 'Accepts GUEST_ANNOUNCE whether it is offered or not',
    origin: { project: 'Unikraft', reference: 'drivers/virtio/net/virtio_net.c l.963 @eaf6fda' },
    breaks: [driverFeatureBits(1)],
    caughtBy: ['accepts-only-offered'],
    tamper: (probe) =>
      override(
        probe,
        'choose',
        (choose) =>
          (...given) =>
            choose(...given) | net.GUEST_ANNOUNCE,
      ),
  }),
  faultyPolicy({
    id: 'tests-another-bit',
    title: 'Accepts GUEST_CSUM where CSUM is offered',
    origin: { project: 'Unikraft', reference: 'drivers/virtio/net/virtio_net.c l.970-975 @eaf6fda' },
    breaks: [driverFeatureBits(1)],
    caughtBy: ['accepts-only-offered'],
    tamper: (probe) =>
      override(probe, 'choose', (choose) => (offered, ...given) => {
        const chosen = choose(offered, ...given);
        return includes(offered, net.CSUM) ? chosen | net.GUEST_CSUM : chosen;
      }),
  }),
  faultyPolicy({
    id: 'shift-wraps-at-32',
    title: 'Tests a bit above 31 by its place in the lowest window',
    origin: { project: 'OSv', reference: 'drivers/virtio.cc l.60 @0e34e4d' },
    breaks: [driverFeatureBits(1)],
    caughtBy: ['accepts-only-offered'],
    tamper: (probe) =>
      override(probe, 'choose', (choose) => (offered, ...given) => {
        const { transport } = probe.core.env;
        return choose(offered, ...given) | ((offered << 32n) & linuxTable('net', transport));
      }),
  }),
  faultyPolicy({
    id: 'signed-shift-loses-bit-63',
    title: 'Tests the highest bit of a window as a signed number, and so never finds it set',
    origin: { project: 'v86', reference: 'src/virtio.js, features & (1 << n) > 0 @71a9784' },
    breaks: [],
    caughtBy: ['no-over-blocking'],
    tamper: leaveOut(features(31, 63, 95)),
  }),
  faultyPolicy({
    id: 'accepts-all-but-a-deny-list',
    title: 'Accepts all that is offered, known or not, but for CTRL_VQ and EVENT_IDX',
    origin: { project: 'RT-Thread', reference: 'components/drivers/virtio/virtio_net.c' },
    breaks: [driverFeatureBits(4), featureBits(3)],
    caughtBy: ['unknown-bits-ignored'],
    tamper: (probe) => {
      probe.choose = (offered) => without(offered, net.CTRL_VQ | reserved.EVENT_IDX);
    },
  }),
  faultyPolicy({
    id: 'accepts-every-transport-bit',
    title: 'Accepts every transport bit that is offered, with no code behind it',
    origin: { project: 'Asterinas', reference: 'negotiate_features @604948581' },
    breaks: [driverFeatureBits(4), legacyReserved(3)],
    caughtBy: ['qemu-marker-not-accepted', 'unknown-bits-ignored'],
    tamper: (probe) => takesToo(probe, TRANSPORT_BITS),
  }),
  faultyPolicy({
    id: 'leaves-out-version-1',
    title: 'Does not accept VERSION_1 from a modern device',
    origin: { project: 'rCore virtio-drivers', reference: 'PR #196' },
    breaks: [driverReserved(1)],
    caughtBy: ['keeps-version-1'],
    tamper: leaveOut(reserved.VERSION_1),
  }),
  faultyPolicy({
    id: 'leaves-out-access-platform',
    title: 'Does not accept ACCESS_PLATFORM',
    origin: { project: 'Hermit', reference: 'issue #2207' },
    breaks: [driverReserved(3)],
    caughtBy: ['keeps-platform-features'],
    tamper: leaveOut(reserved.ACCESS_PLATFORM),
  }),
  faultyPolicy({
    id: 'leaves-out-order-platform',
    title: 'Does not accept ORDER_PLATFORM',
    breaks: [driverReserved(6)],
    caughtBy: ['keeps-platform-features'],
    tamper: leaveOut(reserved.ORDER_PLATFORM),
  }),
  faultyPolicy({
    id: 'leaves-out-packed-rings',
    title: 'Does not accept RING_PACKED',
    breaks: [driverReserved(5)],
    caughtBy: ['packed-ring-accepted'],
    tamper: leaveOut(reserved.RING_PACKED),
  }),
  faultyPolicy({
    id: 'leaves-out-any-layout',
    title: 'Does not accept ANY_LAYOUT from a legacy device',
    breaks: [legacyReserved(2)],
    caughtBy: ['any-layout-accepted'],
    tamper: leaveOut(reserved.ANY_LAYOUT),
  }),
  faultyPolicy({
    id: 'leaves-out-notif-config-data',
    title: 'Does not accept NOTIF_CONFIG_DATA',
    base: knowsAll,
    breaks: [driverReserved(9)],
    caughtBy: ['notif-config-data-accepted'],
    tamper: leaveOut(reserved.NOTIF_CONFIG_DATA),
  }),
  faultyPolicy({
    id: 'leaves-out-mac',
    title: 'Does not accept MAC',
    breaks: [driverNetConfig(2)],
    caughtBy: ['mac-mtu-and-standby-accepted', 'no-over-blocking'],
    tamper: leaveOut(net.MAC),
  }),
  faultyPolicy({
    id: 'leaves-out-mtu',
    title: 'Does not accept MTU, whatever fits the rings',
    breaks: [driverNetConfig(4)],
    caughtBy: ['mac-mtu-and-standby-accepted', 'no-over-blocking'],
    tamper: leaveOut(net.MTU),
  }),
  faultyPolicy({
    id: 'leaves-out-standby',
    title: 'Does not accept STANDBY',
    breaks: [driverNetConfig(7)],
    caughtBy: ['mac-mtu-and-standby-accepted', 'no-over-blocking'],
    tamper: leaveOut(net.STANDBY),
  }),
  faultyPolicy({
    id: 'accepts-gso-from-a-modern-device',
    title: 'Accepts GSO, which only legacy devices have, wherever it is offered',
    breaks: [netLegacyBits(1), driverFeatureBits(4)],
    caughtBy: ['legacy-bits-ignored-by-modern-drivers'],
    tamper: (probe) => takesToo(probe, net.GSO),
  }),
  ...foreignBits(),
  faultyPolicy({
    id: 'unknown-bit-fails-the-probe',
    title: 'Gives up on a device that offers a bit that it does not know',
    breaks: [driverFeatureBits(6), featureBits(5)],
    caughtBy: ['unknown-offer-harmless'],
    tamper: (probe) =>
      override(probe, 'choose', (choose) => (offered, ...given) => {
        const { version } = probe.core.env;
        const known = net.knownNetFeatures(version) | reserved.legacyFeatures | net.GSO;
        if (!isSubset(offered, known)) throw probeError('the device offers an unknown feature');
        return choose(offered, ...given);
      }),
  }),
  faultyPolicy({
    id: 'keeps-an-mtu-below-68',
    title: 'Keeps MTU where the device states one below 68 bytes',
    origin: { project: 'Linux', reference: 'virtnet_validate, drivers/net/virtio_net.c; iPXE does it still' },
    breaks: [],
    caughtBy: [],
    escapes: 'no property says what a driver does with an MTU that no device may state',
    tamper: (probe) =>
      override(probe, 'validate', (validate) => (chosen) => validate(chosen) | (chosen & net.MTU)),
  }),
  faultyPolicy({
    id: 'keeps-standby-without-mac',
    title: 'Keeps STANDBY where MAC is not negotiated',
    origin: { project: 'Linux', reference: '7c06458c102e' },
    breaks: [],
    caughtBy: [],
    escapes: 'the standard lets STANDBY stand without MAC; only Linux has no use for it',
    tamper: (probe) =>
      override(probe, 'validate', (validate) => (chosen) => validate(chosen) | (chosen & net.STANDBY)),
  }),
] as const;

// --- internal ---

/** Keeps features out of every set that a driver accepts. */
function leaveOut(set: FeatureSet): (probe: NetProbe) => void {
  return (probe) =>
    override(
      probe,
      'choose',
      (choose) =>
        (...given) =>
          without(choose(...given), set),
    );
}

/** Drivers with one table for all transports: each takes a bit for granted that one of them reserves. */
function foreignBits(): PolicyMutant[] {
  const everywhere = (id: string, name: string, transport: Transport, bit: FeatureSet, clause: string) =>
    faultyPolicy({
      id,
      title: `Accepts ${name} over ${transport} too, where it is reserved`,
      breaks: [clause, featureBits(6), driverFeatureBits(4)],
      caughtBy: ['unknown-bits-ignored'],
      tamper: (probe) =>
        override(probe, 'choose', (choose) => (...given) => {
          const chosen = choose(...given);
          return probe.core.env.transport === transport ? chosen | bit : chosen;
        }),
    });
  return [
    everywhere('accepts-sr-iov-over-mmio', 'SR_IOV', 'mmio', reserved.SR_IOV, driverReserved(7)),
    everywhere('accepts-admin-queues-over-mmio', 'ADMIN_VQ', 'mmio', reserved.ADMIN_VQ, mmioReserved(1)),
    everywhere('accepts-ring-reset-over-a-channel', 'RING_RESET', 'ccw', reserved.RING_RESET, ccwReserved(1)),
  ];
}
