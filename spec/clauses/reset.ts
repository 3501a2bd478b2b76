import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const BASIC = 'Basic Facilities of a Virtio Device';
const QUEUE_RESET = `${BASIC} / Virtqueues / Virtqueue Reset`;
const section = sectionsOf('3', 'content.tex');

// device reset and queue reset (transport-independent).
export const resetClauses: readonly Clause[] = [
  ...section(`sec:${BASIC} / Device Reset`, '2.4', [
    ['driver', 'none', 247, 'trace'],
    'The driver may start a reset at various moments; initialisation and cleanup require one. The mechanism is per transport.',
  ]),
  ...section(
    `devicenormative:${BASIC} / Device Reset`,
    '2.4.1',
    [['device', 'MUST', 254, 'trace', 'device'], 'A received reset ends with status = 0.'],
    [
      ['device', 'MUST NOT', 256, 'trace', 'device'],
      'After showing status 0 (reset complete): no notification and no queue access until the driver initialises again.',
    ],
  ),
  ...section(`drivernormative:${BASIC} / Device Reset`, '2.4.2', [
    ['driver', 'SHOULD', 262, 'trace'],
    'Treat a driver-requested reset as finished only when status reads 0.',
  ]),
  ...section(`sec:${QUEUE_RESET}`, '2.6.1', [
    ['driver', 'none', 406, 'model', 'trace'],
    'Single-queue reset exists only with RING_RESET negotiated; it has two halves: reset, then optional re-enable; mechanism per transport.',
  ]),
  ...section(
    `devicenormative:${QUEUE_RESET} / Virtqueue Reset`,
    '2.6.1.1.1',
    [
      ['device', 'MUST NOT', 416, 'trace', 'device'],
      'After a queue reset: execute nothing from that queue and do not notify for it.',
    ],
    [
      ['device', 'MUST', 419, 'trace', 'device'],
      'Put all state of that queue back to defaults (available and used state included).',
    ],
  ),
  ...section(
    `drivernormative:${QUEUE_RESET} / Virtqueue Reset`,
    '2.6.1.1.2',
    [['driver', 'MUST', 424, 'trace'], 'Verify that the queue really is reset.'],
    [['driver', 'MAY', 427, 'trace'], 'Free the resources of a queue once its reset succeeded.'],
  ),
  ...section(`sec:${QUEUE_RESET} / Virtqueue Re-enable`, '2.6.1.2', [
    ['driver', 'none', 432, 'trace'],
    'Re-enabling follows the same procedure as first queue initialisation.',
  ]),
  ...section(`devicenormative:${QUEUE_RESET} / Virtqueue Re-enable`, '2.6.1.2.1', [
    ['device', 'MUST', 437, 'trace', 'device'],
    'Honour queue parameters that changed before the re-enable - queue size is the named example.',
  ]),
  ...section(`drivernormative:${QUEUE_RESET} / Virtqueue Re-enable`, '2.6.1.2.2', [
    ['driver', 'MUST', 442, 'trace'],
    'On re-enable, program all queue resources as at first discovery; the values may differ from before.',
  ]),
];
