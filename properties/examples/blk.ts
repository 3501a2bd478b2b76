import { DISCARD, MQ, SEG_MAX, ZONED } from '../../spec/blk/features.ts';
import { INDIRECT_DESC } from '../../spec/feature-bits.ts';
import { disk, type Example } from './example.ts';

export const blkExamples: readonly Example[] = [
  {
    property: 'request-fits-queue',
    scenario: disk(SEG_MAX, 64),
    right: 'blk-fit-requests',
    wrong: 'makes-requests-without-a-bound',
  },
  {
    property: 'requests-move-data',
    scenario: disk(SEG_MAX, 64),
    right: 'blk-fit-requests',
    wrong: 'takes-seg-max-at-its-word',
  },
  {
    property: 'indirect-request-fits-queue',
    scenario: disk(SEG_MAX | INDIRECT_DESC, 64),
    right: 'blk-fit-requests',
    wrong: 'hides-long-requests-in-tables',
  },
  {
    property: 'seg-max-kept',
    scenario: disk(SEG_MAX, 256, { segMax: 14 }),
    right: 'blk-fit-requests',
    wrong: 'ignores-seg-max',
  },
  {
    property: 'requests-move-data',
    scenario: disk(),
    right: 'blk-fit-requests',
    wrong: 'sends-no-data',
  },
  {
    property: 'no-discard-on-host-managed',
    scenario: disk(ZONED | DISCARD, 256, { zoned: 'host-managed' }),
    right: 'blk-fit-requests',
    wrong: 'looks-at-zones-too-late',
    rightOn: disk(ZONED | DISCARD, 256, { zoned: 'host-aware' }),
  },
  {
    property: 'unhandled-zones-given-up',
    scenario: disk(ZONED, 256, { zoned: 'host-managed' }),
    right: 'blk-fit-requests',
    wrong: 'goes-live-on-zones-it-cannot-handle',
    rightOn: disk(ZONED, 256, { zoned: 'host-aware' }),
  },
  {
    property: 'unhandled-zones-fail-before-features-ok',
    scenario: disk(ZONED, 256, { zoned: 'host-managed' }),
    right: 'blk-fit-requests',
    wrong: 'gives-up-on-zones-after-features-ok',
  },
  {
    property: 'request-queues-are-those-negotiated',
    scenario: disk(MQ, [256, 0], { numQueues: 2 }),
    right: 'blk-fit-requests',
    wrong: 'makes-a-second-queue-unasked',
  },
  {
    property: 'disk-served-where-it-can-be',
    scenario: disk(MQ, [256, 0], { numQueues: 2 }),
    right: 'blk-fit-requests',
    wrong: 'needs-every-request-queue',
  },
  {
    property: 'segments-not-wasted',
    scenario: disk(SEG_MAX),
    right: 'blk-fit-requests',
    wrong: 'one-segment-for-all',
  },
];
