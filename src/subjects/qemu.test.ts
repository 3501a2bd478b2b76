import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FEATURE_BITS, fromWindows } from '../../spec/features.ts';
import { transportRules } from '../../spec/transports.ts';
import { DeviceLostError, reachFor } from '../judge/devices/access.ts';
import { wildDrivers } from '../judge/devices/drivers.ts';
import { perform, stepsOf } from '../judge/devices/steps.ts';
import { DeviceBehindRegisters } from '../run/behind-registers.ts';
import type { TraceEvent } from '../trace/events.ts';
import { otherIndex } from '../trace/other-registers.ts';
import { Trace } from '../trace/trace.ts';
import { Recorder } from '../transport/recorder.ts';
import { type RegisterTransport, registerMaps } from '../transport/registers/map.ts';
import { whyNoQemu } from './fixtures/qemu.ts';
import { findQemu, NoQemuError, openQemu, type QemuDeviceSubject, type QemuOptions } from './qemu.ts';
import { typeOfQemuDevice } from './qemu-devices.ts';
import { qtestScript } from './qemu-script.ts';
import { WireDriver } from './qemu-wire.ts';

const transports = ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'] as const;
const NET = 'virtio-net-pci';
const frame = Uint8Array.from({ length: 60 }, (_, i) => (i < 6 ? 0xff : i));

const folder = mkdtempSync(join(tmpdir(), 'virtio-qemu-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// What other tests leave in the usual place is not seen.
beforeEach(() => {
  vi.stubEnv('TMPDIR', folder);
});

/** Subjects that a test has not closed. */
const opened: QemuDeviceSubject[] = [];
afterEach(async () => {
  for (const subject of opened.splice(0)) await subject.close();
  vi.unstubAllEnvs();
});

async function opening(options: QemuOptions): Promise<QemuDeviceSubject> {
  const subject = await openQemu(options);
  opened.push(subject);
  return subject;
}

const isThere = (pid: number): boolean => {
  try {
    // A process that ended and is waited for by nobody yet is not.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const folders = (): string[] =>
  readdirSync(folder).filter((name) => name.startsWith('virtio-conformance-qemu-'));

describe.skipIf(whyNoQemu() !== undefined)("a device of QEMU's", () => {
  it.each(transports)('should be reset, negotiate and go live over %s', async (transport) => {
    const subject = await opening({ device: NET, transport });
    const net = new WireDriver(subject.open(), transport, 0x10_0000);
    expect(net.driver.readStatus()).toBe(0);
    expect(net.negotiate()).toBe(true);
    expect(net.driver.readQueueSize(0)).toBeGreaterThanOrEqual(256);
    net.goLive(net.driver.readQueueSize(0));
    expect(net.driver.readStatus() & 4).toBe(4);
    subject.open();
    expect(net.driver.readStatus()).toBe(0);
    expect(subject.version).toMatch(/^\d+\.\d+/);
  });

  const choices = transports.flatMap((transport) => {
    const sizes = transport === 'pci-legacy' ? [256] : [1, 2, 4];
    const formats = transportRules[transport].legacy ? ['split'] : ['split', 'packed'];
    return sizes.flatMap((size) => formats.map((format) => ({ transport, size, format })));
  });

  it.each(choices)(
    'should send and receive frames over $transport on $format rings of $size',
    async ({ transport, size, format }) => {
      const device = format === 'packed' ? `${NET},packed=on` : NET;
      const subject = await opening({ device, transport });
      for (let run = 0; run < 3; run++) {
        const access = subject.open();
        if (!subject.peer) throw new Error('expected a peer');
        const [net, peer] = [
          new WireDriver(access, transport, 0x10_0000),
          new WireDriver(subject.peer, transport, 0x80_0000),
        ];
        for (const one of [net, peer]) {
          expect(one.negotiate()).toBe(true);
          one.goLive(size);
        }
        // Around every ring more than once.
        for (let i = 0; i < 2 * Math.min(size, 4) + 1; i++) {
          peer.listen();
          expect(net.send(frame)).toBe(true);
          expect(peer.received()).toEqual(frame);
          net.listen();
          expect(peer.send(frame)).toBe(true);
          expect(net.received()).toEqual(frame);
        }
        expect(net.received()).toBeUndefined();
      }
    },
  );

  it.each(transports)('should let frames come in over %s, each in its own run', async (transport) => {
    const subject = await opening({ device: NET, transport });
    for (let run = 0; run < 3; run++) {
      const access = subject.open();
      // No driver is there for it yet.
      access.deliver?.(frame);
      const net = new WireDriver(subject.open(), transport, 0x10_0000);
      net.negotiate();
      net.goLive(4);
      net.listen();
      expect(net.received()).toBeUndefined();
      access.deliver?.(frame.map((byte) => byte ^ run));
      expect(net.received()).toEqual(frame.map((byte) => byte ^ run));
    }
  });

  it('should find memory that is zero in every run', async () => {
    const subject = await opening({ device: NET, transport: 'pci' });
    const { memory } = subject.open();
    const places = [0, 0x10_0000, 0x11_fff8, 0xff_0000];
    for (const place of places) memory?.write(place, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    expect(memory?.read(0x11_fff8, 9)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    subject.open();
    for (const place of places) expect(memory?.read(place, 9)).toEqual(new Uint8Array(9));
  });

  it.each(transports)('should read from a disk over %s before its doorbell is done', async (transport) => {
    const subject = await opening({ device: 'virtio-blk', transport });
    const access = subject.open();
    const disk = new WireDriver(access, transport, 0x10_0000);
    expect(disk.negotiate()).toBe(true);
    disk.goLive(8, [0]);
    access.memory?.write(0x20_1000, Uint8Array.of(0xff));
    const used = disk.ask(0, [
      { address: 0x20_0000, length: 16, isWritable: false },
      { address: 0x20_0100, length: 512, isWritable: true },
      { address: 0x20_1000, length: 1, isWritable: true },
    ]);
    expect(used).toBe(513);
    expect(access.memory?.read(0x20_1000, 1)).toEqual(Uint8Array.of(0));
  });

  it('should be lost where QEMU is killed, and be there again when it is opened next', async () => {
    const subject = await opening({ device: NET, transport: 'pci' });
    const net = new WireDriver(subject.open(), 'pci', 0x10_0000);
    const { pid } = subject;
    process.kill(pid, 'SIGKILL');
    expect(() => net.driver.readStatus()).toThrow(new DeviceLostError('QEMU ended by SIGKILL'));
    expect(() => net.driver.readStatus()).toThrow(DeviceLostError);
    const again = new WireDriver(subject.open(), 'pci', 0x10_0000);
    expect(again.negotiate()).toBe(true);
    expect(subject.pid).not.toBe(pid);
  });

  it('should be lost where the shell that holds it is killed as well', async () => {
    const subject = await opening({ device: NET, transport: 'pci' });
    const net = new WireDriver(subject.open(), 'pci', 0x10_0000);
    const { pid } = subject;
    const shell = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    for (const one of [shell, pid]) process.kill(one, 'SIGKILL');
    expect(() => net.driver.readStatus()).toThrow(DeviceLostError);
    expect(folders()).toEqual([]);
    expect(new WireDriver(subject.open(), 'pci', 0x10_0000).negotiate()).toBe(true);
  });

  it('should be there again too where it was lost between two runs', async () => {
    const subject = await opening({ device: NET, transport: 'mmio' });
    process.kill(subject.pid, 'SIGKILL');
    expect(new WireDriver(subject.open(), 'mmio', 0x10_0000).negotiate()).toBe(true);
  });

  it('should be lost where QEMU answers no more', async () => {
    const subject = await opening({ device: NET, transport: 'pci', patience: 1 });
    const net = new WireDriver(subject.open(), 'pci', 0x10_0000);
    process.kill(subject.pid, 'SIGSTOP');
    expect(() => net.driver.readStatus()).toThrow(
      new DeviceLostError('QEMU hangs: it gives no answer any more'),
    );
    expect(new WireDriver(subject.open(), 'pci', 0x10_0000).negotiate()).toBe(true);
  });

  it.each(transports)('should show 500 drivers the same in either order over %s', async (transport) => {
    const subject = await opening({ device: NET, transport });
    const cases = wildCases(subject, transport, 500);
    const forth = cases.map((steps) => traceOf(subject, transport, steps));
    const back = cases.toReversed().map((steps) => traceOf(subject, transport, steps));
    expect(back.toReversed()).toEqual(forth);
  });

  it('should take no more memory the more is done', async () => {
    const subject = await opening({ device: NET, transport: 'pci' });
    const cases = wildCases(subject, 'pci', 1000);
    const resident = (): number =>
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${subject.pid}/status`, 'utf8'))?.[1]);
    const after = [0, 1, 2].map(() => {
      for (const steps of cases) traceOf(subject, 'pci', steps);
      return resident();
    });
    expect(after[2]).toBeLessThan(Number(after[1]) + 1024);
  });

  it.each(transports)(
    'should leave a script over %s that shows the last run again by itself',
    async (transport) => {
      const subject = await opening({ device: NET, transport });
      const net = new WireDriver(subject.open(), transport, 0x10_0000);
      if (!subject.peer) throw new Error('expected a peer');
      const peer = new WireDriver(subject.peer, transport, 0x80_0000);
      for (const one of [net, peer]) {
        one.negotiate();
        one.goLive(256);
      }
      peer.listen();
      net.send(frame);
      expect(peer.received()).toEqual(frame);
      expect(subject.log().length).toBeGreaterThan(20);
      expect(subject.log().length).toBeLessThan(subject.history().length);
      const { stdout } = spawnSync('sh', { input: qtestScript(subject), encoding: 'utf8' });
      const answers = [...stdout.matchAll(/^OK ?(.*)$/gm)].map(([, answer]) => answer);
      expect(answers).toEqual(subject.history().map(({ answer }) => answer));
    },
  );

  it('should end with the process that opened it, however that ends, and leave no folder', async () => {
    const code = `
      import { openQemu } from ${JSON.stringify(new URL('../../dist/src/subjects/qemu.js', import.meta.url).href)};
      const subject = await openQemu({ device: '${NET}', transport: 'pci' });
      console.log(subject.pid);
      setInterval(() => subject.open(), 10);`;
    for (const signal of ['SIGKILL', 'SIGINT'] as const) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [first] = await once(child.stdout, 'data');
      const pid = Number(String(first));
      expect(isThere(pid)).toBe(true);
      child.kill(signal);
      await vi.waitUntil(() => !isThere(pid), { timeout: 600_000 });
    }
    await vi.waitUntil(() => folders().length === 0, { timeout: 600_000 });
  });

  it('should leave nothing when it is closed, and disturb no other', async () => {
    const [one, other] = [
      await opening({ device: NET, transport: 'pci' }),
      await opening({ device: NET, transport: 'pci' }),
    ];
    const net = new WireDriver(other.open(), 'pci', 0x10_0000);
    net.negotiate();
    one.open();
    const { pid } = one;
    await one.close();
    expect(isThere(pid)).toBe(false);
    expect(net.driver.readStatus()).toBe(11);
    await other.close();
    expect(folders()).toEqual([]);
  });

  it.each<[string, Partial<QemuOptions>, RegExp]>([
    [
      'no device of the name',
      { device: 'virtio-nothing-pci' },
      /virtio-nothing-pci.* is not a valid device model name/,
    ],
    ['no such property', { device: `${NET},colour=red` }, /colour/],
    ['arguments that it refuses', { args: ['-machine', 'nothing'] }, /unsupported machine type/],
    ['no legacy interface', { device: 'virtio-gpu-pci', transport: 'pci-legacy' }, /legacy/],
    ['no virtio device', { device: 'pci-testdev' }, /disable-legacy/],
    [
      'no file there',
      { qemu: join(folder, 'nowhere') },
      /expected a QEMU, which tells its version, found .*ENOENT/,
    ],
    ['no program', { qemu: folder }, /EACCES/],
    ['another program', { qemu: '/bin/echo' }, /found "echo/],
  ])('should say in one line that it is not to be had where there is %s', async (_, options, line) => {
    const error = await openQemu({ device: NET, transport: 'pci', ...options }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(NoQemuError);
    expect(error.message).toMatch(line);
    expect(error.message).not.toContain('\n');
  });

  it('should say so where no FIFO can be made', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'nowhere'));
    const error = await openQemu({ device: NET, transport: 'pci' }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(NoQemuError);
    expect(error.message).toMatch(/^expected to make FIFOs in .*nowhere to reach QEMU: /);
  });

  it('should be had by a script that starts a QEMU elsewhere', async () => {
    const script = join(folder, 'qemu');
    writeFileSync(script, `#!/bin/sh\nexec ${findQemu()} "$@"\n`);
    chmodSync(script, 0o755);
    const subject = await opening({ device: NET, transport: 'pci', qemu: script });
    expect(subject.commandLine).toContain(script);
    subject.open();
  });
});

describe('typeOfQemuDevice', () => {
  it.each([
    ['virtio-net-pci', 'net'],
    ['virtio-blk-device,queue-size=4', 'blk'],
    ['virtio-scsi', 'scsi'],
    ['virtio-serial-pci', 'console'],
    ['virtio-rng-pci', 'rng'],
    ['virtio-mouse-pci', 'input'],
    ['virtio-nothing-pci', undefined],
    ['e1000', undefined],
  ])('should say of %s that it is of %s', (device, type) => expect(typeOfQemuDevice(device)).toBe(type));
});

describe('where there is no QEMU', () => {
  it('should say how one is installed', () => {
    expect(() => findQemu(folder)).toThrow(NoQemuError);
    expect(() => findQemu(folder)).toThrow(
      /^found no qemu-system-x86_64 on the search path: apt-get install qemu-system-x86 \(Debian, Ubuntu\)/,
    );
  });
});

// --- internal ---

type Steps = ReturnType<typeof stepsOf>;

/** Drivers that are made up for a device. */
function wildCases(subject: QemuDeviceSubject, transport: RegisterTransport, runs: number): Steps[] {
  const { driver } = new WireDriver(subject.open(), transport, 0);
  const windows = Array.from({ length: FEATURE_BITS / 32 }, (_, i) => (i < 2 ? driver.readOffer(i) : 0));
  const known = {
    offer: fromWindows(windows),
    sizes: [256, 256, 64],
    windows: 2,
    legacy: transportRules[transport].legacy,
    configuration: 12,
    map: registerMaps[transport],
    requests: [],
  };
  return fc.sample(wildDrivers(known), { seed: 1, numRuns: runs }).map((events) => stepsOf(events));
}

/** What a driver does and sees, as text. */
function traceOf(subject: QemuDeviceSubject, transport: RegisterTransport, steps: Steps): string {
  const trace = new Trace();
  trace.unlimit();
  const reach = reachFor(subject.open(), 'net', transport, () => {});
  const { legacy } = transportRules[transport];
  const device = new Recorder(new DeviceBehindRegisters(reach, 'net', transport, trace, { legacy }), trace);
  let lost = '';
  try {
    for (const step of steps) perform(step, device);
  } catch (error) {
    // To die is its answer to some of them.
    if (!(error instanceof DeviceLostError)) throw error;
    lost = error.message;
  }
  // QEMU's generation counts on over resets, and over what came before.
  const isGeneration = ({ kind, index }: TraceEvent): boolean =>
    kind === 'config-generation-read' || (kind === 'other' && index === GENERATION);
  return [...trace]
    .map((event) => ({ ...event, value: isGeneration(event) ? 0 : event.value }))
    .map(({ kind, index, value }) => `${kind} ${index} ${value}`)
    .concat(lost)
    .join('\n');
}

const GENERATION = otherIndex({ name: 'config_generation', isWrite: false });
