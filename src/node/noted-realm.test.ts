import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isJudged, type JudgedTypeName } from '../../spec/device-types.ts';
import { Core, type Environment } from '../driver/core.ts';
import type { Outcome } from '../driver/outcome.ts';
import { type Policy, runProbe } from '../driver/policy.ts';
import { type Expression, evaluate, describe as inWords } from '../exact/expression.ts';
import { instrument } from '../exact/instrument.ts';
import { noting, plainOf, Sized, sized } from '../exact/sized.ts';
import { profilesOf } from '../judge/sweep.ts';
import { policies } from '../policies/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import { Recorder } from '../transport/recorder.ts';
import type { DriverTransport } from '../transport/transport.ts';
import { blkEnvironment } from '../types/blk/environment.ts';
import { blkPlanFault } from '../types/blk/plan.ts';
import { consoleEnvironment } from '../types/console/environment.ts';
import { consolePlanFault } from '../types/console/plan.ts';
import type { Profile } from '../types/device-type.ts';
import { netEnvironment } from '../types/net/environment.ts';
import { netPlanFault } from '../types/net/plan.ts';
import { scsiEnvironment } from '../types/scsi/environment.ts';
import { scsiPlanFault } from '../types/scsi/plan.ts';
import { deviceTypes } from '../types/types.ts';
import { probeRealm } from './fixtures/probe-realm.ts';

const realm = probeRealm();

const environments = {
  net: netEnvironment,
  blk: blkEnvironment,
  scsi: scsiEnvironment,
  console: consoleEnvironment,
};
const planFaults = { net: netPlanFault, blk: blkPlanFault, scsi: scsiPlanFault, console: consolePlanFault };

/** The type of a scenario, whose drivers are judged. */
function judgedType({ type }: Scenario): JudgedTypeName {
  if (isJudged(type)) return type;
  throw new Error(`no driver of virtio-${type} is judged`);
}

/** A step of a probe: what was done, with which numbers, and what came of it, where these may hang on sizes. */
type Step = readonly [name: string, given: readonly unknown[], result: unknown];

/** A driver's view of the device of a scenario, which writes every step down; `isSized`: the sizes of its queues are noted. */
function watched(scenario: Scenario, steps: Step[], isSized: boolean): DriverTransport {
  const device = deviceTypes[scenario.type].deviceOf(scenario);
  return new Proxy(new Recorder(device, new Trace()), {
    get:
      (recorder, name: keyof DriverTransport) =>
      (...given: unknown[]) => {
        const plain = given.map((value) => (value instanceof Sized ? value.$value : value));
        const result: unknown = Reflect.apply(recorder[name], recorder, plain);
        const isSize = isSized && (name === 'readQueueSize' || name === 'peekQueueSize');
        const told = isSize ? sized(Number(plain[0]), Number(result)) : result;
        steps.push([name, given.map(expressed), expressed(told)]);
        return told;
      },
  });
}

/** What a Sized hangs on, at any depth; anything else as it is. */
function expressed(value: unknown): unknown {
  if (value instanceof Sized) return { expression: value.$expression };
  if (Array.isArray(value)) return Array.from(value, expressed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, expressed(part)]));
}

/** The same where the rings have such sizes. */
function resolved(value: unknown, sizes: readonly number[]): unknown {
  if (Array.isArray(value)) return value.map((part: unknown) => resolved(part, sizes));
  if (typeof value !== 'object' || value === null) return value;
  if ('expression' in value) return evaluate(value.expression as Expression, sizes);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part, sizes)]));
}

interface Probed {
  readonly steps: readonly Step[];
  readonly outcome: unknown;
}

/** What a driver knows of the device of a scenario. */
const environmentOf = (scenario: Scenario): Environment => {
  const make: (scenario: never) => Environment = environments[judgedType(scenario)];
  return make(scenario as never);
};

function probed(policy: Policy, scenario: Scenario): Probed {
  const steps: Step[] = [];
  const core = new Core(watched(scenario, steps, false), environmentOf(scenario));
  return { steps, outcome: expressed(runProbe(policy, core, planFaults[judgedType(scenario)])) };
}

type Question = readonly [question: Expression, answer: boolean];

function noted(
  policy: Policy,
  scenario: Scenario,
  make: (outcome: Outcome) => unknown = expressed,
): Probed & { readonly questions: readonly Question[] } {
  const steps: Step[] = [];
  const questions: Question[] = [];
  const outcome = noting(
    (question, answer) => questions.push([question, answer]),
    () => {
      const core = new realm.Core(watched(scenario, steps, true), environmentOf(scenario));
      return make(realm.runProbe(policy, core, realm.planFaults[judgedType(scenario)]));
    },
  );
  return { steps, outcome, questions };
}

const size = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.constantFrom(32, 33, 34, 64, 65, 256, 1024, 32768, 32769, 65535),
  fc.nat(32768),
);

/** A scenario of the sweep with rings of such sizes. */
function sweptWith(type: Scenario['type'], profile: Profile, sizes: readonly number[]): Scenario {
  const scenario = deviceTypes[type].sweptScenario(profile, 1);
  return { ...scenario, rounds: scenario.rounds.map((round) => ({ ...round, sizes })) };
}

/** Sizes of all queues of a device: of a network device each its own; of others, whose queues have no fixed places, all alike. */
const sizesOf = (type: Scenario['type']): fc.Arbitrary<readonly number[]> =>
  type === 'net'
    ? fc.tuple(size, size, size)
    : size.map((every) => Array.from({ length: deviceTypes[type].mostQueues(exampleOf(type)) }, () => every));

const exampleOf = (type: Scenario['type']): Scenario => {
  const [profile] = profilesOf(deviceTypes[type].offers);
  if (!profile) throw new Error('no profile');
  return deviceTypes[type].sweptScenario(profile, 16);
};

describe('a built-in policy in the realm that notes', () => {
  it.each(policies.map(({ id }) => id))(
    'should do for all sizes that answer alike what %s does',
    async (id) => {
      const plain = policies.find((policy) => policy.id === id);
      const own = await realm.policy(id);
      const { type = 'net' } = own;
      if (!plain) throw new Error('no policy');
      const profile = fc.constantFrom(...profilesOf(deviceTypes[type].offers));
      const others = fc.array(sizesOf(type), { minLength: 6, maxLength: 6 });
      fc.assert(
        fc.property(profile, sizesOf(type), others, (swept, sizes, more) => {
          const { steps, outcome, questions } = noted(own, sweptWith(type, swept, sizes));
          for (const other of [sizes, ...more]) {
            if (questions.some(([question, answer]) => (evaluate(question, other) !== 0) !== answer))
              continue;
            expect(resolved({ steps, outcome }, other)).toEqual(probed(plain, sweptWith(type, swept, other)));
          }
        }),
        { numRuns: 200, seed: 17 },
      );
    },
  );

  it('should end with plain numbers where these are asked for', async () => {
    const scenario = exampleOf('net');
    const { outcome, questions } = noted(await realm.policy('recommended'), scenario, plainOf);
    const [plain] = policies
      .filter(({ id }) => id === 'recommended')
      .map((policy) => probed(policy, scenario));
    expect(outcome).toEqual(plain?.outcome);
    const asked = questions.map(([question]) => inWords(question, ['receive', 'transmit', 'control']));
    expect(asked.length).toBeLessThan(20);
    expect(asked).toContain('receive === 16');
  });

  it('should be that of another kernel where its id says so', async () => {
    const own = await realm.policy('linux-mainline@6.1');
    expect([own.id, own.kernel?.version]).toEqual(['linux-mainline@6.1', '6.1']);
  });
});

describe('a policy file in the realm that notes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtio-noted-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  let bad = 0;
  const importing = "import { netPolicy } from 'virtio-conformance';\n";
  const probing = (body: string): string =>
    `${importing}export default netPolicy({ id: 'mine', title: 'Mine', probe(net) {\n${body}\nreturn net.goLive(); } });\n`;
  const asked = async (path: string): Promise<readonly string[]> =>
    noted(await realm.policy(path), exampleOf('net')).questions.map(
      ([question, answer]) => `${inWords(question, ['receive', 'transmit', 'control'])}: ${answer}`,
    );
  const find = 'net.negotiate(); const [receive = 0, transmit = 0] = net.findQueues();';

  it('should note what TypeScript and the modules that it imports ask', async () => {
    file('odd.ts', 'export const isOdd = (size: number): boolean => size % 97 === 5;\n');
    const path = file(
      'mine.ts',
      `import { isOdd } from './odd.js';\n${probing(`${find}\nconst small: boolean = receive > transmit;\nif (isOdd(receive) || small) return net.fail('odd');`)}`,
    );
    expect(await asked(path)).toEqual(
      expect.arrayContaining(['receive % 97 === 5: false', 'receive > transmit: false']),
    );
  });

  it('should note what CommonJS asks', async () => {
    file('limit.js', 'exports.limit = 777;\n');
    const path = file(
      'mine.cjs',
      `#!/usr/bin/env node\nconst { netPolicy } = require('virtio-conformance');\nconst { limit } = require('./limit.js');\nmodule.exports = netPolicy({ id: 'mine', title: 'Mine', probe(net) { ${find} return receive === limit ? net.fail('bad') : net.goLive(); } });\n`,
    );
    expect(await asked(path)).toContain('receive === 777: false');
  });

  it('should be read anew each time', async () => {
    const path = file('changing.ts', probing(`${find}\nif (receive === 5) return net.fail('five');`));
    const before = await asked(path);
    file('changing.ts', probing(`${find}\nif (receive === 6) return net.fail('six');`));
    expect([before, await asked(path)]).toEqual([
      expect.arrayContaining(['receive === 5: false']),
      expect.arrayContaining(['receive === 6: false']),
    ]);
  });

  it('should note what is asked of a list in JSON', async () => {
    file('bad.json', '[777, 16]\n');
    const path = file(
      'json.ts',
      `import bad from './bad.json';\n${probing(`${find}\nif (bad.includes(receive)) return net.fail('listed');`)}`,
    );
    expect(await asked(path)).toEqual(
      expect.arrayContaining(['receive === 777: false', 'receive === 16: true']),
    );
  });

  it('should be told where it never ends', async () => {
    const path = file('endless.ts', probing('for (;;) net.core.readStatus();'));
    expect(noted(await realm.policy(path), exampleOf('net')).outcome).toMatchObject({ endless: true });
  });

  it('should crash in the line where the file does', async () => {
    const path = file(
      'crash.ts',
      probing(`${find}\nif (receive === 16)\n  throw new RangeError('sixteen');`),
    );
    expect(noted(await realm.policy(path), exampleOf('net')).outcome).toEqual({
      kind: 'crashed',
      reason: 'RangeError: sixteen (crash.ts:5)',
    });
  });

  it.each([
    ["import { cpus } from 'node:os';\ncpus();", 'imports node:os'],
    ['eval("1");', 'bad-2.ts:2: eval'],
    ['const { $value } = {};', 'bad-3.ts:2: the name $value'],
    ['process.exit();', 'process'],
    ['new Function("return 1");', 'new Function'],
    ['(function* () {}).constructor("yield 1");', 'new Function'],
    ['new Proxy({}, {});', 'new Proxy'],
    ['structuredClone([1]);', 'structuredClone'],
  ])('should not be loaded where it does what cannot be noted: %s', async (text, message) => {
    const path = file(`bad-${++bad}.ts`, `${importing}${text}\n${probing('').replace(importing, '')}`);
    await expect(realm.policy(path)).rejects.toThrow(message);
  });

  it('should not be noted where its probe does so, though it catches that', async () => {
    const path = file('caught.ts', probing(`${find}\ntry { setTimeout(() => {}, 1); } catch {}`));
    const policy = await realm.policy(path);
    expect(() => noted(policy, exampleOf('net'))).toThrow('setTimeout');
  });
});

describe('what was instrumented when the package was built', () => {
  it('should be the modules beside it', () => {
    const dist = new URL('../../dist/', import.meta.url);
    const read = (path: string): string => readFileSync(new URL(path, dist), 'utf8');
    const codes: Record<string, string> = JSON.parse(read('src/node/noted-suite.json'));
    expect(Object.keys(codes).length).toBeGreaterThan(100);
    for (const [path, code] of Object.entries(codes)) expect(code, path).toBe(instrument(read(path), path));
  });
});
