import {
  CTRL_MAC_ADDR,
  CTRL_VQ,
  GUEST_CSUM,
  GUEST_TSO4,
  MAC,
  MRG_RXBUF,
  MTU,
  SPEED_DUPLEX,
  STANDBY,
} from '../../spec/net/features.ts';
import type { NetScenario } from '../../src/types/net/scenario.ts';
import { type Example, net } from './example.ts';

const segmentation = GUEST_CSUM | GUEST_TSO4;

/** A device that shows something else in each negotiation. */
const showing = (...shown: readonly NetScenario[]): NetScenario =>
  net(0n, 256, { rounds: shown.flatMap(({ rounds }) => rounds) });

export const qualityExamples: readonly Example[] = [
  {
    property: 'served-where-it-can-be',
    scenario: net(0n, 16),
    right: 'recommended',
    wrong: 'rejects-small-rings',
  },
  {
    property: 'served-where-it-can-be',
    scenario: net(CTRL_VQ | CTRL_MAC_ADDR, [256, 256, 1]),
    right: 'recommended',
    wrong: 'blocks-control-queue-alone',
  },
  {
    property: 'fails-where-it-cannot-peek',
    scenario: net(segmentation, 16, { peek: false }),
    right: 'recommended',
    wrong: 'takes-unseen-rings-for-large',
  },
  {
    property: 'large-ring-served',
    scenario: net(),
    right: 'recommended',
    wrong: 'requires-a-mac-address',
  },
  {
    property: 'large-ring-negotiates-once',
    scenario: net(),
    right: 'recommended',
    wrong: 'negotiates-twice',
  },
  {
    property: 'good-path-costs-nothing',
    scenario: net(),
    right: 'recommended',
    wrong: 'asks-after-peeking',
  },
  {
    property: 'no-over-blocking',
    scenario: net(segmentation | MRG_RXBUF, 16),
    right: 'recommended',
    wrong: 'gives-up-mergeable-buffers',
  },
  {
    property: 'no-over-blocking',
    scenario: net(SPEED_DUPLEX),
    right: 'recommended',
    wrong: 'signed-shift-loses-bit-63',
  },
  {
    property: 'later-offer-answered-by-itself',
    scenario: showing(net(segmentation, 16), net(segmentation | MAC, 16)),
    right: 'recommended',
    wrong: 'first-offer-bounds-all',
    says: '{MAC} is given up, and taken where the same offer comes first',
  },
  {
    property: 'no-over-blocking',
    scenario: showing(net(segmentation, 16), net(segmentation | MAC, 16)),
    right: 'recommended',
    wrong: 'first-offer-bounds-all',
  },
  {
    property: 'served-where-it-can-be',
    scenario: showing(net(segmentation, 16), net(segmentation, 32)),
    right: 'recommended',
    wrong: 'refuses-a-changed-size',
  },
  {
    property: 'each-queue-by-its-own-size',
    scenario: net(segmentation, [256, 16]),
    right: 'recommended',
    wrong: 'smallest-ring-decides-for-all',
  },
  {
    property: 'larger-ring-keeps-features',
    scenario: net(segmentation, 128),
    right: 'recommended',
    wrong: 'ring-size-modulo-256',
  },
  {
    property: 'larger-ring-keeps-features',
    scenario: net(segmentation, 46, { format: 'packed' }),
    right: 'recommended',
    wrong: 'odd-rings-are-too-small',
  },
  {
    property: 'every-size-classified',
    scenario: net(segmentation, 2),
    right: 'recommended',
    wrong: 'two-entries-are-no-class',
  },
  {
    property: 'mac-mtu-and-standby-accepted',
    scenario: net(MAC | MTU | STANDBY),
    right: 'recommended',
    wrong: 'leaves-out-standby',
  },
  {
    property: 'same-device-same-answer',
    scenario: net(),
    right: 'recommended',
    wrong: 'flag-outlives-the-device',
  },
  {
    property: 'rebind-equals-bind',
    scenario: net(0n, 256, { peek: false }),
    right: 'recommended',
    wrong: 'relies-on-an-earlier-reset',
  },
  {
    property: 'retry-equals-direct',
    scenario: net(segmentation, 16),
    right: 'recommended',
    wrong: 'keeps-big-packets',
  },
];
