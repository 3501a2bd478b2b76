import { describe, expect, it } from 'vitest';
import { netProperties } from '../../../properties/net/index.ts';
import {
  atTheEnd,
  comesIn,
  conforming,
  type Edit,
  each,
  enabled,
  enables,
  goesLive,
  insertAfter,
  insertBefore,
  isOf,
  type Line,
  LOW,
  MULTIQUEUE,
  negotiation,
  programmed,
  read,
  sends,
  settled,
  write,
} from './fixtures/conforming.ts';
import { judgeRecording } from './judge-recording.ts';
import { parseRecording } from './recording.ts';

const RING_RESET = 0x100;

interface Recorded {
  readonly pairs?: number;
  /** The second window of the offer, VERSION_1 in it. */
  readonly high?: number;
  readonly finalStatus?: number;
}

/** Of every violated must or policy: its side, its id, and the line that shows it. */
function judged(edit: Edit, { pairs = 1, high = 1, finalStatus = 15 }: Recorded = {}) {
  const base = conforming(pairs, high);
  const lines = edit(base);
  const low = pairs > 1 ? LOW | MULTIQUEUE : LOW;
  const header = {
    subject: 'somebody',
    transport: 'pci',
    offered: `0x${(BigInt(high) * 2n ** 32n + BigInt(low)).toString(16)}`,
    queueSizes: Array.from({ length: 2 * pairs + 1 }, () => 256),
    device: { acceptsFeatures: true, mtu: 1500 },
    observed: { finalStatus, framesTransmitted: 3, txWatchdog: false, rxBuffersPostedAtEnd: 256 },
  };
  const text = [header, ...lines].map((line) => JSON.stringify(line)).join('\n');
  const recording = parseRecording(text, 'x.jsonl');
  return judgeRecording(netProperties, recording)
    .properties.filter(({ verdict, level }) => verdict === 'violated' && level !== 'should')
    .map(({ side, id, line = 0 }) => [side, id, shown(recording.entries[line - 2]?.entry)].join(' '));
}

/** An entry in short. */
const shown = (entry: Partial<Line> | undefined): string =>
  [entry?.register ?? entry?.op, entry?.queue, entry?.value].filter((part) => part !== undefined).join(' ');

describe('a recording in which both sides conform', () => {
  it.each<[string, Edit, Recorded?]>([
    ['one pair', (lines) => lines],
    ['two pairs', (lines) => lines, { pairs: 2 }],
    [
      'four windows of features, the upper two empty',
      (lines) =>
        [2, 3].reduce(
          (now, window) =>
            insertBefore(
              isOf('write', 'device_status', 11),
              write('driver_feature_select', window),
              write('driver_feature', 0),
            )(now),
          lines,
        ),
    ],
    [
      'a look at the generation around a field that changes with it',
      atTheEnd(
        read('config_generation', 0),
        read('config+6/2', 1),
        read('config_generation', 0),
        read('config_generation', 1),
        read('config+6/2', 0),
        read('config_generation', 1),
      ),
    ],
    [
      'a hash key longer than any driver must take',
      insertAfter(settled, read('config+17/1', 52)),
      { high: 0x1000_0001 },
    ],
    [
      'the second pair, once it is enabled',
      atTheEnd(
        write('notify', 4, { queue: 4 }),
        { op: 'control', class: 4, command: 0, descriptors: 3, data: [2], ack: 0, queue: 4 },
        ...sends(3),
        comesIn(2),
      ),
      { pairs: 2 },
    ],
    [
      'vectors assigned after the reset, each in its own width',
      insertBefore(
        enables,
        write('config_msix_vector', 0, { width: 2 }),
        read('config_msix_vector', 0, { width: 2 }),
      ),
    ],
  ])('should say so: %s', (_, edit, recorded) => expect(judged(edit, recorded)).toEqual([]));
});

describe('a driver that breaks a rule of the registers', () => {
  it.each<[string, Edit, readonly string[]]>([
    [
      'enables every queue with 0',
      each((line) => (enables(line) ? { ...line, value: 0 } : line)),
      ['driver driver-ok-after-queues device_status 15', 'driver queue-never-disabled queue_enable 0 0'],
    ],
    [
      'disables a queue that it has enabled',
      insertBefore(goesLive, write('queue_enable', 0, { queue: 1 })),
      ['driver queue-never-disabled queue_enable 1 0'],
    ],
    [
      'disables each queue before it programs it',
      insertBefore(isOf('write', 'queue_size'), write('queue_enable', 0, { queue: 0 })),
      ['driver queue-never-disabled queue_enable 0 0'],
    ],
    [
      'enables a queue with 2',
      each((line) => (enables(line) && line.queue === 1 ? { ...line, value: 2 } : line)),
      ['driver used-queues-enabled notify 1 1'],
    ],
    [
      'never enables a queue that it uses',
      (lines) => lines.filter((line) => !(enables(line) && line.queue === 0)),
      ['driver used-queues-enabled notify 0 0'],
    ],
    [
      'accepts more after FEATURES_OK',
      insertAfter(settled, write('driver_feature_select', 0), write('driver_feature', LOW | 1)),
      [
        'driver accepts-only-offered driver_feature 196641',
        'driver features-final-after-features-ok driver_feature 196641',
      ],
    ],
    [
      'writes fields that are read-only',
      insertAfter(settled, write('num_queues', 7), write('device_feature', 0), write('config_generation', 1)),
      ['driver read-only-fields-left-alone num_queues 7'],
    ],
    [
      'writes what is read-only of a queue',
      insertBefore(enables, write('queue_notify_off', 3, { queue: 0 })),
      ['driver read-only-fields-left-alone queue_notify_off 0 3'],
    ],
    [
      'writes a queue size in 32 bits',
      each((line) => (isOf('write', 'queue_size')(line) ? { ...line, width: 4 } : line)),
      ['driver fields-accessed-in-their-width queue_size 0 256'],
    ],
    [
      'writes an address in one piece',
      insertBefore(isOf('write', 'queue_desc_lo'), write('queue_desc', 4096, { queue: 0 })),
      ['driver fields-accessed-in-their-width queue_desc 0 4096'],
    ],
    [
      'reads two fields of the configuration at once',
      insertAfter(settled, read('config+6/4', 1)),
      ['driver fields-accessed-in-their-width config+6/4 1'],
    ],
    [
      'selects windows of the offer where it means its own',
      each((line) =>
        line.register === 'driver_feature_select' ? { ...line, register: 'device_feature_select' } : line,
      ),
      [`driver offer-of-this-round driver_feature ${LOW}`],
    ],
  ])('should be found for it, and its device for nothing: it %s', (_, edit, found) =>
    expect(judged(edit)).toEqual(found),
  );
});

describe('a driver that breaks a rule of commands', () => {
  const notified = write('notify', 4, { queue: 4 });
  const command = (of: number, number: number, more: Partial<Line> = {}): Line => ({
    op: 'control',
    class: of,
    command: number,
    descriptors: 3,
    queue: 4,
    ...more,
  });

  it.each<[string, Edit, readonly string[]]>([
    [
      'sends on the second pair before a command enables it',
      atTheEnd(...sends(3)),
      ['driver later-pairs-wait-for-their-command transmit 3'],
    ],
    [
      'sends on the second pair that the device has refused to enable',
      atTheEnd(notified, command(4, 0, { data: [2], ack: 1 }), ...sends(3)),
      ['driver later-pairs-wait-for-their-command transmit 3'],
    ],
    [
      'asks for more pairs than there are',
      atTheEnd(notified, command(4, 0, { data: [3] })),
      ['driver pairs-asked-for-exist control 4'],
    ],
    [
      'sends a command whose feature is not negotiated',
      atTheEnd(notified, command(6, 2)),
      ['driver command-forbidden-without-its-feature control 4'],
    ],
  ])('should be found for it: it %s', (_, edit, found) => expect(judged(edit, { pairs: 2 })).toEqual(found));
});

describe('a device that breaks a rule', () => {
  it.each<[string, Edit, readonly string[], Recorded?]>([
    [
      'keeps queue_enable over a reset',
      atTheEnd(
        ...negotiation(LOW, 1),
        write('queue_select', 0),
        read('queue_size', 256, { queue: 0 }),
        read('queue_enable', 1, { queue: 0 }),
        write('device_status', 0x8b),
      ),
      ['device device-reset-disables-queues queue_enable 0 1'],
      { finalStatus: 0x8b },
    ],
    [
      'keeps a vector over a reset',
      atTheEnd(...negotiation(LOW, 1), read('config_msix_vector', 0), write('device_status', 0x8b)),
      ['device device-reset-unmaps-vectors config_msix_vector 0'],
      { finalStatus: 0x8b },
    ],
    [
      'changes its configuration and not the generation',
      atTheEnd(
        read('config_generation', 0),
        read('config+6/2', 1),
        read('config_generation', 0),
        read('config+6/2', 0),
        read('config_generation', 0),
      ),
      ['device device-config-generation-changes config_generation 0'],
    ],
    [
      'receives on the second pair before a command',
      atTheEnd(comesIn(2)),
      ['device device-receives-only-on-enabled-pairs receive 2'],
      { pairs: 2 },
    ],
    [
      'receives on the second pair once that is disabled again',
      atTheEnd(
        ...[2, 1].flatMap((pairs) => [
          write('notify', 4, { queue: 4 }),
          { op: 'control', class: 4, command: 0, descriptors: 3, data: [pairs], ack: 0, queue: 4 },
        ]),
        comesIn(2),
      ),
      ['device device-receives-only-on-enabled-pairs receive 2'],
      { pairs: 2 },
    ],
    [
      'states three pairs and has queues for two',
      (lines) => [
        ...lines.slice(0, lines.findIndex(isOf('read', 'config+8/2'))),
        read('config+8/2', 3),
        write('queue_select', 4),
        read('queue_size', 0, { queue: 4 }),
        write('device_status', 0x8b),
      ],
      ['device device-has-the-queues-it-states queue_size 4 0'],
      { pairs: 2, finalStatus: 0x8b },
    ],
    [
      'states a hash key that is too short',
      insertAfter(settled, read('config+17/1', 39)),
      ['device device-multiqueue-limits-legal config+17/1 39'],
      { high: 0x1000_0001 },
    ],
    [
      'presents a ring that no split one may be',
      each((line) => (isOf('read', 'queue_size')(line) ? { ...line, value: 300 } : line)),
      ['device device-presents-legal-sizes queue_size 0 300'],
    ],
    [
      'offers no VERSION_1',
      each((line) => (isOf('read', 'device_feature', 1)(line) ? { ...line, value: 0 } : line)),
      [
        'driver accepts-only-offered driver_feature 1',
        'device device-offers-version-1 device_feature 0',
        'device device-refuses-invalid-sets device_status 11',
      ],
    ],
  ])('should be found for it: it %s', (_, edit, found, recorded) =>
    expect(judged(edit, recorded)).toEqual(found),
  );
});

describe('a queue that is reset alone', () => {
  const isReset = [
    write('queue_select', 1),
    write('queue_reset', 1, { queue: 1 }),
    read('queue_reset', 0, { queue: 1 }),
    read('queue_enable', 0, { queue: 1 }),
  ];

  it('may be enabled again with another size', () =>
    expect(
      judged(
        atTheEnd(...isReset, ...programmed(1).filter(({ op }) => op === 'write'), ...enabled(1), ...sends()),
        { high: 1 | RING_RESET },
      ),
    ).toEqual([]));

  it('should not be disabled in the place of that', () =>
    expect(judged(atTheEnd(write('queue_enable', 0, { queue: 1 })), { high: 1 | RING_RESET })).toEqual([
      'driver queue-never-disabled queue_enable 1 0',
    ]));
});
