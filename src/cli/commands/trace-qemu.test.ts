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
      { timeout: 600_000, interval: 100 },
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
    const those = (verdict: string): string[] =>
      properties
        .filter((one: { verdict: string }) => one.verdict === verdict)
        .map(({ id }: { id: string }) => id);
    // Of some versions the firmware reads the halves of the offer.
    const inHalves = /ops_read .*004 value 0x\w+ size 2 name 'virtio-pci-common-/.test(
      readFileSync(file, 'latin1'),
    );
    expect(those('violated')).toEqual(inHalves ? ['fields-accessed-in-their-width'] : []);
    expect(code).toBe(inHalves ? 1 : 0);
    expect(those('holds')).toEqual(
      expect.arrayContaining(['features-ok-before-driver-ok', 'reset-comes-first']),
    );
    expect(those('unknown')).toContain('traffic-never-stalls');
  });
});
