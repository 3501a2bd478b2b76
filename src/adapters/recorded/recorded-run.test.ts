import { describe, expect, it } from 'vitest';
import { netProperties } from '../../../properties/net/index.ts';
import { underReadings } from '../../run/property.ts';
import { judgeRecording } from './judge-recording.ts';
import { eventsOf } from './recorded-events.ts';
import { parseRecording, type Recording } from './recording.ts';
import { runOfRecording } from './run-of-recording.ts';

type Fields = Readonly<Record<string, unknown>>;

const subject = 'linux 6.1.0 virtio_net';
const live = { finalStatus: 15, framesTransmitted: 3, txWatchdog: false, rxBuffersPostedAtEnd: 12 };

/** MAC and VERSION_1 on two rings of 16, but for what is given. */
function recorded(header: Fields, lines: readonly Fields[] = []): Recording {
  const device = { acceptsFeatures: true, mtu: 1500 };
  const base = {
    subject,
    transport: 'pci',
    offered: '0x100000020',
    queueSizes: [16, 16],
    device,
    observed: live,
  };
  return parseRecording(
    [{ ...base, ...header }, ...lines].map((line) => JSON.stringify(line)).join('\n'),
    'x.jsonl',
  );
}

const write = (register: string, value: number, queue?: number) => ({ op: 'write', register, value, queue });
const read = (register: string, value: number, queue?: number) => ({
  ...write(register, value, queue),
  op: 'read',
});

/** A negotiation from where Linux begins: the bus has reset the device and set ACKNOWLEDGE. */
const negotiation = (low: number, high = 1): Fields[] => [
  read('device_status', 1),
  write('device_status', 3),
  ...[low, high].flatMap((bits, window) => [
    write('device_feature_select', window),
    read('device_feature', bits),
  ]),
  ...[low, high].flatMap((bits, window) => [
    write('driver_feature_select', window),
    write('driver_feature', bits),
  ]),
  write('device_status', 11),
  read('device_status', 11),
];

const queue = (index: number, size: number): Fields[] => [
  write('queue_select', index),
  read('queue_size', size, index),
  write('queue_size', size, index),
  write('queue_desc_lo', 4096, index),
  write('queue_enable', 1, index),
];

const runOf = (recording: Recording) => runOfRecording(recording, eventsOf(recording));
const verdicts = (recording: Recording) => judgeRecording(netProperties, recording);
const verdictOf = (recording: Recording, id: string) =>
  verdicts(recording).properties.find((property) => property.id === id);

describe('the device of a recording', () => {
  it('should use the set that it confirmed last', () => {
    const { device } = runOf(recorded({}, [...negotiation(0x20), ...negotiation(0)]));
    expect(device.inUse).toBe(0x1_0000_0020n);
    expect(
      runOf(recorded({}, [...negotiation(0x20), write('device_status', 0), ...negotiation(0)])).inUse,
    ).toBe(0x1_0000_0000n);
  });

  it('should use nothing that it did not confirm, or has been reset from', () => {
    const refused = [...negotiation(0x20).slice(0, -1), read('device_status', 3)];
    expect(runOf(recorded({}, refused)).inUse).toBe(0n);
    expect(runOf(recorded({}, [...negotiation(0x20), write('device_status', 0)])).inUse).toBe(0n);
  });

  it('should use of the windows only those written since its reset', () => {
    const second = negotiation(0).filter(
      ({ register, value }) => register !== 'driver_feature' || value === 1,
    );
    const lines = [...negotiation(0x20), write('device_status', 0), ...second];
    expect(runOf(recorded({}, lines)).inUse).toBe(0x1_0000_0000n);
  });

  it('should have confirmed with the first read after FEATURES_OK, or not at all', () => {
    const asked = negotiation(0x20).slice(0, -1);
    const late = [...asked, read('device_status', 3), read('device_status', 11)];
    expect(runOf(recorded({}, late)).inUse).toBe(0n);
    const gone = [...asked, read('device_status', 0xff)];
    expect(runOf(recorded({}, gone)).inUse).toBe(0n);
  });

  const sizes = (lines: readonly Fields[]): number[] => {
    const { device } = runOf(recorded({ queueSizes: [16, 16, 32] }, lines));
    return [0, 1, 2, 3].map((index) => device.effectiveSize(index));
  };

  it('should have queues as they were written, presented or stated, in this order', () => {
    const lines = [read('queue_size', 8, 0), write('queue_size', 4, 0), read('queue_size', 2, 1)];
    expect(sizes(lines)).toEqual([4, 2, 32, 0]);
    expect(sizes([...lines, write('device_status', 0)])).toEqual([16, 16, 32, 0]);
  });

  it('should have the queues enabled that were enabled since its reset', () => {
    const lines = [...queue(0, 16), write('device_status', 0), ...queue(1, 16)];
    const { device } = runOf(recorded({}, lines));
    expect([0, 1].map((index) => device.isEnabled(index))).toEqual([false, true]);
  });

  it('should have a queue disabled, and as it was presented, that was reset alone', () => {
    const lines = [
      ...queue(0, 16),
      write('queue_size', 4, 0),
      ...queue(1, 16),
      write('queue_reset', 1, 0),
      read('queue_reset', 0, 0),
    ];
    const { device } = runOf(recorded({}, lines));
    expect([0, 1].map((index) => device.isEnabled(index))).toEqual([false, true]);
    expect(device.effectiveSize(0)).toBe(16);
  });

  it('should end at the observed status', () =>
    expect(runOf(recorded({ observed: { ...live, finalStatus: 79 } })).device.status).toBe(79));
});

describe('frames of a recording', () => {
  const transmit = { op: 'transmit', bytes: 64, descriptors: 1, indirect: false };
  const control = { op: 'control', class: 4, command: 0, descriptors: 3 };
  const receive = { op: 'receive', bytes: 64, result: 'no-buffer' };

  it('should lie between the accesses around them, of the queue that was notified', () =>
    expect(
      [
        ...eventsOf(
          recorded({}, [
            write('notify', 3, 3),
            transmit,
            write('notify', 4, 4),
            control,
            receive,
            read('isr', 1),
          ]),
        ).trace,
      ].map(({ kind, index, value }) => [kind, index, value].join(' ')),
    ).toEqual([
      'notify 3 3',
      'transmit 3 1',
      'notify 4 4',
      'control 4 3',
      'command 4 1024',
      'receive 0 0',
      expect.stringMatching(/^other \d+ 1$/),
    ]));

  const going = [...negotiation(0x20), ...queue(0, 16), ...queue(1, 16), write('device_status', 15)];

  it('should break a property where they have more descriptors than their queue', () => {
    expect(verdictOf(recorded({}, [...going, transmit]), 'chain-fits-queue')?.verdict).toBe('holds');
    const long = recorded({}, [...going, { ...transmit, descriptors: 17 }]);
    expect(verdictOf(long, 'chain-fits-queue')?.verdict).toBe('violated');
    const hidden = recorded({}, [...going, { ...transmit, descriptors: 17, indirect: true }]);
    expect(verdictOf(hidden, 'chain-fits-queue')?.verdict).toBe('holds');
    expect(verdictOf(hidden, 'indirect-chain-fits-queue')?.verdict).toBe('violated');
  });

  describe('of which a command has more descriptors than its queue', () => {
    /** MAC, CTRL_VQ and INDIRECT_DESC, or without the last. */
    const sending = (isNegotiated: boolean, told: Fields, after: readonly Fields[] = []) => {
      const low = isNegotiated ? 0x1002_0020 : 0x2_0020;
      const queues = [0, 1, 2].flatMap((index) => queue(index, 4));
      const command = { ...control, descriptors: 5, queue: 2, ...told };
      const header = { offered: `0x1${low.toString(16).padStart(8, '0')}`, queueSizes: [4, 4, 4] };
      const lines = [...negotiation(low), ...queues, write('device_status', 15), command, ...after];
      return recorded(header, lines);
    };
    const verdictOn = (isNegotiated: boolean, told: Fields) =>
      verdictOf(sending(isNegotiated, told), 'chain-fits-queue')?.verdict;

    it('should break it unless it lies in an indirect table', () => {
      expect(verdictOn(true, { indirect: true })).toBe('holds');
      expect(verdictOn(true, { indirect: false })).toBe('violated');
    });

    it('should lie in one, unless it says, while indirect tables are in use: whatever is at the end', () => {
      expect(verdictOn(true, {})).toBe('holds');
      expect(verdictOn(false, {})).toBe('violated');
      const { trace } = eventsOf(sending(true, {}, [write('device_status', 0)]));
      expect([...trace]).toContainEqual({ kind: 'indirect', index: 2, value: 1 });
    });
  });

  it('should say nothing of traffic where there was none', () => {
    const silent = recorded({ observed: { ...live, framesTransmitted: 0 } }, going);
    expect(verdictOf(silent, 'traffic-never-stalls')?.verdict).toBe('unknown');
    expect(verdictOf(silent, 'receive-buffer-posted')?.verdict).toBe('holds');
  });
});

describe('receive buffers of a recording', () => {
  const going = [...negotiation(0x20), ...queue(0, 16), ...queue(1, 16), write('device_status', 15)];
  const post = (buffers: number, descriptors = 1, bytes = 1526): Fields => ({
    op: 'post',
    queue: 0,
    buffers,
    descriptors,
    bytes,
    indirect: false,
  });
  const comesIn: Fields = { op: 'receive', bytes: 98, result: 1 };
  const verdictOn = (...lines: readonly Fields[]) =>
    verdictOf(recorded({}, [...going, ...lines]), 'posted-buffers-fit-ring')?.verdict;

  it('should be used by frames that come in, where no line says which are', () => {
    expect(verdictOn(post(16), comesIn, comesIn, post(2))).toBe('holds');
    expect(verdictOn(post(16), comesIn, comesIn, post(3))).toBe('violated');
  });

  it('should be used as often as lines say, where some do', () => {
    const used = { op: 'used', queue: 0, chains: 1 };
    expect(verdictOn(post(16), used, comesIn, used, comesIn, post(2))).toBe('holds');
    expect(verdictOn(post(16), used, comesIn, used, comesIn, post(3))).toBe('violated');
    expect(verdictOn(post(16), comesIn, used, comesIn, used, post(2))).toBe('holds');
    expect(verdictOn(post(16), comesIn, used, comesIn, used, post(3))).toBe('violated');
  });

  it('should take each what it takes, where they are of several sizes', () => {
    expect(verdictOn(post(8), post(4, 2, 4096))).toBe('holds');
    expect(verdictOn(post(8), post(5, 2, 4096))).toBe('violated');
    expect(verdictOn(post(4, 2, 4096), post(8))).toBe('holds');
    expect(verdictOn(post(4, 2, 4096), post(9))).toBe('violated');
  });
});

describe('what a recorded driver is allowed', () => {
  const goesLive = [...queue(0, 16), ...queue(1, 16), write('device_status', 15)];
  const violated = (recording: Recording) =>
    verdicts(recording).properties.filter(({ verdict }) => verdict === 'violated');

  it('should be an admin virtqueue, which num_queues does not count', () => {
    const offered = { offered: '0x20100000020', queueSizes: [16, 16, 64], version: '1.3' };
    const asks = [
      read('num_queues', 2),
      read('admin_queue_num', 1),
      read('admin_queue_index', 2),
      ...queue(2, 64),
    ];
    const admin = recorded(offered, [...negotiation(0x20, 0x201), ...asks, ...goesLive]);
    expect([verdicts(admin).verdict, violated(admin)]).toEqual(['holds', []]);
    const beyond = recorded(offered, [...negotiation(0x20, 0x201), ...asks, ...queue(3, 64), ...goesLive]);
    expect(violated(beyond).map(({ id }) => id)).toEqual(['queues-are-those-negotiated']);
  });

  it('should be no rule of MMIO: a size above the maximum of PCI only warns', () => {
    const raised = [read('queue_size', 256, 0), write('queue_size', 512, 0), write('queue_size', 16, 0)];
    const recording = recorded({}, [...negotiation(0x20), ...raised, ...goesLive]);
    expect(verdicts(recording).verdict).toBe('holds');
    expect(violated(recording)).toMatchObject([
      {
        id: 'queue-size-written-fits-its-ring',
        level: 'should',
        clauses: [expect.not.stringContaining('MMIO')],
      },
    ]);
  });

  it('should be bits that only the legacy interface knows, and under another reading not', () => {
    const legacy = recorded({ offered: '0x108000020' }, [...negotiation(0x800_0020), ...goesLive]);
    expect(verdicts(legacy).verdict).toBe('holds');
    const foreign = underReadings(netProperties, new Map([['legacy-bits', 'foreign']]));
    expect(judgeRecording(foreign, legacy).verdict).toBe('violated');
  });
});

describe('the verdict on a recording', () => {
  const ends = [...negotiation(0x20), ...queue(0, 16), ...queue(1, 16), write('device_status', 15)];

  it('should hold where nothing is broken, though the reset before it is not seen', () => {
    expect(verdicts(recorded({}, ends)).verdict).toBe('holds');
    expect(verdictOf(recorded({}, ends), 'reset-comes-first')?.verdict).toBe('unknown');
  });

  it('should tell what broke, and on which line', () => {
    const early = [...negotiation(0x20), write('notify', 0, 0), ...queue(0, 16), write('device_status', 15)];
    const broken = verdictOf(recorded({}, early), 'no-notification-before-driver-ok');
    expect(broken).toEqual({
      id: 'no-notification-before-driver-ok',
      level: 'must',
      side: 'driver',
      verdict: 'violated',
      because: 'a virtqueue is notified before DRIVER_OK',
      clauses: ['drivernormative:General Initialization And Device Operation / Device Initialization #13'],
      line: negotiation(0).length + 2,
    });
  });

  it('should be unknown of a header alone, in every property', () => {
    const { verdict, properties: all } = verdicts(recorded({}));
    expect(verdict).toBe('unknown');
    expect(new Set(all.map((property) => property.verdict))).toEqual(new Set(['unknown']));
  });

  it('should be unknown where the recording ends before the probe does, and call nobody live', () => {
    const early = recorded({}, ends.slice(0, -1));
    expect(verdicts(early).verdict).toBe('unknown');
    expect(verdictOf(early, 'features-fit-their-rings')?.verdict).toBe('unknown');
    expect(verdictOf(early, 'failed-after-giving-up')?.verdict).toBe('unknown');
    expect(verdictOf(recorded({}, ends), 'features-fit-their-rings')?.verdict).toBe('holds');
  });

  it('should be by no property that is newer than the version of the standard', () => {
    const keepsPlatform = (version: string) =>
      verdictOf(recorded({ version }, ends), 'keeps-platform-features')?.verdict;
    expect([keepsPlatform('1.0'), keepsPlatform('1.1')]).toEqual(['unknown', 'holds']);
  });

  it('should be of both sides, by no relation', () => {
    const ids = verdicts(recorded({})).properties.map(({ id }) => id);
    const judged = netProperties.filter(({ id }) => ids.includes(id));
    expect(judged).toEqual(netProperties.filter(({ relation }) => !relation));
  });

  it('should be of one side alone where that is asked for', () => {
    const recording = recorded({}, ends);
    const { sides, properties: judged } = judgeRecording(netProperties, recording, eventsOf(recording), [
      'device',
    ]);
    expect(sides).toEqual({ device: 'holds' });
    expect(new Set(judged.map(({ side }) => side))).toEqual(new Set(['device']));
  });

  it('should be by the version that knows what each side accepts, and offers', () => {
    // Bit 65 is known since 1.4; the driver leaves it alone.
    const offered = '0x20000000100000020';
    const versions = (['driver', 'device'] as const).map((side) => {
      const recording = recorded({ offered }, ends);
      return runOfRecording(recording, eventsOf(recording), side).scenario.version;
    });
    expect(versions).toEqual(['1.2', '1.4']);
  });
});

describe('a long recording', () => {
  it('should be judged however many negotiations it holds', () => {
    const recording = recorded(
      {},
      Array.from({ length: 150_000 }, () => write('device_status', 0)),
    );
    expect(judgeRecording(netProperties, recording).verdict).toBe('unknown');
  });
});
