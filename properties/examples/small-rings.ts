import { INDIRECT_DESC } from '../../spec/feature-bits.ts';
import { CTRL_VQ, GUEST_CSUM, GUEST_TSO4, MRG_RXBUF, MTU } from '../../spec/net/features.ts';
import { type Example, net } from './example.ts';

const segmentation = GUEST_CSUM | GUEST_TSO4;

export const smallRingExamples: readonly Example[] = [
  {
    property: 'features-fit-their-rings',
    scenario: net(segmentation, 16),
    right: 'recommended',
    wrong: 'never-looks-at-a-ring-size',
  },
  {
    property: 'small-ring-without-mrg-rxbuf',
    scenario: net(MRG_RXBUF, 16),
    right: 'probe-renegotiate',
    wrong: 'takes-sixteen-for-large',
  },
  {
    property: 'small-ring-fits-mrg-rxbuf',
    scenario: net(segmentation | MRG_RXBUF, 16),
    right: 'recommended',
    wrong: 'takes-merged-buffers-for-endless',
  },
  {
    property: 'no-control-queue-below-2',
    scenario: net(CTRL_VQ, [256, 256, 1]),
    right: 'recommended',
    wrong: 'never-measures-the-control-ring',
  },
  {
    property: 'chain-fits-queue',
    scenario: net(0n, 2),
    right: 'recommended',
    wrong: 'makes-chains-without-a-bound',
  },
  {
    property: 'chain-fits-queue',
    scenario: net(0n, 18, { format: 'packed' }),
    right: 'recommended',
    wrong: 'counts-packets-on-a-packed-ring',
  },
  {
    property: 'largest-message-sent',
    scenario: net(0n, 2),
    right: 'recommended',
    wrong: 'scatter-gather-off-in-one-copy',
  },
  {
    property: 'largest-message-sent',
    scenario: net(CTRL_VQ, [256, 256, 1]),
    right: 'recommended',
    wrong: 'never-measures-the-control-ring',
  },
  {
    property: 'indirect-chain-fits-queue',
    scenario: net(INDIRECT_DESC, 16),
    right: 'recommended',
    wrong: 'counts-slots-and-not-descriptors',
  },
  {
    property: 'receive-buffer-posted',
    scenario: net(0n, 1),
    right: 'recommended',
    wrong: 'two-descriptors-a-buffer',
  },
  {
    property: 'traffic-never-stalls',
    scenario: net(0n, 16),
    right: 'recommended',
    wrong: 'wakes-at-full-length',
  },
  {
    property: 'traffic-never-stalls',
    scenario: net(0n, 19, { format: 'packed' }),
    right: 'recommended',
    wrong: 'wakes-one-too-late',
  },
  {
    property: 'largest-frame-received',
    scenario: net(segmentation),
    right: 'recommended',
    wrong: 'small-buffers-for-segments',
  },
  {
    property: 'received-without-filling-the-ring',
    scenario: net(MRG_RXBUF, 1, { quirks: { neverFillsRing: true } }),
    right: 'probe-renegotiate',
    wrong: 'fills-the-ring-with-one-frame',
  },
  {
    property: 'mtu-frame-received',
    scenario: net(MTU, 256, { mtu: 9000 }),
    right: 'recommended',
    wrong: 'clamps-the-mtu-and-keeps-its-bit',
  },
  {
    property: 'receive-buffer-large-enough',
    scenario: net(),
    right: 'recommended',
    wrong: 'forgets-the-packet-header',
  },
  {
    property: 'legacy-framing-kept',
    scenario: net(0n, 8, { transport: 'pci-legacy' }),
    right: 'recommended',
    wrong: 'legacy-header-with-the-data',
  },
  {
    property: 'small-ring-marked',
    scenario: net(0n, 16),
    right: 'recommended',
    wrong: 'never-marks-a-small-ring',
  },
  {
    property: 'derived-state-fresh',
    scenario: net(CTRL_VQ, [256, 256, 1]),
    right: 'recommended',
    wrong: 'derives-once',
  },
  {
    property: 'sizes-as-made',
    scenario: net(0n, [16, 32]),
    right: 'recommended',
    wrong: 'one-size-for-both-directions',
  },
  {
    property: 'sizes-as-made',
    scenario: net(0n, 256, { quirks: { createdSizes: [64, 64, 64] } }),
    right: 'recommended',
    wrong: 'counts-with-the-peeked-sizes',
  },
  {
    property: 'posted-buffers-fit-ring',
    scenario: net(0n, 16),
    right: 'recommended',
    wrong: 'fills-rings-by-packets',
    says: 'receiveq1 of 16 entries is given 16 buffers of 2 descriptors',
  },
  {
    property: 'posted-buffers-fit-ring',
    scenario: net(0n, 16),
    right: 'recommended',
    wrong: 'posts-a-buffer-too-many',
    says: 'receiveq1 of 16 entries is given 17 buffers of 1 descriptor',
  },
  {
    property: 'receive-buffer-posted',
    scenario: net(0n, 1),
    right: 'recommended',
    wrong: 'posts-half-a-ring-rounded-down',
  },
];
