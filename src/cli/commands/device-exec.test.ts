import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAlive, ringing, serving, until } from '../../subjects/fixtures/programs.ts';
import { workshop } from '../fixtures/command-line.ts';

const { folder, cli, start, file } = workshop();
const few = ['--runs', '0', '--steps', 'status-write=0 notify'] as const;

describe.runIf(process.platform !== 'win32')('device exec:COMMAND', () => {
  it.each([
    ['exec:', [], 'device: exec:: expected a command, such as exec:./mydevice'],
    ['exec:./mydevice', [], 'device: exec:./mydevice: ended with exit code 127: '],
    [
      'exec:exit 0',
      [],
      'ended with exit code 0, expected device 1 TYPE TRANSPORT as its answer to "virtio-conformance 1"\n',
    ],
    ['exec:echo hello', [], 'says "hello" where device 1 TYPE TRANSPORT is expected\n'],
    [`exec:${ringing(':')}`, ['--transport', 'mmio'], '--transport: found "mmio", and exec:while read'],
    [
      `exec:${ringing(':').replace('read) echo "= 7"', 'read) exit 3')}`,
      [],
      'lost before it has shown what it is: the program ended with exit code 3\n',
    ],
  ])('should refuse %s in one line', async (subject, options, message) => {
    const { code, stdout, stderr } = await cli('device', subject, ...options);
    expect([code, stdout, stderr.split('\n').length]).toEqual([64, '', 2]);
    expect(stderr).toContain(message);
  });

  it.each([
    ['./device', 'exec:./device'],
    ['device.py', 'exec:./device.py'],
    ['python3 device.py', 'exec:python3 device.py'],
  ])('should be what is meant by %s', async (name, meant) => {
    file('device.py', 'print(1)');
    const { code, stderr } = await cli('device', name);
    expect([code, stderr]).toEqual([
      64,
      `device: found "${name}", expected a SUBJECT (did you mean "${meant}"?)\n`,
    ]);
  });

  it('should tell how a program was lost, and the command that loses it again', async () => {
    file('device.sh', ringing('exit 5').replace('read) echo "= 7"', 'read) echo "= 0"'));
    const { code, stdout } = await cli('device', 'exec:sh device.sh', ...few, '--transport', 'pci');
    expect(code).toBe(1);
    expect(stdout).toContain('Seen: 1: notifies receiveq1: the program ended with exit code 5.');
    expect(stdout).toContain(
      "Replay: npx virtio-conformance device 'exec:sh device.sh' --transport pci --steps 'status-write notify'",
    );
  });

  it('should end with what it knows, and its program with it, where it is interrupted', async () => {
    const log = join(folder, 'heard');
    const pid = join(folder, 'pid');
    const command = `echo $$ > '${pid}'; tee '${log}' | ${serving('simulated-net-device')}`;
    const { child, ended } = start(['device', `exec:${command}`]);
    await until(() => existsSync(log) && readFileSync(log, 'utf8').split('reset').length > 9);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(2);
    expect(stdout).toContain('Interrupted: what only held so far is unknown.');
    await until(() => !isAlive(Number(readFileSync(pid, 'utf8'))));
  });
});
