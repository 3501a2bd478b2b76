import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { whyNoQemu } from '../../subjects/fixtures/qemu.ts';
import { findQemu } from '../../subjects/qemu.ts';
import { run } from '../fixtures/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'trace-qemu-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Logs what the driver in the firmware of a network card does, until it has something to send. */
async function logFirmware(file: string): Promise<void> {
  const machine = ['-m', '64', '-nodefaults', '-display', 'none', '-netdev', 'hubport,id=n,hubid=0'];
  const device = ['-device', 'virtio-net-pci,netdev=n,ioeventfd=off'];
  const traced = ['read', 'write'].flatMap((op) => ['-trace', `memory_region_ops_${op}`]);
  const qemu = spawn(findQemu(), [...machine, ...device, ...traced, '-D', file], { stdio: 'ignore' });
  const ended = once(qemu, 'exit');
  try {
    await vi.waitUntil(
      () => existsSync(file) && readFileSync(file, 'latin1').includes("name 'virtio-pci-notify-virtio-net'"),
      { timeout: 50_000, interval: 100 },
    );
  } finally {
    qemu.kill('SIGKILL');
    await ended;
  }
}

describe.skipIf(whyNoQemu() !== undefined)("trace with a log of QEMU's own", () => {
  it('should judge the driver in its firmware, and its device', async () => {
    const file = join(folder, 'run.log');
    await logFirmware(file);
    const { code, stdout, stderr } = await run(['trace', file, '--json']);
    expect(stderr).toBe('');
    const [{ subject, sides, properties }] = JSON.parse(stdout).files;
    expect([subject, sides.device]).toEqual(['a driver of virtio-net in QEMU', 'holds']);
    // Of some versions the firmware reads half of the offer.
    expect(code).toBe(sides.driver === 'violated' ? 1 : 0);
    const verdict = (id: string) => properties.find((one: { id: string }) => one.id === id).verdict;
    for (const id of ['features-ok-before-driver-ok', 'reset-comes-first']) expect(verdict(id)).toBe('holds');
    expect(verdict('traffic-never-stalls')).toBe('unknown');
  }, 60_000);
});
