import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { netProperties } from '../properties/net/index.ts';
import { deviceSubject } from './cli/device-subjects.ts';
import { judgesOver } from './judge/devices/judged-device.ts';
import { recommended } from './policies/recommended.ts';
import { netSuite } from './suites/net.ts';
import { describeDevice, describePolicy } from './vitest.ts';

// The examples: one green test a property.
describePolicy(recommended);
const { open } = await deviceSubject('simulated-net-device', 'pci');
describeDevice('a device that is right', netSuite, open, { runs: 200 });

const sources = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The tests of a project that judges a policy which gives up at once, and one that forgets a recommendation. */
const project = `
import { describeDevice, describePolicy } from '${sources('./vitest.ts')}';
import { blkPolicies, netSuite, policies, policy } from '${sources('./index.ts')}';

describePolicy(policy({
  id: 'coward',
  title: 'Gives up before it looks',
  probe: (core) => core.fail('no'),
}));

describePolicy(policy({
  id: 'filed',
  title: 'As cowardly, in a file',
  probe: (core) => core.fail('no'),
}), { file: 'src/filed.ts', rings: [16], runs: 0, properties: ['served-where-it-can-be'] });

const mainline = policies.find(({ id }) => id === 'linux-mainline');
describePolicy(mainline, { rings: [16], runs: 0, transports: ['pci'], properties: ['small-ring-marked'] });

const nothing = { registers: { read: () => 0, write: () => {} } };
const known = (property) => ({ expected: [{ property, because: 'nobody is there' }] });
describeDevice('nothing', netSuite, () => nothing, { runs: 20, subject: 'exec:./nothing' });
describeDevice('known', netSuite, () => nothing, { runs: 20, expect: known('device-offers-version-1') });
describeDevice('better', netSuite, () => nothing, { runs: 20, expect: known('device-offer-closed') });
describeDevice('other', netSuite, () => nothing, { runs: 0, policies: [], wrong: [], expect: { type: 'blk', sizes: [256] } });
describeDevice('unasked', netSuite, () => nothing, { runs: 0, policies: [], wrong: [] });

const blkLinux = blkPolicies.find(({ id }) => id === 'blk-linux');
describePolicy(blkLinux, { rings: [16, 256], runs: 50 });
`;

describe('describePolicy, in the tests of a project', () => {
  let folder = '';
  let ended: Ended;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'virtio-vitest-'));
    writeFileSync(join(folder, 'policies.test.ts'), project);
    ended = await runTests(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('should fail the test of a violated property, and tell rule, clause, what was seen and the scenario', () => {
    const { status, failureMessages } = ended.of('coward', 'served-where-it-can-be');
    expect(status).toBe('failed');
    expect(failureMessages[0]).toMatch(/coward breaks served-where-it-can-be \(policy\) in \d+ of \d+ runs/);
    expect(failureMessages[0]).toMatch(
      /Expected: Where peek exists, [\s\S]*\n +Rule: A small ring costs .*\n[\s\S]*Smallest: pci.*\n +Seen: /,
    );
    expect(failureMessages[0]).toMatch(/npx virtio-conformance explain FILE '\{"rounds":.*"sizes":\[.*\}'/);
  });

  it('should replay from the file of the policy where that is named', () => {
    const { failureMessages } = ended.of('filed', 'served-where-it-can-be');
    expect(failureMessages[0]).toMatch(/Replay: npx virtio-conformance explain src\/filed\.ts '/);
  });

  it('should point at the call of describePolicy, which names the policy', () => {
    expect(ended.stderr).toContain('❯ policies.test.ts:5:1');
  });

  it('should skip the test of a property that no run exercised, and say so', () => {
    expect(ended.of('coward', 'no-control-queue-below-2').status).toMatch(/skipped|pending/);
    expect(ended.stdout).toContain('[never exercised: no-control-queue-below-2]');
  });

  it('should pass where the property holds', () => {
    expect(ended.of('coward', 'probe-ends').status).toBe('passed');
  });

  it('should only warn where a recommendation is not followed', () => {
    expect(ended.of('linux-mainline', 'small-ring-marked').status).toBe('passed');
    expect(ended.stderr).toMatch(/linux-mainline breaks small-ring-marked \(should\) in \d+ of \d+ runs/);
  });

  it('should judge a virtio-blk policy by the properties of its device', () => {
    expect(ended.of('blk-linux', 'request-fits-queue').status).toBe('passed');
    expect(ended.idsOf('blk-linux')).not.toContain('served-where-it-can-be');
  });

  it('should have a test for every property of the driver, or for the chosen ones', () => {
    const ids = netProperties.filter(({ side }) => side === 'driver').map(({ id }) => id);
    expect(ended.idsOf('coward')).toEqual(ids);
    expect(ended.idsOf('linux-mainline')).toEqual(['small-ring-marked']);
  });

  it('should fail the test of what a device violates, with the fewest steps and the command that replays them', () => {
    const { status, failureMessages } = ended.of('nothing', 'device-offers-version-1');
    expect(status).toBe('failed');
    expect(failureMessages[0]).toMatch(/device-offers-version-1 \(must\): violated in \d+ of \d+ runs/);
    expect(failureMessages[0]).toMatch(
      /Rule: .*\n[\s\S]*Replay: npx virtio-conformance device exec:\.\/nothing --steps '?offer-read/,
    );
    expect(ended.of('nothing', 'device-offer-closed').status).toBe('passed');
  });

  it('should only warn where a device departs from a recommendation, or was expected to fail', () => {
    expect(ended.of('nothing', 'device-keeps-status').status).toBe('passed');
    expect(ended.stderr).toMatch(/device-keeps-status \(should\): departed from in/);
    expect(ended.of('known', 'device-offers-version-1').status).toBe('passed');
  });

  it('should fail where a device keeps what it was expected to break', () => {
    const { failureMessages } = ended.of('better', 'device-offer-closed');
    expect(failureMessages[0]).toContain(
      'better keeps device-offer-closed, which was expected to fail: nobody is there',
    );
  });

  it('should fail where a device is not what its declaration says', () => {
    const { status, failureMessages } = ended.of('other', 'device-is-as-declared');
    expect(status).toBe('failed');
    expect(failureMessages.join()).toContain('it is of virtio-net, and declared as virtio-blk');
    expect(failureMessages.join()).toContain('its virtqueues are of no size, and declared as 256');
  });

  it('should fail where a device was asked nothing', () => {
    expect(ended.of('unasked', 'device-offers-version-1').status).toMatch(/skipped|pending/);
    expect(ended.of('unasked', 'was asked what binds it').failureMessages[0]).toContain(
      'unasked was asked nothing that binds it',
    );
    expect(ended.of('nothing', 'was asked what binds it').status).toBe('passed');
  });

  it('should have a test for every property of the device that is in force over its transport', () => {
    const ids = netProperties.filter(judgesOver('pci')).map(({ id }) => id);
    expect(ended.idsOf('nothing')).toEqual([...ids, 'device-keeps-answering', 'was asked what binds it']);
  });
});

describe('the properties that describeDevice expects to fail', () => {
  it('should be such that there are', () => {
    const expected = [{ property: 'device-flies', because: 'it does not' }];
    expect(() => describeDevice('mine', netSuite, open, { expect: { expected } })).toThrow(
      'describeDevice(mine): expect: "device-flies" is unknown; known are ',
    );
  });
});

describe('the policy of describePolicy', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['recommended', 'recommended'],
    [{ id: 'mine' }, 'an object without id or probe'],
  ])('should be refused where it is %j', (policy, found) => {
    // As JavaScript would call it.
    expect(() => Reflect.apply(describePolicy, undefined, [policy])).toThrow(
      new TypeError(`describePolicy: expected a policy, found ${found}`),
    );
  });
});

describe('options of describePolicy', () => {
  it.each([
    [{ rings: [16, -1] }, 'rings: expected whole numbers from 0 to 65535, found -1'],
    [{ runs: 0.5 }, 'runs: expected whole numbers from 0 to 9007199254740991, found 0.5'],
    [{ runs: 0, rings: [] }, 'neither runs nor rings: nothing to judge'],
    [{ properties: ['probe-begins'] }, 'properties: "probe-begins" is unknown; known are '],
    [{ transports: [] }, 'transports: expected at least one of '],
  ])('should refuse %j', (options, message) => {
    expect(() => describePolicy(recommended, options)).toThrow(`describePolicy(recommended): ${message}`);
  });
});

// --- internal ---

const results = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          ancestorTitles: z.array(z.string()),
          title: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()),
        }),
      ),
    }),
  ),
});

type Result = z.infer<typeof results>['testResults'][number]['assertionResults'][number];

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  of(policy: string, property: string): Result;
  idsOf(policy: string): string[];
}

/** Runs the tests in a folder as a process of its own. */
async function runTests(folder: string): Promise<Ended> {
  const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '../vitest.mjs');
  const file = join(folder, 'results.json');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [vitest, 'run', '--root', folder, '--reporter=verbose', '--reporter=json', `--outputFile.json=${file}`],
    { env: { ...process.env, NO_COLOR: '1' } },
  ).catch((error: unknown) => z.object({ stdout: z.string(), stderr: z.string() }).parse(error));
  const all = results
    .parse(JSON.parse(readFileSync(file, 'utf8')))
    .testResults.flatMap((r) => r.assertionResults);
  const testsOf = (policy: string) => all.filter((r) => r.ancestorTitles[0] === policy);
  return {
    stdout,
    stderr,
    of: (policy, property) => {
      const found = testsOf(policy).find(
        ({ title }) => title === property || title.startsWith(`${property}: `),
      );
      if (!found) throw new Error(`no test of ${policy} for ${property}`);
      return found;
    },
    idsOf: (policy) => testsOf(policy).map(({ title }) => title.split(':', 1)[0] ?? ''),
  };
}
