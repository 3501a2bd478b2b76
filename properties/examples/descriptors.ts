import { IN_ORDER, INDIRECT_DESC, RING_PACKED } from '../../spec/feature-bits.ts';
import { type Example, net } from './example.ts';

const packed = net(INDIRECT_DESC | RING_PACKED, 256, { format: 'packed' });

export const descriptorExamples: readonly Example[] = [
  {
    property: 'readable-before-writable',
    scenario: net(),
    right: 'recommended',
    wrong: 'writes-before-it-reads',
    says: 'a chain on receiveq1 has a part for the device to read behind one for it to write',
  },
  {
    property: 'readable-before-writable',
    scenario: net(0n, 18, { format: 'packed' }),
    right: 'recommended',
    wrong: 'writes-before-it-reads',
  },
  {
    property: 'indirect-tables-legal',
    scenario: net(),
    right: 'recommended',
    wrong: 'lays-tables-unasked',
    says: 'a chain on transmitq1 lies in an indirect table, and {INDIRECT_DESC} is not negotiated',
  },
  {
    property: 'indirect-tables-legal',
    scenario: net(INDIRECT_DESC),
    right: 'recommended',
    wrong: 'lays-a-table-into-a-table',
  },
  {
    property: 'indirect-tables-legal',
    scenario: net(INDIRECT_DESC),
    right: 'recommended',
    wrong: 'links-behind-a-table',
  },
  {
    property: 'indirect-tables-legal',
    scenario: packed,
    right: 'knows-all',
    wrong: 'mixes-ring-and-table',
  },
  {
    property: 'indirect-tables-legal',
    scenario: packed,
    right: 'knows-all',
    wrong: 'links-a-packed-table',
  },
  {
    property: 'indirect-table-holds-its-chain',
    scenario: net(INDIRECT_DESC),
    right: 'recommended',
    wrong: 'counts-descriptors-for-bytes',
  },
  {
    property: 'chain-within-four-gib',
    scenario: net(),
    right: 'recommended',
    wrong: 'chains-beyond-four-gib',
  },
  {
    property: 'chain-in-order',
    scenario: net(IN_ORDER),
    right: 'knows-all',
    wrong: 'takes-slots-out-of-order',
  },
  {
    property: 'chain-in-order',
    scenario: net(IN_ORDER | INDIRECT_DESC),
    right: 'knows-all',
    wrong: 'fills-a-table-from-its-end',
  },
  {
    property: 'sent-frame-for-the-device-to-read',
    scenario: net(),
    right: 'recommended',
    wrong: 'sends-what-the-device-writes',
  },
];
