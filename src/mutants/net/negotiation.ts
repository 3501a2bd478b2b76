import * as reserved from '../../../spec/feature-bits.ts';
import { fromWindows, includes, NONE, windowOf, without } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import {
  driverConfigSpace,
  driverFeatureBits,
  driverInit,
  driverReserved,
  featureBits,
  legacyInit,
  netConfig,
  statusField,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { faultyPolicy } from './mutant.ts';

/** Offsets in the net configuration, in bytes. */
const MTU_FIELD = 10;
const SPEED_FIELD = 12;

/** Faults in how a driver negotiates: what it reads and writes, when, and what it makes of it later. */
export const negotiationMutants = [
  faultyPolicy({
    id: 'never-reads-the-offer',
    title: 'Accepts what every device is thought to offer without reading the offer',
    origin: { project: 'sDDF', reference: 'drivers/network/virtio/common/ethernet.c l.298-399 @650ace5' },
    breaks: [driverInit(4), driverFeatureBits(3)],
    caughtBy: ['offer-of-this-round'],
    tamper: ({ core }) => {
      core.offered = () => net.MAC | reserved.VERSION_1;
    },
  }),
  faultyPolicy({
    id: 'looks-no-further-than-bit-31',
    title: 'Reads and writes the lowest feature window alone, over any transport',
    origin: {
      project: 'NetBSD',
      reference: 'virtio.c before VERSION_1: virtio_negotiate_features of 32 bits',
    },
    breaks: [driverReserved(1)],
    caughtBy: ['keeps-version-1'],
    tamper: ({ core }) => {
      const { transport } = core;
      core.offered = () => fromWindows([transport.readOffer(0)]) | (core.legacy ? NONE : reserved.VERSION_1);
      core.accept = (set) => {
        transport.writeAccepted(0, windowOf(set, 0));
        core.accepted = fromWindows([windowOf(set, 0)]);
      };
    },
  }),
  faultyPolicy({
    id: 'answers-the-offer-before-the-reset',
    title: 'Answers a later negotiation with the offer of the first',
    origin: {
      project: 'Linux',
      reference: 'virtio_device_restore_priv, drivers/virtio/virtio.c @a23e19669324',
    },
    breaks: [driverInit(4), driverFeatureBits(3)],
    caughtBy: ['offer-of-this-round'],
    tamper: ({ core }) => {
      override(core, 'offered', (offered) => {
        let first: ReturnType<typeof offered> | undefined;
        return () => {
          first ??= offered();
          return first;
        };
      });
    },
  }),
  faultyPolicy({
    id: 'writes-only-changed-windows',
    title: 'In a later negotiation writes only the feature windows that differ from before',
    breaks: [driverInit(4)],
    caughtBy: ['all-feature-windows-written'],
    tamper: ({ core }) => {
      const written: number[] = [];
      override(core.transport, 'writeAccepted', (write) => (window, bits) => {
        if (written[window] !== bits) write(window, bits);
        written[window] = bits;
      });
    },
  }),
  faultyPolicy({
    id: 'drops-mtu-after-features-ok',
    title: 'Takes MTU back when FEATURES_OK is set already',
    origin: { project: 'Firecracker', reference: '662a63dc5, which let drivers do so' },
    breaks: [featureBits(2)],
    caughtBy: ['features-left-alone-after-features-ok'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        const confirmed = confirm();
        core.accept(without(core.accepted, net.MTU));
        return confirmed;
      }),
  }),
  faultyPolicy({
    id: 'adds-a-feature-after-features-ok',
    title: 'Accepts SPEED_DUPLEX when FEATURES_OK is set already',
    breaks: [driverInit(7), featureBits(2)],
    caughtBy: ['features-final-after-features-ok'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        const confirmed = confirm();
        core.accept(core.accepted | net.SPEED_DUPLEX);
        return confirmed;
      }),
  }),
  faultyPolicy({
    id: 'takes-a-feature-back-when-live',
    title: 'Writes its features without MQ to a legacy device once it is live, and goes on with all queues',
    origin: {
      project: 'openEuler QEMU',
      reference: 'virtio-bugfix-clean-up-callback-when-del-virtqueue.patch',
    },
    breaks: [legacyInit(2), legacyInit(1)],
    caughtBy: ['features-final-after-features-ok'],
    tamper: ({ core }) =>
      override(core, 'goLive', (goLive) => (plan) => {
        const outcome = goLive(plan);
        if (core.legacy) core.transport.writeAccepted(0, windowOf(without(core.accepted, net.MQ), 0));
        return outcome;
      }),
  }),
  faultyPolicy({
    id: 'clears-notification-data',
    title: 'Drops NOTIFICATION_DATA from its own copy of the features when FEATURES_OK is set already',
    origin: { project: 'Linux', reference: 'virtio_vdpa_setup_vq, drivers/virtio/virtio_vdpa.c @100c8542' },
    breaks: [statusField(3)],
    caughtBy: ['sides-agree-on-features'],
    tamper: (probe) =>
      override(
        probe,
        'goLive',
        (goLive) => (changes) =>
          goLive({ ...changes, features: without(probe.accepted, reserved.NOTIFICATION_DATA) }),
      ),
  }),
  faultyPolicy({
    id: 'uses-event-idx-unasked',
    title: 'Uses EVENT_IDX without having negotiated it',
    origin: { project: 'kvmtool', reference: 'b7af514' },
    breaks: [statusField(3)],
    caughtBy: ['sides-agree-on-features'],
    tamper: (probe) =>
      override(
        probe,
        'goLive',
        (goLive) => (changes) => goLive({ ...changes, features: probe.accepted | reserved.EVENT_IDX }),
      ),
  }),
  faultyPolicy({
    id: 'uses-indirect-tables-unasked',
    title: 'Uses indirect tables without having negotiated them',
    origin: { project: 'NetKVM', reference: 'd67c4928' },
    breaks: [statusField(3)],
    caughtBy: ['sides-agree-on-features'],
    tamper: (probe) =>
      override(
        probe,
        'goLive',
        (goLive) => (changes) => goLive({ ...changes, features: probe.accepted | reserved.INDIRECT_DESC }),
      ),
  }),
  faultyPolicy({
    id: 'reads-mtu-before-it-is-accepted',
    title: 'Reads the MTU field before it has written the features that give it a meaning',
    origin: { project: 'Linux', reference: '404123c2db79 and 2f9a174f918e' },
    breaks: [],
    caughtBy: [],
    escapes: 'the standard lets a driver read the fields of what is offered; only some devices hide them',
    tamper: (probe) =>
      override(probe, 'choose', (choose) => (...given) => {
        const [offered] = given;
        if (includes(offered, net.MTU)) probe.core.transport.readConfig(MTU_FIELD);
        return choose(...given);
      }),
  }),
  faultyPolicy({
    id: 'reads-the-speed-unasked',
    title: 'Reads the speed of the link whether SPEED_DUPLEX is offered or not',
    breaks: [driverConfigSpace(2)],
    caughtBy: ['config-read-only-where-offered'],
    tamper: (probe) =>
      override(probe, 'derive', (derive) => () => {
        probe.core.transport.readConfig(SPEED_FIELD);
        return derive();
      }),
  }),
  faultyPolicy({
    id: 'uses-the-mtu-field-unasked',
    title: 'Takes the MTU that the configuration states, negotiated or not',
    breaks: [netConfig(2), driverConfigSpace(2)],
    caughtBy: ['derived-state-fresh', 'config-read-only-where-offered'],
    tamper: (probe) =>
      override(probe, 'derive', (derive) => () => {
        probe.derived = { ...derive(), mtu: probe.core.transport.readConfig(MTU_FIELD) };
        return probe.derived;
      }),
  }),
] as const;
