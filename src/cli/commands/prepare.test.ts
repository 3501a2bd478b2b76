import { describe, expect, it, vi } from 'vitest';
import { whyNoQemu } from '../../subjects/fixtures/qemu.ts';
import { workshop } from '../fixtures/command-line.ts';

const { cli, folder, file } = workshop();

describe('prepare qemu', () => {
  it.skipIf(whyNoQemu() !== undefined)(
    'should tell the version, the transports and the devices that start',
    async () => {
      const { code, stdout } = await cli('prepare', 'qemu');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^QEMU \d+\.\d+\S*: \/.*qemu-system-x86_64\n/);
      expect(stdout).toContain('Transports: pci, pci-legacy, mmio, mmio-legacy\n');
      expect(stdout).toMatch(/^Devices that start: virtio-net, virtio-blk, virtio-scsi, virtio-serial, /m);
    },
  );

  it('should say how to install one, and end with 2, where there is none', async () => {
    vi.stubEnv('PATH', folder);
    const { code, stdout } = await cli('prepare', 'qemu');
    vi.unstubAllEnvs();
    expect(code).toBe(2);
    expect(stdout).toContain('found no qemu-system-x86_64 on the search path');
    expect(stdout).toContain('apt-get install qemu-system-x86 (Debian, Ubuntu)');
  });

  it('should say so where what is named is no QEMU', async () => {
    const { code, stdout } = await cli('prepare', 'qemu', '--qemu', file('plain', ''));
    expect(code).toBe(2);
    expect(stdout).toContain('plain: expected a QEMU, which tells its version, found');
  });

  it.each([
    ['nothing', [], 'prepare: expected qemu, found ""'],
    ['another host', ['v86'], 'prepare: expected qemu, found "v86"'],
    ['two of them', ['qemu', 'qemu'], 'prepare: expected qemu, found "qemu qemu"'],
    ['an option that it has not', ['qemu', '--fast'], 'unknown option --fast'],
  ])('should end with 64 and one line where it gets %s', async (_, args, line) => {
    const { code, stdout, stderr } = await cli('prepare', ...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(line);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
