import { describe, expect, it } from 'vitest';
import { dist, run, start } from '../cli/fixtures/command-line.ts';
import type { RandomChunk } from '../judge/chunk.ts';
import type { Loss, Strand } from '../judge/executor.ts';
import type { Task } from '../judge/task.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import { Workshop } from './executor.ts';
import { ForeignPolicies, ForeignPolicy } from './sandbox/foreign-policy.ts';

const chunkOf = (from: number, policies: readonly string[], runs = 20): RandomChunk => ({
  kind: 'random',
  type: 'net',
  policies,
  properties: ['probe-ends'],
  bounds: ANYWHERE,
  device: false,
  labelled: false,
  health: false,
  seed: from,
  from,
  runs,
});

/** A policy by the text of its file. */
async function foreign(name: string, text: string): Promise<ForeignPolicy> {
  const policy = await ForeignPolicy.load({ name, path: `/nowhere/${name}`, text });
  if (!(policy instanceof ForeignPolicy)) throw new Error(policy.message);
  return policy;
}

const probing = (body: string, top = ''): string =>
  `${top}; export default { id: 'own', title: 'Own', probe(core) { ${body} } };`;

interface Told {
  /** Runs of each chunk that came back, by where it begins. */
  readonly runs: [number, number][];
  /** What probe-ends was violated by, by where the chunk begins. */
  readonly violations: [number, number][];
  readonly losses: Loss[];
  readonly strays: string[];
}

async function workOn(
  strands: readonly Strand[],
  jobs: number,
  policies: readonly ForeignPolicy[] = [],
  stopped: (told: Told) => boolean = () => false,
): Promise<Told> {
  const told: Told = { runs: [], violations: [], losses: [], strays: [] };
  const all = new ForeignPolicies();
  for (const policy of policies) all.add(policy.name, policy);
  const workshop = new Workshop(jobs, all);
  const done: Parameters<Workshop['run']>[1]['done'] = (task, result) => {
    if (task.kind !== 'random' || result.kind !== 'judged') return;
    const [tally] = result.tallies.policies;
    told.runs.push([task.from, tally?.runs ?? 0]);
    told.violations.push([task.from, tally?.violations[0] ?? 0]);
  };
  const listener = {
    done,
    lost: (loss: Loss) => told.losses.push(loss),
    stray: (_: string, because: string) => told.strays.push(because),
  };
  await workshop.run(strands, listener, () => stopped(told));
  await workshop.close();
  told.runs.sort(([a], [b]) => a - b);
  return told;
}

const together = (count: number): Strand[] =>
  Array.from({ length: count }, (_, i) => ({ tasks: [chunkOf(i, ['recommended'])] }));

const alone = (name: string, ...tasks: readonly Task[]): Strand => ({ alone: name, tasks });

describe('the work of a campaign', () => {
  it.each([1, 2, 5])('should be done once, by %i threads', async (jobs) => {
    const { runs, losses, strays } = await workOn(together(6), jobs);
    expect(runs).toEqual([0, 1, 2, 3, 4, 5].map((from) => [from, 20]));
    expect([losses, strays]).toEqual([[], []]);
  });

  it('should be done again by the threads that did it before, and by new ones where none was kept', async () => {
    let started = 0;
    const count = (): void => void started++;
    process.on('worker', count);
    await workOn(together(4), 2);
    started = 0;
    await workOn(together(4), 2);
    expect(started).toBe(0);
    await new Workshop(1, new ForeignPolicies()).close(0);
    await workOn(together(4), 2);
    expect(started).toBe(2);
    process.off('worker', count);
  });

  it('should come to an end where there is none', async () => {
    expect((await workOn([], 2)).runs).toEqual([]);
  });

  it('should be handed over as far as it is done when it is stopped', async () => {
    const long = [{ tasks: [chunkOf(0, ['recommended'], 1_000)] }, ...together(1)];
    let looks = 0;
    const { runs } = await workOn(long, 1, [], () => looks++ > 2);
    expect(runs.length).toBeLessThanOrEqual(2);
  });
});

describe('a foreign policy', () => {
  it('should run in one process, in order: what it remembers is the same whatever is done beside it', async () => {
    const text = probing(
      `if (n++ % 7 === 3) throw new Error('now and then'); return core.fail('x');`,
      'let n = 0',
    );
    const judge = async (jobs: number) => {
      const strand = alone('own.mjs', chunkOf(0, ['own.mjs']), chunkOf(1, ['own.mjs']));
      return workOn([strand, ...together(jobs)], jobs, [await foreign('own.mjs', text)]);
    };
    const one = await judge(1);
    expect(one.violations.filter(([, count]) => count > 0)).toHaveLength(2);
    expect((await judge(3)).violations).toEqual(expect.arrayContaining(one.violations));
  });

  it('should be given up where it ends its thread, and leave the others alone', async () => {
    const own = await foreign(
      'own.mjs',
      probing('if (n++ === 25) process.exit(0); return core.fail("x");', 'let n = 0'),
    );
    const tasks = [chunkOf(0, ['own.mjs']), chunkOf(1, ['own.mjs']), chunkOf(2, ['own.mjs'])];
    const { runs, losses } = await workOn([alone('own.mjs', ...tasks), ...together(2)], 2, [own]);
    expect(losses).toMatchObject([{ policy: 'own.mjs', scenario: 5, guilty: true }]);
    expect(losses[0]?.because).toContain('ended the thread that it ran in');
    expect(runs).toHaveLength(3);
  });

  it('should be unknown where another ended its process', async () => {
    const own = await foreign(
      'own.mjs',
      probing('process.kill(process.pid, "SIGKILL"); return core.fail("x");'),
    );
    const { losses } = await workOn([alone('own.mjs', chunkOf(0, ['own.mjs']))], 1, [own]);
    expect(losses).toMatchObject([{ guilty: false, because: 'lost the process that it ran in: SIGKILL' }]);
  });

  it('should be unknown where a run that seemed endless ends alone', async () => {
    const wait = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';
    const own = await foreign(
      'own.mjs',
      probing(`if (n++ === 5) ${wait}; return core.fail("x");`, 'let n = 0'),
    );
    const { losses } = await workOn([alone('own.mjs', chunkOf(0, ['own.mjs']))], 1, [own]);
    expect(losses).toMatchObject([{ scenario: 5, guilty: false }]);
    expect(losses[0]?.because).toBe(
      'never ended: stopped after 2 s of waiting, and ended when that run was tried again alone',
    );
  });

  it('should tell of itself what it throws outside its probe', async () => {
    const top = `import { stat } from 'node:fs'; stat('/', () => { throw new Error('late'); })`;
    const own = await foreign('own.mjs', probing('return core.fail("x");', top));
    const { strays } = await workOn([alone('own.mjs', chunkOf(0, ['own.mjs']))], 1, [own]);
    expect(strays).toEqual(['threw outside its probe: Error: late']);
  });

  it('should leave no timer running from when its file was loaded', async () => {
    const top = `setTimeout(() => { throw new Error('late'); }, 20)`;
    const own = await foreign('timer.mjs', probing('return core.fail("x");', top));
    const { strays } = await workOn([alone('timer.mjs', chunkOf(0, ['timer.mjs']))], 1, [own]);
    expect(strays).toEqual([]);
  });

  it('should be loaded from the text that was read, whatever becomes of its file', async () => {
    const own = await foreign('gone.mjs', probing('return core.fail("x");'));
    const strand: Strand = { ...alone('gone.mjs', chunkOf(0, ['gone.mjs'])), apart: true };
    expect((await workOn([strand], 1, [own])).runs).toEqual([[0, 20]]);
  });
});

describe('a judgement', () => {
  it('should be the same by one thread and by three', async () => {
    const campaign = ['--rings', '1,100', '--runs', '1001', '--transports', 'pci', '--json'];
    const by = (jobs: number): string[] => ['judge', 'linux-mainline', ...campaign, '--jobs', String(jobs)];
    const [one, three] = await Promise.all([run(by(1)), start(by(3), dist).ended]);
    expect(one.code).toBe(1);
    expect(JSON.parse(one.stdout)).toMatchObject({ space: { net: { done: 1, random: { runs: 1001 } } } });
    expect(three).toEqual(one);
  });

  it.runIf(process.platform !== 'win32')('should be the same where the machine pauses it', async () => {
    const many = ['--rings', '1-8', '--runs', '300', '--transports', 'pci', '--against', 'none'];
    const campaign = ['judge', 'recommended', ...many, '--jobs', '1', '--json'];
    const undisturbed = run(campaign);
    const { child, ended } = start(campaign, dist);
    setTimeout(() => child.kill('SIGSTOP'), 500);
    setTimeout(() => child.kill('SIGCONT'), 6500);
    expect(await ended).toEqual(await undisturbed);
  });
});
