import { afterEach, describe, expect, it } from 'vitest';
import { windowOf } from '../../spec/features.ts';
import { MRG_RXBUF } from '../../spec/net/features.ts';
import { judgeDevice } from '../judge/devices/judge-device.ts';
import { stepsWritten } from '../judge/devices/written.ts';
import { netSuite } from '../suites/net.ts';
import { whyNoBackend } from './fixtures/qemu.ts';
import { NoQemuError, openQemu, type QemuDeviceSubject, type QemuOptions } from './qemu.ts';
import { findBackend, NoBackendError, qemuBackends } from './qemu-backends.ts';
import { WireDriver } from './qemu-wire.ts';

const opened: QemuDeviceSubject[] = [];
afterEach(async () => {
  for (const subject of opened.splice(0)) await subject.close();
});

async function opening(options: Omit<QemuOptions, 'transport'>): Promise<QemuDeviceSubject> {
  const subject = await openQemu({ ...options, transport: 'pci' });
  opened.push(subject);
  return subject;
}

/** A driver with rings of one size that lets two frames come in: a short one, then one that takes all buffers where they may be merged. */
const stepsOn = (ring: number, isMerged: boolean): string => {
  const made = (queue: number): string =>
    `queue-size-write[${queue}]=${ring} queue-addresses-write[${queue}] queue-enable-write[${queue}]=1`;
  return [
    'status-write=1 status-write=3 offer-read offer-read[1]',
    `accepted-write=${isMerged ? windowOf(MRG_RXBUF, 0) : 0} accepted-write[1]=1`,
    `status-write=11 status-read ${made(0)} ${made(1)} status-write=15`,
    `post=${ring} notify receive post=1 notify receive`,
  ].join(' ');
};

const DPDK = 'DPDK behind a virtio-net of QEMU';

describe.skipIf(whyNoBackend('dpdk') !== undefined)(DPDK, () => {
  const rings = [1, 2, 4, 8].flatMap((ring) => [true, false].map((isMerged) => ({ ring, isMerged })));

  it.each(rings)(
    'should lose a frame that fills a ring of $ring only where buffers are merged: $isMerged',
    async ({ ring, isMerged }) => {
      const { open } = await opening({ device: 'virtio-net', backend: 'dpdk' });
      const { properties, driven = [] } = await judgeDevice(netSuite, open, {
        name: DPDK,
        transport: 'pci',
        seed: 1,
        runs: 0,
        policies: [],
        steps: stepsWritten(stepsOn(ring, isMerged)),
      });
      const frames = driven.flatMap(({ kind, value }) => (kind === 'receive' ? [value] : []));
      if (isMerged) expect(frames).toEqual(ring === 1 ? [0, 0] : [1, 0]);
      else expect(frames).toEqual([1, 1]);
      const found = properties.find(({ id }) => id === 'device-loses-no-frame-that-fits');
      expect(found?.verdict).toBe(isMerged ? 'violated' : 'holds');
    },
  );
});

describe.each([
  { backend: 'storage-daemon', device: 'vhost-user-blk', queue: 0 },
  { backend: 'virtiofsd', device: 'vhost-user-fs', queue: 1 },
])('$backend behind a $device of QEMU', ({ backend, device, queue }) => {
  // It keeps what it serves apart by means that root alone has.
  const needsRoot = backend === 'virtiofsd' && process.getuid?.() !== 0;
  it.skipIf(needsRoot || whyNoBackend(backend) !== undefined)(
    'should negotiate, go live and be reset',
    async () => {
      const subject = await opening({ device, backend });
      for (let run = 0; run < 3; run++) {
        const one = new WireDriver(subject.open(), 'pci', 0x10_0000);
        expect(one.negotiate()).toBe(true);
        expect(one.driver.readQueueSize(queue)).toBe(128);
        one.goLive(4, [0, queue]);
        expect(one.driver.readStatus()).toBe(15);
      }
    },
  );
});

describe('a backend that cannot be had', () => {
  it('should say how it is installed where it is not there', () => {
    for (const kind of qemuBackends.values())
      if (!kind.folder) expect(() => findBackend(kind, '/nowhere')).toThrow(NoBackendError);
  });

  it.skipIf(whyNoBackend('storage-daemon') !== undefined)(
    'should be refused in one line where it serves another device, or none',
    async () => {
      for (const backend of ['storage-daemon', 'nothing'])
        await expect(openQemu({ device: 'virtio-net', transport: 'pci', backend })).rejects.toThrow(
          new NoQemuError(
            `found no backend "${backend}" of virtio-net, expected dpdk (of virtio-net), storage-daemon (of vhost-user-blk), virtiofsd (of vhost-user-fs)`,
          ),
        );
    },
  );
});
