import { describe, expect, it } from 'vitest';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { rejectSmall } from '../policies/reject-small.ts';
import { netSuite } from '../suites/net.ts';
import { answersTo } from './asked.ts';
import { inThisThread } from './executor.ts';
import { holdAgainst } from './hold-against.ts';
import { judge } from './judge.ts';
import { counterexamplesTo } from './result.ts';
import { doTask } from './task.ts';

const subjects = [linuxMainline, rejectSmall, recommended].map((policy) => ({ name: policy.id, policy }));
const executor = inThisThread(
  (task, policies, progress) => doTask(task, netSuite, policies, progress),
  new Map(subjects.map(({ name, policy }) => [name, policy])),
);
const campaign = { seed: 1, runs: 0, rings: [1, 4, 16, 64], device: false } as const;

describe('policies held against a baseline', async () => {
  const judgement = await judge(netSuite, subjects, campaign);
  const of = new Map([
    [rejectSmall.id, linuxMainline.id],
    [recommended.id, linuxMainline.id],
  ]);
  const [linux] = subjects.slice(0, 1);
  const held = await holdAgainst(netSuite, executor, judgement, subjects, {
    of,
    beside: linux ? [linux] : [],
    saved: [],
  });

  it('should keep the baseline apart from what is judged', () => {
    expect(held.subjects.map(({ id }) => id)).toEqual([rejectSmall.id, recommended.id]);
    expect(held.baselines?.map(({ id }) => id)).toEqual([linuxMainline.id]);
  });

  it('should find that the reference cures what Linux breaks, and breaks nothing anew', () => {
    const own = held.against?.find(({ subject }) => subject === recommended.id);
    expect(own?.breaks.filter(({ level }) => level !== 'should')).toEqual([]);
    expect(own?.cures.map(({ id }) => id)).toContain('features-fit-their-rings');
    expect(own?.leaves.filter(({ level }) => level !== 'should')).toEqual([]);
  });

  it('should tell by running each on what the other breaks whether a cause is new', async () => {
    const own = held.against?.find(({ subject }) => subject === rejectSmall.id);
    for (const { id, newCauses, curedCauses } of own?.leaves ?? []) {
      for (const [causes, whose, other] of [
        [newCauses, rejectSmall.id, linuxMainline.id],
        [curedCauses, linuxMainline.id, rejectSmall.id],
      ] as const) {
        const result = judgement.subjects
          .find((one) => one.id === whose)
          ?.properties.find((one) => one.id === id);
        const all = counterexamplesTo(result ?? {});
        const answers = await answersTo(
          netSuite,
          executor,
          all.map(({ scenario }) => ({ policy: other, property: id, scenario })),
        );
        expect(all.filter((_, i) => answers[i] === false).map((one) => one.id)).toEqual(causes);
      }
    }
    expect(own?.leaves.length).toBeGreaterThan(0);
  });

  it('should answer of each scenario whether it is broken there', async () => {
    const broken = judgement.subjects[0]?.properties.find(
      ({ id }) => id === 'traffic-never-stalls',
    )?.counterexample;
    if (!broken) throw new Error('expected Linux to stall');
    const asked = (policy: string) => ({
      policy,
      property: 'traffic-never-stalls',
      scenario: broken.scenario,
    });
    const answers = await answersTo(
      netSuite,
      executor,
      [linuxMainline.id, recommended.id, 'nobody'].map(asked),
    );
    expect(answers).toEqual([true, false, undefined]);
  });
});
