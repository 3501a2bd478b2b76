import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { scenarioOn } from '../report/fixtures/judgement.ts';
import { type Ended, tiny, workshop } from './fixtures/command-line.ts';

const { cli, file } = workshop();

/** Judged beside each bad policy: what it does must not touch others. */
const GOOD = 'recommended';
const judged = ['--properties', 'probe-ends,rounds-bounded', '--json', '--against', 'none', ...tiny] as const;

const judgement = z.object({
  subjects: z.array(
    z.object({
      id: z.string(),
      verdict: z.string(),
      properties: z.array(
        z.object({
          id: z.string(),
          verdict: z.string(),
          counterexample: z.object({ because: z.string(), asSeen: z.boolean().optional() }).optional(),
        }),
      ),
    }),
  ),
});

/** By the id of each property. */
const verdictsOf = ({ properties }: z.infer<typeof judgement>['subjects'][number]): Map<string, string> =>
  new Map(properties.map(({ id, verdict }) => [id, verdict]));

const probing = (probe: string, id = 'bad'): string =>
  `export default { id: '${id}', title: 'Bad', ${probe} };`;

/** No stack trace, no unhandled error of Node.js. */
const expectCalm = ({ stderr }: Ended): void => {
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toContain('internal error');
};

/** Holds its thread for ever, and costs the tests beside it nothing. */
const BLOCKS = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';

describe.concurrent('a policy file that cannot be had', () => {
  it.each([
    ['throws', `throw new Error('no luck today');`, 'does not load: no luck today'],
    ['imports what is not there', `import './nothing.mjs';`, 'does not load: Cannot find module'],
    [
      'exports nothing',
      'const x = 1;',
      'expected a policy as default export or as export "policy", but nothing is exported',
    ],
    [
      'exports no policy',
      'export const x = 1; export default 5;',
      'expected a policy as default export or as export "policy", found the exports default (number "5") and x',
    ],
    [
      'exports no probe',
      `export default { id: 'bad', title: 'Bad' };`,
      'probe: expected a function (netPolicy, blkPolicy and scsiPolicy make a policy from id, title and probe), found none',
    ],
    [
      'has a strange id',
      probing(`probe() {}`).replace(`'bad'`, `'Bad Id'`),
      'id: expected lower-case words such as',
    ],
    ['ends the process', 'process.exit(0);', 'does not load: ended its thread (process.exit?)'],
    ['waits for ever', 'await new Promise(() => {});', 'does not load: waits for ever'],
    ['never comes to an end', BLOCKS, 'does not load: never ended: stopped after 20 s of waiting'],
    ['throws what cannot be asked', 'throw Object.create(null);', 'does not load: threw another object'],
  ])('should be refused where it %s', async (what, text, message) => {
    const name = file(`load-${what.replaceAll(' ', '-')}.mjs`, text);
    const [ended, explained] = await Promise.all([
      cli('judge', name, ...tiny),
      cli('explain', name, JSON.stringify(scenarioOn(16))),
    ]);
    expect(ended.stderr).toContain(`${name}: ${message}`);
    expect(ended).toMatchObject({ code: 64, stdout: '' });
    expectCalm(ended);
    expect(explained).toMatchObject({ code: 64, stdout: '' });
    expect(explained.stderr).toContain(message);
  });
});

describe('a policy file with an id of a million characters', () => {
  it('should be judged, and what breaks it saved under the beginning of that', async () => {
    const text = probing('probe() { return 5; }').replace(`id: 'bad'`, `id: 'a'.repeat(1e6)`);
    const ended = await cli('judge', file('endless-id.mjs', text), ...judged, '--save', 'saved');
    expect(judgement.parse(JSON.parse(ended.stdout)).subjects[0]?.id).toHaveLength(1e6);
    expect(readdirSync('saved').some((name) => /^a{100}-[0-9a-f]{12}--probe-ends\.json$/.test(name))).toBe(
      true,
    );
    expect(ended.code).toBe(1);
  });
});

describe.concurrent('a policy file with a syntax error', () => {
  it('should be refused with line and column first', async () => {
    const name = file('syntax.ts', `export default {\n  id: 'bad' probe() {},\n};`);
    const ended = await cli('judge', name, ...tiny);
    expect(ended).toMatchObject({ code: 64, stdout: '' });
    expect(ended.stderr).toBe(`${name}:2:13: syntax error: unexpected token, expected ","\n`);
  });

  it('should be told from the file that loads it', async () => {
    file('wrong.ts', 'const x: = 3;');
    const name = file('loader.ts', `import './wrong.ts';`);
    const { stderr } = await cli('judge', name, ...tiny);
    expect(stderr).toBe(`wrong.ts:1:10: syntax error: unexpected token (loaded by ${name})\n`);
  });
});

describe('a folder instead of a policy file', () => {
  it('should be refused as one', async () => {
    const { code, stderr } = await cli('judge', '.', ...tiny);
    expect([code, stderr]).toEqual([64, '.: found a directory, expected a file that exports a policy\n']);
  });
});

const ENDS = 'Broken: probe-ends (policy)';

describe('a policy that misbehaves', () => {
  const notMadeSmaller = ['spins', 'waits', 'ends the process', 'eats its memory'];
  const policies = [
    ['throws', `probe() { throw new Error('boom'); }`, 'Error: boom'],
    [
      'spins',
      'probe(core) { for (;;) try { core.readStatus(); } catch {} }',
      'never ended: stopped after 8 s of processor time, alone',
    ],
    ['waits', `probe() { ${BLOCKS} }`, 'never ended: stopped after 8 s of waiting, alone'],
    ['gives nonsense', 'probe() { return 42; }', 'returned number 42'],
    ['gives a promise', `async probe(core) { return core.fail('x'); }`, 'returned a promise'],
    [
      'uses the device later',
      `probe(core) { setTimeout(() => core.readStatus(), 20); return core.fail('x'); }`,
      'used the device after its probe had ended',
    ],
    [
      'keeps the core for the next probe',
      `probe(core) { globalThis.kept?.readStatus(); globalThis.kept = core; return core.fail('x'); }`,
      'used the device after its probe had ended',
    ],
    [
      'throws later',
      `probe(core) { setTimeout(() => { throw new Error('late'); }, 0); return core.fail('x'); }`,
      'late',
    ],
    ['ends the process', 'probe() { process.exit(0); }', 'ended the thread that it ran in'],
    [
      'ends the process later',
      `probe(core) { setTimeout(() => process.exit(0), 5); return core.fail('x'); }`,
      'it ended the thread that it ran in',
    ],
    [
      'goes on in microtasks for ever',
      `probe(core) { const on = () => queueMicrotask(on); on(); return core.fail('x'); }`,
      'left something behind that goes on after its probe has ended (Microtask)',
    ],
    [
      'goes on in a promise',
      `probe(core) { Promise.resolve().then(() => {}); return core.fail('x'); }`,
      'left something behind that goes on after its probe has ended (PROMISE)',
    ],
    [
      'leaves a timer behind',
      `probe(core) { setInterval(() => {}, 1); return core.fail('x'); }`,
      'left something behind that goes on after its probe has ended (Timeout)',
    ],
    [
      'throws a bare object later',
      `probe(core) { setImmediate(() => { throw Object.create(null); }); return core.fail('x'); }`,
      'it threw outside its probe: threw another object',
    ],
    [
      'throws what throws when asked',
      `probe() { throw new Proxy(new Error(), { get() { throw 1; } }); }`,
      'the probe crashed',
    ],
    [
      'eats its memory',
      'probe() { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())); }',
      'used up the memory that it may have',
    ],
  ] as const;
  let ended: Ended;
  beforeAll(async () => {
    const files = policies.map(([what, probe]) => {
      const id = what.replaceAll(' ', '-');
      return file(`${id}.mjs`, probing(probe, id));
    });
    ended = await cli('judge', ...files, GOOD, ...judged, '--jobs', '4');
  });

  it('should not hinder the judgement of those beside it', () => {
    expectCalm(ended);
    expect(ended.code).toBe(1);
    const { subjects } = judgement.parse(JSON.parse(ended.stdout));
    expect(subjects.filter(({ verdict }) => verdict !== 'violated')).toMatchObject([
      { id: GOOD, verdict: 'holds' },
    ]);
    expect(subjects).toHaveLength(policies.length + 1);
  });

  it.each(policies)('should break probe-ends where it %s', (what, _, because) => {
    const { subjects } = judgement.parse(JSON.parse(ended.stdout));
    const [subject] = subjects.filter(({ id }) => id === what.replaceAll(' ', '-'));
    const broken = subject?.properties.find(({ id }) => id === 'probe-ends');
    expect(broken?.counterexample?.because).toContain(because);
    expect(broken?.counterexample?.asSeen ?? false).toBe(notMadeSmaller.includes(what));
  });

  it('should be told under a heading of its own where it throws, with the place', async () => {
    const text = `export default {\n  id: 'bad',\n  title: 'Bad',\n  probe() {\n    throw new Error('boom');\n  },\n};\n`;
    const { code, stdout } = await cli('judge', file('placed.mjs', text), '--details', ...tiny);
    expect(code).toBe(1);
    const [, own = ''] = /\nBroken policies\n\n([\s\S]*?)\n\n(?:Broken|Warnings|Covered)/.exec(stdout) ?? [];
    expect(own).toMatch(/^bad is at fault as a program in (\d+) of \1 runs\n/);
    expect(own).toMatch(
      / {2}Smallest: pci, offers \S+ and no virtqueue|on rings of 1: the probe crashed: Error: boom/,
    );
    expect(own).toContain('(placed.mjs:5)');
    expect(own).toContain('Replay: npx virtio-conformance explain placed.mjs ');
    expect(stdout).not.toContain('bad breaks probe-ends');
  });

  it('should be told by the scenario on which it was seen where none was made smaller', async () => {
    const name = file('exits.mjs', probing('probe() { process.exit(0); }'));
    const { stdout } = await cli('judge', name, '--properties', 'probe-ends', ...tiny);
    expect(stdout).toContain('  Seen on: pci, ');
    expect(stdout).not.toContain('Smallest');
  });

  it.each([
    ['never ends', `probe() { ${BLOCKS} }`, 'never ended: stopped after 8 s of waiting', ENDS],
    [
      'ends the process',
      'probe() { process.exit(0); }',
      'ended the thread that it ran in (process.exit?)',
      ENDS,
    ],
    [
      'throws',
      `probe() { throw new Error('boom'); }`,
      'The probe crashes: Error: boom',
      'Broken policy: bad',
    ],
  ])('should be explained where it %s', async (what, probe, because, broken) => {
    const name = file(`explained-${what.replaceAll(' ', '-')}.mjs`, probing(probe));
    const ended = await cli('explain', name, JSON.stringify(scenarioOn(16)));
    expectCalm(ended);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain(because);
    expect(ended.stdout).toContain(broken);
  });

  it('should disagree with a recording where it ends the process', async () => {
    const name = file('agrees-not.mjs', probing('probe() { process.exit(0); }'));
    const recording = fileURLToPath(
      new URL('../adapters/recorded/fixtures/linux-6.1/base-ring0.jsonl', import.meta.url),
    );
    const ended = await cli('trace', recording, '--agree', name);
    expect(ended).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('disagrees with bad'),
      stderr: `${name}: ended the thread that it ran in (process.exit?)\n`,
    });
  });

  it('should be the only one that a change of built-in policies or of the language reaches', async () => {
    const tampers = [
      `import { policies } from 'virtio-conformance'; try { policies.length = 1; } catch {}`,
      `import { policies } from 'virtio-conformance'; try { policies[0].probe = () => {}; } catch {}`,
      `try { Array.prototype.push = () => 0; } catch {}`,
      `try { globalThis.BigInt = () => 0n; } catch {}`,
      `try { process.chdir('/'); } catch {}`,
      `import { writeSync } from 'node:fs'; writeSync(1, '{}');`,
    ];
    const honest = `import { policies as all } from 'virtio-conformance';
      const linux = all.find(({ id }) => id === 'linux-mainline');
      export default { id: 'bad', title: 'Bad', probe: (core) => linux.probe(core) };`;
    const judge = async (name: string, text: string): Promise<unknown> => {
      const { code, stdout } = await cli('judge', file(name, text), GOOD, '--json', ...tiny);
      // Sizes are sampled where what a policy does cannot be noted: its verdicts are the same, by other runs.
      const [bad, good] = JSON.parse(stdout).subjects;
      return { code, bad: verdictsOf(bad), good };
    };
    const plain = await judge('honest.mjs', honest);
    for (const tamper of tampers)
      expect(await judge('tampering.mjs', `${tamper}\n${honest}`), tamper).toEqual(plain);
  });

  it('should be explained where it uses the device later', async () => {
    const probe = `probe(core) { core.reset(); setTimeout(() => core.readStatus(), 20); return core.fail('x'); }`;
    const ended = await cli('explain', file('later.mjs', probing(probe)), JSON.stringify(scenarioOn(0)));
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('the policy used the device after its probe had ended');
  });
});

describe('a policy that prints', () => {
  const name = file(
    'loud.mjs',
    `console.log('loading');
     export default {
       id: 'loud', title: 'Loud',
       probe(core) {
         console.log('probing');
         process.stdout.write('noise');
         Promise.resolve().then(() => console.log('afterwards'));
         return core.fail('x');
       },
     };`,
  );

  it('should not reach the judgement', async () => {
    const { code, stdout } = await cli('judge', name, '--json', ...tiny);
    expect(code).toBe(1);
    expect(judgement.parse(JSON.parse(stdout)).subjects).toHaveLength(1);
    expect(stdout).not.toMatch(/loading|probing|noise|afterwards/);
  });

  it('should not reach the explanation, and be heard on stderr', async () => {
    const { stdout, stderr } = await cli('explain', name, JSON.stringify(scenarioOn(16)), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ driver: 'loud' });
    expect(stderr).toContain('probing');
  });
});

describe('two policies of one id', () => {
  const text = `import { netPolicy } from 'virtio-conformance';
    export const policy = netPolicy({ id: 'recommended', title: 'Mine', probe: (net) => net.fail('no') });`;

  it('should be named apart, and apart from a built-in one', async () => {
    const [a, b] = [file('a.ts', text), file('b.ts', text)];
    const { stdout, stderr } = await cli('judge', a, b, GOOD, `./${a}`, '--json', ...tiny);
    expect(stderr).toContain(
      'a.ts: recommended is the id of a built-in policy: shown as recommended-2\n' +
        'b.ts: recommended is the id of a built-in policy: shown as recommended-3\n',
    );
    const { subjects } = judgement.parse(JSON.parse(stdout));
    expect(subjects.map(({ id }) => id)).toEqual(['recommended-2', 'recommended-3', 'recommended']);
    expect(subjects.map(({ verdict }) => verdict)).toEqual(['violated', 'violated', 'unknown']);
  });

  it('should be told apart where neither is built-in', async () => {
    const own = text.replace("'recommended'", "'own'");
    const { stderr } = await cli('judge', file('c.ts', own), file('d.ts', own), ...tiny);
    expect(stderr).toContain('d.ts: own is the id of another policy: shown as own-2\n');
    expect(stderr).not.toContain('c.ts: own');
  });
});
