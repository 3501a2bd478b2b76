import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { tracedAgain } from '../judge/drivers/driven.ts';
import { type DriverJudgement, judgeDriver } from '../judge/drivers/judge-driver.ts';
import { driverReport, driverSummary } from '../report/driver-report.ts';
import { renderText } from '../report/text.ts';
import type { Run } from '../run/run.ts';
import { netSuite } from '../suites/net.ts';
import { NoProgramError } from './exec.ts';
import { type ExecDriver, openExecDriver } from './exec-driver.ts';

const example = fileURLToPath(new URL('../../examples/driver.py', import.meta.url));

const opened: ExecDriver[] = [];
afterEach(async () => {
  for (const driver of opened.splice(0)) await driver.close();
});

async function judged(command: string, runs = 0, patience?: number) {
  const driver = await openExecDriver(command, patience);
  opened.push(driver);
  return judgeDriver(netSuite, { ...driver, name: command, seed: 1, runs });
}

const broken = ({ properties }: DriverJudgement<Run>): string[] =>
  properties.filter(({ verdict, level }) => verdict === 'violated' && level !== 'should').map(({ id }) => id);

/** A driver in a shell that does something when it is to probe. */
const probing = (deed: string): string =>
  `while read word rest; do case $word in virtio-conformance) echo driver 1 net mmio;; *) ${deed};; esac; done`;

const hasPython = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0;
if (!hasPython) console.warn('python3: not found, so examples/driver.py is not judged');

describe.skipIf(!hasPython)('the driver in Python', () => {
  it('should break no rule that its accesses show, of its rings too', async () => {
    const judgement = await judged(`python3 '${example}'`, 300);
    expect(broken(judgement)).toEqual([]);
    expect(judgement.verdict).toBe('holds');
    const known = (id: string) => judgement.properties.find((one) => one.id === id);
    expect(known('features-ok-before-driver-ok')?.verdict).toBe('holds');
    expect(known('small-ring-marked')?.verdict).toBe('unknown');
  });

  it('should refuse a fault that it does not have', () => {
    const { status, stderr } = spawnSync('python3', [example, 'skips'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, 'driver.py: skips: expected nothing or skips-features-ok\n']);
  });

  it('should be caught where a fault is built in, on the smallest device', async () => {
    const judgement = await judged(`python3 '${example}' skips-features-ok`);
    expect(broken(judgement)).toContain('features-ok-before-driver-ok');
    const found = judgement.properties.find(({ id }) => id === 'features-ok-before-driver-ok')?.findings;
    const round = { offer: VERSION_1, sizes: [1, 1, 0], acceptance: { kind: 'accepts' } };
    expect(found?.map(({ scenario: { rounds } }) => rounds)).toEqual([[round]]);
    const { deviceType } = netSuite;
    const blocks = driverReport(
      judgement,
      {
        runOf: ({ scenario, events }) =>
          deviceType.read(scenario, tracedAgain(scenario, events), deviceType.deviceOf(scenario)),
        replay: () => ['again'],
      },
      false,
    );
    const text = renderText(blocks, { width: 80, colour: false });
    expect(text.replaceAll(/\s+/g, ' ')).toContain('DRIVER_OK comes without FEATURES_OK before it');
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
    expect(driverSummary(judgement)).toContain('breaks features-ok-before-driver-ok');
  });
});

describe('a driver that is no driver', () => {
  it.each([
    ['no-such-program', 'ended with exit code 127'],
    ['cat', 'says "virtio-conformance 1" where driver 1 TYPE TRANSPORT is expected'],
    ['echo driver 2 net pci', 'says "driver 2 net pci" where version 1 of the protocol is expected'],
    ['echo device 1 net pci', 'says "device 1 net pci" where driver 1 TYPE TRANSPORT is expected'],
    ['sleep 100', 'gives no answer'],
  ])('should be refused in one line: %s', async (command, message) => {
    const error = await openExecDriver(command, 1).catch((reason) => reason);
    expect(error).toBeInstanceOf(NoProgramError);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
  });

  it.each([
    ['exit 3', 'the program ended with exit code 3'],
    ['echo hello', 'the program says "hello" where live, failed or an access of the tables is expected'],
    [
      'echo read mmio 0 3',
      'the program says "read mmio 0 3" where live, failed or an access of the tables is expected',
    ],
    [
      'echo read isr 0 1',
      'the program says "read isr 0 1" where live, failed or an access of the tables is expected',
    ],
    [
      'echo write mmio 112 1 256',
      'the program says "write mmio 112 1 256" where live, failed or an access of the tables is expected',
    ],
    ['sleep 100', 'the program gives no answer'],
  ])('should break what anybody expects, and be started again: %s', async (deed, because) => {
    const judgement = await judged(probing(deed), 0, 1);
    expect(broken(judgement)).toEqual(['driver-ends-its-probe']);
    const found = judgement.properties.find(({ id }) => id === 'driver-ends-its-probe');
    expect(found?.findings.map((finding) => finding.because)).toEqual([because]);
    // No more is asked of it after so many times.
    expect(found?.violations).toBe(10);
    expect(judgement.cut).toBe(true);
  });

  it('should break it where it floods', async () => {
    const judgement = await judged(probing('while :; do echo write mmio 4096 4 0; done'));
    expect(broken(judgement)).toContain('driver-ends-its-probe');
  });
});
