import { DISCARD, MQ, RO, SEG_MAX, ZONED } from '../../spec/blk/features.ts';
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
  {
    property: 'device-writes-nothing-where-read-only',
    scenario: disk(RO),
    right: 'asks-its-disk',
    wrong: 'device-takes-writes-where-read-only',
    says: 'a write ends in status 0 in the place of 1',
  },
  {
    property: 'device-writes-nothing-where-read-only',
    scenario: disk(RO),
    right: 'asks-its-disk',
    wrong: 'device-writes-what-it-says-it-did-not',
    says: 'a write that failed has changed what is read',
  },
  {
    property: 'device-has-zones-only-where-negotiated',
    scenario: disk(),
    right: 'asks-its-disk',
    wrong: 'device-has-zones-unasked',
  },
  {
    property: 'device-says-how-a-request-ends',
    scenario: disk(),
    right: 'asks-its-disk',
    wrong: 'device-leaves-the-status-open',
    says: 'a get ID ends in status 255',
  },
  {
    property: 'device-says-how-a-request-ends',
    scenario: disk(),
    right: 'asks-its-disk',
    wrong: 'device-does-what-is-of-no-type',
    says: 'a request of no type ends in status 0 in the place of 2',
  },
];
