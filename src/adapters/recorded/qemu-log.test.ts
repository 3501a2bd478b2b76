import { describe, expect, it } from 'vitest';
import { netSuite } from '../../suites/net.ts';
import { type Access, common, logged, probe } from './fixtures/qemu-log.ts';
import { judgeRecording } from './judge-recording.ts';
import { parseRecording, recordingOf } from './recording.ts';
import { RecordingError } from './recording-error.ts';

const read = (...lines: string[]) => parseRecording(lines.join('\n'), 'x.log');

const others = [
  "memory_region_ops_write cpu -1 mr 0x558e0957d4a0 addr 0xfee00000 value 0x0 size 4 name 'apic-msi'",
  'virtio_set_status vdev 0x5608a8a0 val 1',
];

describe("QEMU's log", () => {
  const log = logged(probe);
  const recording = read(...others, ...log);

  it('should be read as the recording that it is', () => {
    expect(recording.header).toEqual({
      subject: 'a driver of virtio-net in QEMU',
      transport: 'pci',
      offered: '0x100020020',
      queueSizes: [256, 256, 256],
      device: { acceptsFeatures: true },
      observed: { finalStatus: 15 },
    });
    // Of its reads of isr one is kept.
    expect(recording.entries).toHaveLength(probe.length - 2);
    expect(recording.entries[0]).toEqual({
      line: 3,
      entry: { op: 'write', register: 'device_status', value: 0 },
    });
    expect(recording.entries.map(({ entry }) => 'register' in entry && entry.register)).toEqual(
      expect.arrayContaining(['queue_desc_lo', 'queue_desc_hi', 'config+0/1', 'notify', 'isr']),
    );
  });

  it('should say nothing of what it does not show, whatever size a ring has that nobody looked at', () => {
    const { sides, properties } = judgeRecording(netSuite.properties, recording);
    expect(sides).toEqual({ driver: 'holds', device: 'holds' });
    const verdict = (id: string) => properties.find((property) => property.id === id)?.verdict;
    expect(verdict('features-ok-before-driver-ok')).toBe('holds');
    for (const id of ['traffic-never-stalls', 'receive-buffer-posted']) expect(verdict(id)).toBe('unknown');
    for (const size of [0, 2, 1024]) {
      const { header } = recording;
      const other = { ...recording, header: { ...header, queueSizes: [256, 256, size] } };
      expect(judgeRecording(netSuite.properties, other).properties).toEqual(properties);
    }
  });

  it.each([
    ['times', log.map((line, i) => `15000@17960714${i}.172792:${line}`)],
    ['line ends of another system', log.map((line) => `${line}\r`)],
    ['a last line that was cut off', [...log, (log[0] ?? '').slice(0, 40)]],
    ['words of others first', [...Array(18).fill('Booting'), ...log]],
    ['a word of its own first', ['qemu-system-x86_64: warning: no word of a device', ...log]],
    ['another device of another type', [...log, ...logged(probe, 0xfd000000, 'virtio-blk')]],
  ])('should be the same with %s', (_, lines) => {
    const without = ({ header, entries }: typeof recording) => [header, entries.map(({ entry }) => entry)];
    expect(without(read(...lines))).toEqual(without(recording));
  });

  it('should keep the width of an access, and know what the register holds of which a part was read', () => {
    const narrow = probe.map((access) =>
      access[0] === 'read' && access[2] === 4 ? common('read', 4, 0x30020, 2) : access,
    );
    const { header, entries } = read(...logged(narrow));
    expect(entries).toContainEqual({
      line: 6,
      entry: { op: 'read', register: 'device_feature', value: 0x20, width: 2 },
    });
    expect(header.offered).toBe('0x3002000030020');
  });

  const verdictsOf = (accesses: readonly Access[], control = 256): Map<string, string> => {
    const { header, ...told } = read(...logged(accesses));
    const other = { ...told, header: { ...header, queueSizes: [256, 256, control] } };
    const { properties } = judgeRecording(netSuite.properties, other);
    return new Map(properties.map(({ id, verdict }) => [id, verdict]));
  };
  const verdicts = (accesses: readonly Access[], ids: readonly string[]): (string | undefined)[] =>
    ids.map((id) => verdictsOf(accesses).get(id));

  it('should not know what hangs on the size of a control ring that is in use, and that nobody read', () => {
    const withControl = probe.map((access) =>
      access[2] === 12 && access[3] === 0x20 ? common('write', 12, 0x20020, 4) : access,
    );
    const hanging = ['features-fit-their-rings', 'no-control-queue-below-2'];
    expect(verdicts(withControl, hanging)).toEqual(['unknown', 'unknown']);
    expect(verdicts(probe, hanging)).toEqual(['holds', 'holds']);
    for (const size of [0, 1, 2, 1024])
      expect(verdictsOf(withControl, size)).toEqual(verdictsOf(withControl));
    const looked = [common('write', 22, 2, 2), common('read', 24, 1, 2)];
    const small = withControl.toSpliced(16, 0, ...looked);
    expect(verdicts(small, hanging)).toEqual(['violated', 'violated']);
  });

  it('should not say that an offer was not read of which a part was', () => {
    const halves = probe.map((access) =>
      access[0] === 'read' && access[2] === 4 ? common('read', 4, access[3], 2) : access,
    );
    const broken = [...verdictsOf(halves)].filter(([, verdict]) => verdict === 'violated');
    expect(broken.map(([id]) => id)).toEqual(['fields-accessed-in-their-width']);
    expect(verdicts(halves, ['offer-of-this-round'])).toEqual(['unknown']);
  });

  it('should not know what hangs on a window of the offer that nobody read', () => {
    const hanging = [
      'accepts-only-offered',
      'device-offers-version-1',
      'device-refuses-invalid-sets',
      'keeps-version-1',
    ];
    const isOfHigh = ({ 0: op, 2: offset, 3: value }: Access, i: number): boolean =>
      i > 5 && i < 12 && ((op === 'read' && offset === 4) || (offset !== 8 && value === 1));
    const unread = probe.filter((access, i) => !(access[0] === 'read' && isOfHigh(access, i)));
    expect(verdicts(probe, hanging)).toEqual(Array(4).fill('holds'));
    // VERSION_1 is accepted, and so not refused.
    expect(verdicts(unread, hanging)).toEqual(['unknown', 'unknown', 'unknown', 'holds']);
    const unanswered = probe.filter((access, i) => !isOfHigh(access, i));
    expect(verdicts(unanswered, hanging)).toEqual(['holds', 'unknown', 'holds', 'unknown']);
    const foreign = unread.map((access) =>
      access[2] === 12 && access[3] === 0x20 ? common('write', 12, 0x21, 4) : access,
    );
    expect(verdicts(foreign, ['accepts-only-offered'])).toEqual(['violated']);
  });

  it.each([
    ['of a queue that is selected', [common('write', 22, 0x1_0003, 4), common('read', 24, 0x1_0008, 2)]],
    ['of a number of queues', [common('read', 18, 0x1_0004, 2)]],
  ])('should take no more than its field holds %s', (_, accesses) =>
    expect(read(...log, ...logged(accesses)).header.queueSizes).toHaveLength(4),
  );

  it('should tell devices of one type apart by where they lie, wherever their parts come', () => {
    const two = [...log, ...logged(probe.slice(0, -4), 0xfd000000), ...logged(probe.slice(-4))].join('\n');
    const bytes = [new TextEncoder().encode(two)];
    const of = (device?: string) => recordingOf(bytes, 'x.log', device);
    expect(() => of()).toThrow(
      'device: found virtio-net@0xfe000000, virtio-net@0xfd000000, expected the name of one of them',
    );
    expect(() => of('virtio-net@0x1')).toThrow('expected the name of one of them');
    expect(of('virtio-net@0xfd000000').entries).toHaveLength(probe.length - 4);
    expect(of('virtio-net@0xfe000000').entries).toHaveLength(probe.length);
  });

  it('should take what a device refused, and an MTU that was read', () => {
    const refused = probe
      .slice(0, 14)
      .map(
        (access, i): Access =>
          i === 13 ? common('read', 20, 3, 1) : i === 5 ? common('read', 4, 0x28, 4) : access,
      );
    const { device, offered } = read(...logged([...refused, ['read', 'device', 10, 9000, 2]])).header;
    expect([offered, device]).toEqual(['0x100000028', { acceptsFeatures: false, mtu: 9000 }]);
  });

  it.each([
    ['no virtio device', others, 'x.log:2: device: found no access of a virtio device, expected virtio-net'],
    ['another type alone', logged(probe, 0, 'virtio-blk'), 'device: found "virtio-blk", expected virtio-net'],
    [
      'another transport',
      ["memory_region_ops_read cpu 0 mr 0x5 addr 0xa000e00 value 0x74726976 size 4 name 'virtio-mmio'"],
      'device: found "virtio-mmio" (no modern PCI), expected virtio-net over modern PCI',
    ],
    [
      'a device whose type is not named',
      log.map((line) => line.replace("-virtio-net'", "'")),
      'device: found a device whose type this QEMU does not name, expected virtio-net',
    ],
    [
      'more devices than can be told',
      Array.from({ length: 30 }, (_, i) =>
        logged(probe.slice(0, 1), 0, `virtio-${i}-\x1b${'x'.repeat(99)}`),
      ).flat(),
      /^x\.log:30: device: found ("virtio-\d-\\u001bx{10,50}"?…?(, )?){10}, expected/,
    ],
    [
      'a line that is not whole amid others',
      [...log.slice(0, 3), (log[4] ?? '').slice(0, 60), ...log.slice(5)],
      'x.log:4: line: found "memory_region_ops_write',
    ],
    ['no probe', log.slice(20), 'x.log:1: device_feature: found no read of it, expected a probe'],
    [
      'an access within a field',
      [...log, ...logged([common('write', 34, 0, 2)])],
      `x.log:${log.length + 1}: addr: found 2 bytes at 34, expected the beginning of a field`,
    ],
  ])('should be refused where it has %s', (_, lines, message) => {
    expect(() => read(...lines)).toThrow(RecordingError);
    expect(() => read(...lines)).toThrow(message);
  });

  it('should be the only one of which a device is named', () =>
    expect(() => recordingOf([new TextEncoder().encode('{}')], 'x.jsonl', 'virtio-net')).toThrow(
      'x.jsonl:1: device: found "virtio-net", expected none',
    ));
});
