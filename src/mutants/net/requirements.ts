import { type FeatureSet, includes, intersects, NONE, without } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { netClosures, netRequirements } from '../../../spec/net/requirements.ts';
import { closureOf, inForce } from '../../../spec/requirements.ts';
import { byVersion } from '../../../spec/versions.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { needControlQueueInLinux } from '../../types/net/linux-features.ts';
import { control, driverFeatureBits, driverNetConfig, netRequirement, offloadState } from '../clauses.ts';
import { override } from '../mutant.ts';
import { knowsAll, knowsNoTso6 } from './bases.ts';
import { faultyPolicy } from './mutant.ts';
import { takesToo } from './steps.ts';

/** CTRL_VQ and what needs it. */
const CONTROL: FeatureSet = net.CTRL_VQ | needControlQueueInLinux;

/** Faults in how a driver minds what features require of each other. */
export const requirementMutants = [
  faultyPolicy({
    id: 'drops-the-dependency-check',
    title: 'Accepts features whose requirements are not offered',
    origin: { project: 'Linux', reference: '892d6eb1245b, met with QEMU ctrl_vq=off' },
    breaks: [driverFeatureBits(2)],
    caughtBy: ['accepted-set-closed'],
    tamper: (probe) => {
      override(
        probe,
        'choose',
        (choose) =>
          (offered, blocked = NONE) =>
            without(choose(offered), blocked),
      );
      probe.validate = (chosen) => chosen;
    },
  }),
  faultyPolicy({
    id: 'crashes-without-control-queue',
    title: 'Hits an assertion where a control command is offered without CTRL_VQ',
    origin: { project: 'Linux', reference: '892d6eb1245b' },
    breaks: [],
    caughtBy: ['probe-ends'],
    tamper: (probe) =>
      override(probe, 'choose', (choose) => (offered, ...given) => {
        if (!includes(offered, net.CTRL_VQ) && intersects(offered, needControlQueueInLinux)) {
          throw new RangeError('BUG_ON: no control queue');
        }
        return choose(offered, ...given);
      }),
  }),
  faultyPolicy({
    id: 'asks-for-statistics-without-a-control-queue',
    title: 'Takes DEVICE_STATS without CTRL_VQ, and hits an assertion when it asks for statistics',
    origin: { project: 'Linux', reference: 'virtnet_probe and virtnet_send_command_reply since 6.10' },
    breaks: [],
    caughtBy: ['probe-ends', 'implied-requirements-kept'],
    tamper: (probe) => takesToo(probe, net.DEVICE_STATS),
  }),
  faultyPolicy({
    id: 'accepts-dependents-first',
    title: 'Accepts MQ before it knows whether it gets CTRL_VQ',
    origin: { project: 'NetKVM', reference: '79f515bb and b64da9b7' },
    breaks: [driverFeatureBits(2), netRequirement(19)],
    caughtBy: ['accepted-set-closed'],
    tamper: ({ core }) => {
      let offer = NONE;
      override(core, 'offered', (offered) => () => {
        offer = offered();
        return offer;
      });
      override(core, 'accept', (accept) => (set) => accept(set | (offer & net.MQ)));
    },
  }),
  faultyPolicy({
    id: 'any-requirement-will-do',
    title: 'Takes one of several required features for all of them',
    origin: { project: 'virtio-spec-rs', reference: 'features.rs l.39-61 and l.520-546 @d834669' },
    base: knowsAll,
    breaks: [driverFeatureBits(2)],
    caughtBy: ['accepted-set-closed'],
    tamper: (probe) => {
      const { greatestClosedSubset } = anyOfClosures(probe.core.env.version);
      override(
        probe,
        'choose',
        (choose) =>
          (offered, blocked = NONE) =>
            greatestClosedSubset(without(choose(offered), blocked)),
      );
    },
  }),
  faultyPolicy({
    id: 'intersects-closed-sets',
    title: 'Takes what two closed sets have in common to be closed',
    origin: { project: 'Hermit', reference: 'src/drivers/virtio/mod.rs l.127-165 @b0678ba' },
    base: knowsNoTso6,
    breaks: [driverFeatureBits(2), netRequirement(3)],
    caughtBy: ['accepted-set-closed'],
    tamper: (probe) =>
      override(
        probe,
        'choose',
        (choose) => (offered, blocked) =>
          choose(netClosures(probe.core.env.version).every.greatestClosedSubset(offered), blocked),
      ),
  }),
  faultyPolicy({
    id: 'blocks-control-queue-alone',
    title: 'Blocks CTRL_VQ and none of the features that need it, and then fails for want of it',
    origin: { project: 'Linux', reference: 'virtnet_validate_features, under the table of 25 April 2023' },
    breaks: [],
    caughtBy: ['served-where-it-can-be'],
    tamper: (probe) =>
      override(
        probe,
        'choose',
        (choose) =>
          (offered, blocked = NONE, closed) =>
            without(choose(offered, without(blocked, CONTROL), closed), blocked & net.CTRL_VQ),
      ),
  }),
  faultyPolicy({
    id: 'ignores-recommended-requirements',
    title: 'Accepts CTRL_RX_EXTRA without CTRL_VQ',
    origin: { project: 'virtio-spec', reference: 'issues #158 and #162' },
    base: knowsAll,
    breaks: [driverNetConfig(9)],
    caughtBy: ['recommended-requirements-kept'],
    tamper: (probe) =>
      override(
        probe,
        'choose',
        (choose) =>
          (offered, ...given) =>
            choose(offered, ...given) | (choose(offered) & net.CTRL_RX_EXTRA),
      ),
  }),
  faultyPolicy({
    id: 'ignores-implied-requirements',
    title: 'Accepts CTRL_GUEST_OFFLOADS without CTRL_VQ',
    breaks: [offloadState(1)],
    caughtBy: ['implied-requirements-kept'],
    tamper: (probe) =>
      override(
        probe,
        'choose',
        (choose) =>
          (offered, ...given) =>
            choose(offered, ...given) | (choose(offered) & net.CTRL_GUEST_OFFLOADS),
      ),
  }),
  faultyPolicy({
    id: 'degrades-the-parent-only',
    title: 'Gives up a control queue that is too small after FEATURES_OK, but neither its feature nor MQ',
    origin: { project: 'NetBSD', reference: 'if_vioif.c @9639714c' },
    base: linuxMainline,
    breaks: [],
    caughtBy: ['derived-state-fresh'],
    tamper: (probe) =>
      override(probe, 'tryFindQueues', (findQueues) => () => {
        const sizes = findQueues();
        if (sizes && probe.controlRing(sizes) < 4)
          probe.derived = { ...probe.derived, hasControlQueue: false };
        return sizes;
      }),
  }),
  faultyPolicy({
    id: 'uses-control-commands-when-offered',
    title: 'Uses the control queue where CTRL_VQ is offered, accepted or not',
    origin: { project: 'ReactOS', reference: 'PR #9462' },
    breaks: [control(1)],
    caughtBy: ['derived-state-fresh'],
    tamper: (probe) => {
      let offersControl = false;
      override(probe.core, 'offered', (offered) => () => {
        const offer = offered();
        offersControl = includes(offer, net.CTRL_VQ);
        return offer;
      });
      override(probe, 'derive', (derive) => () => {
        probe.derived = { ...derive(), hasControlQueue: offersControl };
        return probe.derived;
      });
    },
  }),
  faultyPolicy({
    id: 'accepts-merging-and-never-merges',
    title: 'Accepts MRG_RXBUF and treats its buffers as ones that do not merge',
    origin: { project: 'NetKVM', reference: '1a562db4' },
    breaks: [],
    caughtBy: ['derived-state-fresh'],
    tamper: (probe) =>
      override(probe, 'derive', (derive) => () => {
        probe.derived = { ...derive(), mergeableBuffers: false };
        return probe.derived;
      }),
  }),
] as const;

// --- internal ---

/** The requirements of a version with each "all of" read as "any of". */
const anyOfClosures = byVersion((version) =>
  closureOf(
    inForce(netRequirements, version, 'must', 'should', 'implied').map((requirement) => ({
      ...requirement,
      allOf: [requirement.allOf.reduce((all, anyOf) => all | anyOf, NONE)],
    })),
  ),
);
