import { describe, expect, it } from 'vitest';
import { dist, start } from '../cli/fixtures/command-line.ts';
import type { RandomChunk } from './chunk.ts';
import { type Hang, work } from './pool.ts';

/**
 * A worker that needs no policies: it runs those of a chunk in turn on as many scenarios, and does to each what its
 * name says. Its tallies count the runs, and hold where the chunk begins. It stops between two scenarios.
 */
const worker = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort, workerData } from 'node:worker_threads';
  const place = new Int32Array(workerData.place);
  const stop = new Int32Array(workerData.stop);
  const never = new Int32Array(new SharedArrayBuffer(4));
  parentPort.on('message', (chunk) => {
    if (chunk.policies.includes('never-loads') && chunk.from === 1) Atomics.wait(never, 0, 0);
    const tallies = chunk.policies.map(() => ({ runs: 0, order: chunk.from }));
    let at = 0;
    let stoppedAfter;
    for (let scenario = 0; scenario < chunk.runs; scenario++) {
      if (Atomics.load(stop, 0)) {
        stoppedAfter = scenario;
        break;
      }
      chunk.policies.forEach((policy, p) => {
        place[0] = at++;
        if (policy === 'hangs' && scenario === 2) Atomics.wait(never, 0, 0);
        if (policy === 'hangs-too' && scenario === 1) Atomics.wait(never, 0, 0);
        if (policy === 'exits' && scenario === 1) process.exit(3);
        if (policy === 'throws') throw new Error('a defect of the suite');
        const meddle = () => parentPort.postMessage({ kind: 'misuse', policy, because: 'meddles' });
        if (policy === 'meddles-later' && scenario === 0) setTimeout(meddle, 10);
        if (policy === 'meddles') meddle();
        if (policy === 'tells-and-waits' && scenario === 1) {
          meddle();
          while (!Atomics.load(stop, 0)) Atomics.wait(never, 0, 0, 5);
        }
        tallies[p].runs++;
      });
    }
    parentPort.postMessage({ kind: 'done', tallies: { stoppedAfter, policies: tallies, device: undefined } });
  });
`)}`,
);

const chunkOf = (from: number, policies: readonly string[], runs = 3): RandomChunk => ({
  kind: 'random',
  type: 'net',
  policies,
  properties: [],
  transports: [],
  device: false,
  health: false,
  seed: 1,
  from,
  runs,
});

interface Told {
  /** Where each chunk begins that came back, the policies that it still had, and the runs of each. */
  readonly done: { from: number; policies: readonly string[]; runs: number[] }[];
  /** Of those that came back, where they were stopped. */
  readonly stoppedAfter: (number | undefined)[];
  readonly hangs: Hang[];
  readonly misuses: (readonly [string | undefined, string])[];
}

async function workOn(
  chunks: readonly RandomChunk[],
  jobs: number,
  stopped: (told: Told) => boolean = () => false,
): Promise<Told> {
  const told: Told = { done: [], stoppedAfter: [], hangs: [], misuses: [] };
  await work(chunks, {
    worker,
    jobs,
    patience: 1000,
    onDone: (chunk, tallies) => {
      const runs = tallies.policies.map((tally) => tally.runs);
      told.stoppedAfter.push(tallies.stoppedAfter);
      told.done.push({ from: chunk.kind === 'random' ? chunk.from : -1, policies: chunk.policies, runs });
    },
    onHang: (hang) => told.hangs.push(hang),
    onMisuse: (policy, because) => told.misuses.push([policy, because]),
    stopped: () => stopped(told),
  });
  told.done.sort((a, b) => a.from - b.from);
  return told;
}

const many = (policies: readonly string[], count = 6): RandomChunk[] =>
  Array.from({ length: count }, (_, i) => chunkOf(i, policies));

describe('a pool of threads', () => {
  it.each([1, 2, 5])('should work on each chunk once, on %i of them', async (jobs) => {
    const { done, hangs, misuses } = await workOn(many(['a', 'b']), jobs);
    expect(done).toEqual([0, 1, 2, 3, 4, 5].map((from) => ({ from, policies: ['a', 'b'], runs: [3, 3] })));
    expect([hangs, misuses]).toEqual([[], []]);
  });

  it('should have one thread where fewer are asked for, and none where there is nothing to do', async () => {
    expect((await workOn(many(['a'], 2), 0)).done).toHaveLength(2);
    expect((await workOn([], 2)).done).toEqual([]);
  });

  it('should give up a policy that hangs, say on which scenario, and go on without it', async () => {
    const { done, hangs } = await workOn(many(['a', 'hangs', 'b'], 3), 1);
    expect(hangs).toEqual([
      {
        policy: 'hangs',
        chunk: chunkOf(0, ['a', 'hangs', 'b']),
        scenario: 2,
        because: expect.stringContaining('never ended'),
      },
    ]);
    expect(done).toEqual([0, 1, 2].map((from) => ({ from, policies: ['a', 'b'], runs: [3, 3] })));
  });

  it('should do so for each, and be done with a chunk of which no policy is left', async () => {
    const { done, hangs } = await workOn(many(['hangs', 'hangs-too'], 2), 1);
    expect(hangs.map(({ policy, scenario }) => [policy, scenario])).toEqual([
      ['hangs-too', 1],
      ['hangs', 2],
    ]);
    expect(done).toEqual([0, 1].map((from) => ({ from, policies: [], runs: [] })));
  });

  it('should take a policy that ends its thread for one that hangs', async () => {
    const { done, hangs } = await workOn(many(['a', 'exits'], 2), 1);
    expect(hangs).toEqual([
      {
        policy: 'exits',
        chunk: chunkOf(0, ['a', 'exits']),
        scenario: 1,
        because: 'ended the thread that it ran in',
      },
    ]);
    expect(done.map(({ policies }) => policies)).toEqual([['a'], ['a']]);
  });

  it('should tell what a policy did outside its probe, and finish the chunk', async () => {
    const { done, misuses } = await workOn([chunkOf(0, ['meddles'], 1)], 1);
    expect(misuses).toEqual([['meddles', 'meddles']]);
    expect(done).toHaveLength(1);
  });

  it('should hear of it though the chunk was the last, and done', async () => {
    const { done, misuses } = await workOn([chunkOf(0, ['meddles-later'])], 1);
    expect([done.length, misuses]).toEqual([1, [['meddles-later', 'meddles']]]);
  });

  it('should take nothing of a chunk for the place in the next', async () => {
    const { hangs } = await workOn(many(['never-loads', 'a'], 2), 1);
    expect(hangs.map(({ policy, scenario }) => [policy, scenario])).toEqual([['never-loads', 0]]);
  });

  it('should fail where the suite itself fails in a thread', () =>
    expect(workOn(many(['throws'], 1), 1)).rejects.toThrow('a defect of the suite'));

  it('should hand over, once, what was done of the chunks under way when it is stopped', async () => {
    const policies = ['a', 'tells-and-waits'];
    const told = await workOn(many(policies), 2, ({ misuses }) => misuses.length === 2);
    expect(told.done).toEqual([0, 1].map((from) => ({ from, policies, runs: [2, 2] })));
    expect([told.stoppedAfter, told.hangs]).toEqual([[2, 2], []]);
  });

  it('should stop soon after it is told to, within a chunk too', async () => {
    const { done } = await workOn(many(['a']), 1, (told) => told.done.length >= 2);
    expect(done).toHaveLength(2);
    const began = Date.now();
    let looks = 0;
    const hanging = await workOn(many(['hangs']), 1, () => looks++ > 3);
    expect([hanging.done, hanging.hangs]).toEqual([[], []]);
    expect(Date.now() - began).toBeLessThan(5000);
  });
});

describe('the number of threads', () => {
  it('should change nothing in a judgement', async () => {
    const judge = (jobs: number) => {
      const campaign = ['--rings', '1,16,100', '--runs', '1001', '--jobs', String(jobs)];
      return start(['judge', 'linux-mainline', ...campaign, '--json'], dist).ended;
    };
    const [one, three] = [await judge(1), await judge(3)];
    expect(one.code).toBe(1);
    expect(JSON.parse(one.stdout)).toMatchObject({ space: { done: 1, random: { runs: 1001 } } });
    expect(three).toEqual(one);
  });
});
