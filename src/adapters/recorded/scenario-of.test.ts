import { describe, expect, it } from 'vitest';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { type Agreement, agree } from './agreement.ts';
import type { Header } from './format.ts';
import { parseRecording } from './recording.ts';
import { layoutOf, scenarioOf } from './scenario-of.ts';

/** Of Linux 6.1, which took MAC and VERSION_1 and is live on two rings of 16. */
const live: Header = {
  subject: 'linux 6.1.0 virtio_net',
  transport: 'pci',
  offered: '0x100000020',
  queueSizes: [16, 16],
  device: { acceptsFeatures: true, mtu: 1500 },
  observed: { finalStatus: 15, framesTransmitted: 3, txWatchdog: false, rxBuffersPostedAtEnd: 12 },
};

const withMq = '0x100420020';
const withPacked = '0x500000020';

const scenario = (header: Partial<Header>, events: readonly TraceEvent[] = []) =>
  scenarioOf({ ...live, ...header }, Trace.of(events));

describe('the scenario of a recording', () => {
  it('should have the sizes of the pair and the control queue, absent ones as 0', () => {
    expect(scenario({}).rounds[0]?.sizes).toEqual([16, 16, 0]);
    expect(scenario({ queueSizes: [8, 16, 4] }).rounds[0]?.sizes).toEqual([8, 16, 4]);
  });

  it('should have as many pairs as the driver was told, where MQ is offered', () => {
    const sizes = { offered: withMq, queueSizes: [8, 8, 8, 8, 4] };
    const told = scenario(sizes, [{ kind: 'config-read', index: 8, value: 3 }]);
    expect(told.maxVirtqueuePairs).toBe(3);
    expect(told.rounds[0]?.sizes).toEqual([8, 8, 8, 8, 4, 0, 0]);
    const nonsense = scenario(sizes, [{ kind: 'config-read', index: 8, value: 0 }]);
    expect(nonsense.maxVirtqueuePairs).toBe(2);
  });

  it('should have as many pairs as there are sizes, where nobody asked', () => {
    expect(scenario({ offered: withMq, queueSizes: [8, 8, 8, 8, 4] }).maxVirtqueuePairs).toBe(2);
    expect(scenario({ queueSizes: [8, 8, 8, 8, 4] }).maxVirtqueuePairs).toBe(1);
  });

  it('should have packed rings where RING_PACKED is offered', () => {
    expect(scenario({}).format).toBe('split');
    expect(scenario({ offered: withPacked }).format).toBe('packed');
  });

  it('should know that Linux before 6.4 makes packed rings of powers of two only', () => {
    const format = (subject: string, queueSizes = [18, 16]) =>
      scenario({ subject, offered: withPacked, queueSizes }).format;
    expect(format('linux 6.1.0 virtio_net')).toBe('split');
    expect(format('linux 6.4.0 virtio_net')).toBe('packed');
    expect(format('freebsd 14.0 vtnet')).toBe('packed');
    expect(format('linux 6.1.0 virtio_net', [0, 16])).toBe('packed');
  });

  it('should be of the version in the header, else of the earliest from 1.2 that knows what was accepted', () => {
    expect(scenario({}).version).toBe('1.2');
    expect(scenario({ version: '1.0' }).version).toBe('1.0');
    const NOTF_COAL = 2 ** (53 - 32);
    expect(scenario({}, [{ kind: 'accepted-write', index: 1, value: NOTF_COAL }]).version).toBe('1.3');
    const bit49 = 2 ** (49 - 32);
    expect(scenario({}, [{ kind: 'accepted-write', index: 1, value: bit49 }]).version).toBe('1.2');
  });

  it('should have a device that takes any set, or none', () => {
    expect(scenario({}).quirks).toEqual({ featuresOkUnchecked: true });
    const refusing = scenario({ device: { acceptsFeatures: false } });
    expect(refusing.quirks).toEqual({});
    expect(refusing.rounds[0]?.acceptance).toEqual({ kind: 'refuses' });
  });

  it.each([
    ['linux 5.10.0-29-686 virtio_net', 'always-largest'],
    ['Linux 6.0.12', 'always-largest'],
    ['linux-v4.19 virtio_net', 'always-largest'],
    ['Linux version 5.15.0 (gcc 12.2.0)', 'always-largest'],
    ['linux 6.1.0-50-686 virtio_net', 'by-mtu'],
    ['linux 6.5.0-0.deb12.1-686 virtio_net', 'by-mtu'],
    ['linux 6.12', 'by-mtu'],
    ['freebsd 14.0 vtnet', 'by-mtu'],
  ])('should have %s lay large receive buffers out %s', (name, bigBuffers) =>
    expect(layoutOf(name).bigBuffers).toBe(bigBuffers),
  );
});

describe('agreement with linux-mainline', () => {
  const differing = (header: Partial<Header>): Agreement[] =>
    agree(linuxMainline, parseRecording(JSON.stringify({ ...live, ...header }), 'x.jsonl')).filter(
      (field) => !field.agrees,
    );

  it('should know that Linux before 6.1 takes the most descriptors a large buffer, whatever its MTU', () => {
    const deaf = {
      offered: '0x100000028',
      device: { acceptsFeatures: true, mtu: 9000 },
      observed: { ...live.observed, framesTransmitted: 1, txWatchdog: true, rxBuffersPostedAtEnd: 0 },
    };
    expect(differing({ ...deaf, subject: 'linux 5.10.0 virtio_net' })).toEqual([]);
    expect(differing(deaf)).toEqual([
      { field: 'receive ring deaf', recorded: true, modelled: false, agrees: false },
    ]);
  });

  it('should know that Linux before 6.4 fails on a packed ring that is no power of two', () => {
    const observed = { finalStatus: 139, framesTransmitted: 0, txWatchdog: false, rxBuffersPostedAtEnd: 0 };
    const failed = { offered: withPacked, queueSizes: [18, 18], observed };
    expect(differing(failed)).toEqual([]);
    const newer = differing({ ...failed, subject: 'linux 6.5.0 virtio_net' });
    expect(newer[0]).toEqual({ field: 'live', recorded: false, modelled: true, agrees: false });
  });

  it('should be of the first pair only: over that traffic was recorded', () => {
    expect(differing({ offered: withMq, queueSizes: [64, 64, 64, 64, 64] })).toEqual([]);
    expect(differing({ offered: withMq, queueSizes: [64, 64, 4, 4, 64] })).toEqual([]);
  });
});
