import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { typeOf } from '../driver/policy.ts';
import { DeviceLostError, type RegisterAccess } from '../judge/devices/access.ts';
import { type DeviceJudgement, judgeDevice } from '../judge/devices/judge-device.ts';
import { policies } from '../policies/index.ts';
import { withSuite } from '../suites/suites.ts';
import { type ExecDevice, NoProgramError, openExec } from './exec.ts';
import { isAlive, ringing, serving, until } from './fixtures/programs.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const examples = path('../../examples');

const folder = mkdtempSync(join(tmpdir(), 'virtio-exec-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const opened: ExecDevice[] = [];
afterEach(async () => {
  for (const device of opened.splice(0)) await device.close();
});

async function opening(command: string, patience?: number): Promise<ExecDevice> {
  const device = await openExec(command, patience);
  opened.push(device);
  return device;
}

/** What is found in a program, must- and policy-level alone. */
async function broken(command: string, runs = 200): Promise<string[]> {
  const { type, transport, open } = await opening(command);
  const judged = await withSuite(type, (suite): Promise<DeviceJudgement> => {
    const own = policies.filter((policy) => typeOf(policy) === type).slice(0, 2);
    return judgeDevice(suite, open, { name: command, transport, seed: 1, runs, policies: own });
  });
  return judged.properties
    .filter(({ verdict, level }) => verdict === 'violated' && level !== 'should')
    .map(({ id }) => id);
}

const ring = ({ registers }: RegisterAccess): void => registers.write('notify', 0, 2, 0);

/** Whether a program is there; where it is not, what is not judged is said once. */
function isThere(program: string, what: string): boolean {
  const found = spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
  if (!found) console.warn(`${program}: not found, so ${what} is not judged`);
  return found;
}

describe.skipIf(!isThere('cc', 'examples/device.c'))('the device in C', () => {
  const build = (fault: string): string => {
    const file = join(folder, fault);
    const flags = ['-Wall', '-Wextra', '-Werror', `-D${fault}`, '-o', file, join(examples, 'device.c')];
    const { stderr } = spawnSync('cc', flags, { encoding: 'utf8' });
    expect(stderr).toBe('');
    return file;
  };

  it.each([
    ['RIGHT', []],
    ['TAKES_ANY_SET', ['device-refuses-invalid-sets']],
    ['KEEPS_QUEUES', ['device-reset-disables-queues']],
  ])('should break what it is built to break: %s', async (fault, ids) => {
    expect(await broken(build(fault), 500)).toEqual(ids);
  });
});

describe.skipIf(!isThere('python3', 'examples/device.py'))('the device in Python', () => {
  it.each([
    ['', []],
    ['takes-any-set', ['device-refuses-invalid-sets']],
  ])('should break what it is told to break: %s', async (fault, ids) => {
    expect(await broken(`python3 '${join(examples, 'device.py')}' ${fault}`)).toEqual(ids);
  });

  it('should refuse a fault that it does not have', () => {
    const { status, stderr } = spawnSync('python3', [join(examples, 'device.py'), 'none'], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([2, 'device.py: none: expected nothing or takes-any-set\n']);
  });
});

describe.runIf(process.platform !== 'win32')('a device of the suite as a program', () => {
  it('should break nothing where it is right', async () => {
    expect(await broken(serving('simulated-net-device'))).toEqual([]);
  });
});

describe.runIf(process.platform !== 'win32')('a program', () => {
  it('should say what device it is, and be asked for its registers', async () => {
    const device = await opening(ringing(':'));
    expect(device).toMatchObject({ type: 'net', transport: 'pci' });
    const { registers } = await device.open();
    expect(registers.read('common', 20, 1)).toBe(7);
    ring({ registers });
  });

  it.each([
    ['none at all', join(folder, 'nothing'), /^ended with exit code 127: .*nothing: not found$/],
    ['one that is no program', `'${path('exec.ts')}'`, /^ended with exit code 126: .*ermission denied/],
    ['one that ends at once', 'exit 3', /^ended with exit code 3$/],
    ['one that says why it ends', 'echo first; echo no disk >&2; exit 1', /^says "first" where device 1/],
    [
      'another version',
      'read x; echo device 2 net pci',
      /"device 2 net pci" where version 1 of the protocol/,
    ],
    ['an unknown type', 'read x; echo device 1 disk pci', /"device 1 disk pci" where one of net, blk, scsi/],
    ['an unknown transport', 'read x; echo device 1 net ccw', /where one of pci, pci-legacy, mmio, mmio-l/],
    ['more than was asked', 'read x; printf "device 1 net pci\\nok\\nok\\n"', /^answers before it is asked$/],
    ['no line', 'cat /dev/zero', /^passes more than 1 MiB without an answer$/],
    ['no answer', 'sleep 1000', /^gives no answer$/],
  ])('should be refused in one line: %s', async (_, command, message) => {
    const refused = openExec(command, 1);
    await expect(refused).rejects.toThrow(NoProgramError);
    await expect(refused).rejects.toThrow(message);
  });

  it.each([
    ['ends', 'echo gone >&2; exit 3', 'ended with exit code 3: gone'],
    ['is killed', 'kill -KILL $$', 'ended by SIGKILL'],
    ['hangs', 'sleep 1000', 'gives no answer'],
    ['says what is no answer', 'echo what', 'says "what" where ok is expected'],
    ['asks for no memory', 'echo memory-read 0 x', 'says "memory-read 0 x" where memory-read ADDRESS LENGTH'],
    ['writes no bytes', 'echo memory-write 0 f', 'says "memory-write 0 f" where memory-write ADDRESS HEX'],
    ['floods', 'yes interrupt', 'passes more than 1 MiB without an answer'],
    ['asks and asks', 'while :; do echo memory-read 0 60000; read x; done', 'passes more than 1 MiB'],
    ['asks and does not listen', 'yes memory-read 0 60000', 'passes more than 1 MiB'],
  ])('should be lost where it %s, and be started again', async (_, deed, message) => {
    const device = await opening(ringing(deed), 1);
    const access = await device.open();
    expect(() => ring(access)).toThrow(DeviceLostError);
    expect(() => access.registers.read('common', 20, 1)).toThrow(`the program ${message}`);
    const { registers } = await device.open();
    expect(registers.read('common', 20, 1)).toBe(7);
  });

  it('should be lost in each run where it does not start again', async () => {
    const once = join(folder, 'once');
    const device = await opening(`[ -e '${once}' ] && exit 9; touch '${once}'; ${ringing('exit 3')}`);
    const access = await device.open();
    expect(() => ring(access)).toThrow('the program ended with exit code 3');
    for (let again = 0; again < 2; again++) {
      const lost = await device.open();
      expect(() => ring(lost)).toThrow('the program ended with exit code 9');
    }
  });

  it('should be lost where it answers a byte with more', async () => {
    const device = await opening(ringing(':').replace('= 7', '= 0x100'));
    const { registers } = await device.open();
    expect(registers.read('common', 0, 4)).toBe(0x100);
    expect(() => registers.read('common', 20, 1)).toThrow(
      'says "= 0x100" where = VALUE of 1 bytes is expected',
    );
  });

  it('should read and write the memory of its driver, which is zero again after a reset', async () => {
    const device = await opening(
      ringing(
        'echo memory-write 0x100 0a0B; echo memory-read 255 4; read found; echo interrupt; echo memory-write 512 $found',
      ),
    );
    const { memory, registers } = await device.open();
    memory?.write(255, Uint8Array.of(9));
    ring({ registers });
    expect(memory?.read(512, 4)).toEqual(Uint8Array.of(9, 10, 11, 0));
    expect((await device.open()).memory?.read(255, 4)).toEqual(new Uint8Array(4));
  });

  it('should find nothing where there is no memory', async () => {
    const { memory } = await (await opening(ringing(':'))).open();
    const end = 32 * 2 ** 20;
    memory?.write(end - 1, Uint8Array.of(1, 2));
    memory?.write(end, Uint8Array.of(3));
    expect(memory?.read(end - 1, 3)).toEqual(Uint8Array.of(1, 0, 0));
  });

  it('should let bytes come in', async () => {
    const device = await opening(
      ringing(':').replace('*) echo ok', 'deliver) echo memory-write 0 $region; echo ok;; *) echo ok'),
    );
    const { deliver, memory } = await device.open();
    deliver?.(Uint8Array.of(1, 255));
    expect(memory?.read(0, 2)).toEqual(Uint8Array.of(1, 255));
  });

  it('should be none of the other where there are two', async () => {
    const [one, other] = [await opening(ringing('exit 1')), await opening(ringing(':'))];
    const [lost, kept] = [await one.open(), await other.open()];
    expect(() => ring(lost)).toThrow(DeviceLostError);
    ring(kept);
  });

  it('should be gone with all that it started once it is closed, and leave no file', async () => {
    const file = join(folder, 'pids');
    vi.stubEnv('TMPDIR', mkdtempSync(join(folder, 'tmp-')));
    const device = await openExec(`sleep 1000 & echo $! > '${file}'; ${ringing(':')}`);
    expect(readdirSync(tmpdir())).toEqual([]);
    vi.unstubAllEnvs();
    const pid = Number(readFileSync(file, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    await device.close();
    await until(() => !isAlive(pid));
  });

  it('should not outlive whoever judges it', async () => {
    const file = join(folder, 'orphans');
    const program = join(folder, 'program.sh');
    writeFileSync(program, `sleep 1000 & echo $! > '${file}'; ${ringing(':')}`);
    const judging = `
      const { openExec } = await import(${JSON.stringify(path('../../dist/src/subjects/exec.js'))});
      await openExec(${JSON.stringify(`sh '${program}'`)});
      process.kill(process.pid, 'SIGKILL');`;
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', judging]).signal).toBe('SIGKILL');
    const pid = Number(readFileSync(file, 'utf8'));
    await until(() => !isAlive(pid));
  });
});
