import { describe, expect, it } from 'vitest';
import { MRG_RXBUF } from '../../spec/net/features.ts';
import type { Policy } from '../driver/policy.ts';
import { disableSmallPairs } from '../policies/disable-small-pairs.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { rfcAsPosted } from '../policies/rfc-as-posted.ts';
import { netSuite } from '../suites/net.ts';
import { netType } from '../types/net/net.ts';
import { netPolicy } from '../types/net/policy.ts';
import { parseNetScenario } from '../types/net/scenario.ts';
import { policy } from '../types/policy.ts';
import { type JudgeOptions, judge, simulatedDevice } from './judge.ts';
import { breachOn } from './minimise.ts';
import { unmetOf } from './result.ts';

const options: JudgeOptions = {
  seed: 7,
  runs: 300,
  device: false,
  rings: [0, 1, 2, 16, 19, 64, 32769],
};

/** Properties of every kind, as breach the smallest scenario for each takes long. */
const few: Partial<JudgeOptions> = {
  properties: [
    'accepted-set-closed',
    'traffic-never-stalls',
    'rebind-equals-bind',
    'larger-ring-keeps-features',
  ],
};

const judgePolicies = (policies: readonly Policy[], changes: Partial<JudgeOptions> = {}) =>
  judge(
    netSuite,
    policies.map((subject) => ({ name: subject.id, policy: subject })),
    { ...options, ...changes },
  );

const only = async (subject: Policy, changes: Partial<JudgeOptions> = {}) => {
  const [result] = (await judgePolicies([subject], changes)).subjects;
  if (!result) throw new Error('nothing was judged');
  return result;
};

describe('a subject', () => {
  it('should be a policy and its name', async () => {
    const options = { seed: 1, runs: 1, swept: [], jobs: 1, device: false };
    for (const wrong of [recommended, undefined, { name: 'x' }]) {
      // As JavaScript would call it.
      await expect(Reflect.apply(judge, undefined, [netSuite, [wrong], options])).rejects.toThrow(
        new TypeError('judge: subject 0: expected { name, policy }'),
      );
    }
  });

  it('should have an id of its own', async () => {
    const twin = { ...linuxMainline, id: recommended.id };
    await expect(judgePolicies([recommended, twin])).rejects.toThrow(
      new TypeError(
        'judge: subject 1: "recommended" is another one too, expected ids and names of their own',
      ),
    );
  });
});

describe('the judge', () => {
  it('should find the recommended policy safe and mainline not, and the device to do all that is its duty', async () => {
    const { subjects } = await judgePolicies([recommended, linuxMainline], { device: true });
    expect(subjects.slice(0, 2).map(({ verdict }) => verdict)).toEqual(['holds', 'violated']);
    const device = subjects.find(({ id }) => id === simulatedDevice('net'));
    expect(device?.properties.filter(({ verdict }) => verdict !== 'holds')).toEqual([]);
  });

  it('should give the same judgement twice', async () => {
    expect(await judgePolicies([linuxMainline], few)).toEqual(await judgePolicies([linuxMainline], few));
  });

  it('should judge a policy alike whoever is judged with it', async () => {
    const together = await judgePolicies([recommended, disableSmallPairs, linuxMainline], few);
    const alone = await only(disableSmallPairs, few);
    expect(together.subjects[1]).toEqual(alone);
  });

  it('should never call safe what throws once, in whichever of its runs', async () => {
    const narrow: Partial<JudgeOptions> = {
      rings: [16],
      runs: 0,
      properties: ['probe-ends', 'larger-ring-keeps-features'],
    };
    for (let run = 0; run < 40; run++) {
      let runs = 0;
      const once = policy({
        id: 'once',
        title: 'Throws once',
        probe(core) {
          if (runs++ === run) throw new Error('once');
          return recommended.probe(core);
        },
      });
      const { verdict, properties } = await only(once, narrow);
      expect([run, verdict === 'holds']).toEqual([run, false]);
      const told = properties.flatMap(({ counterexample }) => counterexample?.because ?? []).join();
      expect(told).toMatch(/once/);
    }
  });

  it('should walk other random scenarios with another seed', async () => {
    const [one, two] = [await only(linuxMainline, few), await only(linuxMainline, { ...few, seed: 8 })];
    expect(one.properties.map(({ applicable }) => applicable)).not.toEqual(
      two.properties.map(({ applicable }) => applicable),
    );
  });

  it('should call a property unknown that applied to no run', async () => {
    const result = await only(linuxMainline, {
      runs: 0,
      rings: [0],
      properties: ['device-mtu-legal', 'chain-fits-queue'],
    });
    expect(result.properties.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['chain-fits-queue', 'unknown'],
    ]);
    expect(result.verdict).toBe('unknown');
  });

  it('should leave out what can apply to nothing within the bounds, and say so', async () => {
    const { subjects, space } = await judgePolicies([linuxMainline], {
      runs: 0,
      rings: [16],
      properties: ['any-layout-accepted', 'large-ring-served', 'probe-ends', 'device-mtu-legal'],
      transports: ['pci'],
    });
    expect(subjects[0]?.properties.map(({ id }) => id)).toEqual(['probe-ends']);
    expect(subjects[0]?.verdict).toBe('holds');
    expect(space.net?.leftOut).toEqual([
      { id: 'any-layout-accepted', applies: 'over pci-legacy, mmio-legacy alone' },
      { id: 'large-ring-served', applies: 'on rings of other sizes alone' },
    ]);
  });

  it('should count of each label the random scenarios that bear it, and of each event the runs', async () => {
    const { space } = await judgePolicies([linuxMainline, recommended], {
      ...few,
      rings: undefined,
      swept: [],
    });
    expect(space.net?.random.labels.map(({ id }) => id)).toEqual(netSuite.labels.map(({ id }) => id));
    expect(space.net?.random.labels.every(({ of, count, met }) => of === 300 && count > 0 && met)).toBe(true);
    expect(space.net?.sometimes.find(({ id }) => id === 'goes-live')?.count).toBeGreaterThan(0);
  });

  it('should say which label a campaign missed', async () => {
    const label = { id: 'never', title: 'Never', least: 0.1, of: () => false };
    const judged = { ...netSuite, labels: [...netSuite.labels, label] };
    const subjects = [{ name: 'recommended', policy: recommended }];
    const judgement = await judge(judged, subjects, { ...options, properties: ['probe-ends'] });
    expect(unmetOf(judgement)).toEqual([
      { id: 'never', title: 'Never', least: 0.1, of: 300, count: 0, met: false },
    ]);
  });

  it('should show a second cause behind the first, smaller by itself and by its own id', async () => {
    const twice = netPolicy({
      id: 'twice',
      title: 'Throws in two ways',
      probe: (net) => {
        net.negotiate();
        if (net.core.env.canPeek) throw new Error('an old fault');
        net.findQueues();
        if (net.smallestDataRing() >= 16) throw new RangeError('a new fault');
        return net.goLive();
      },
    });
    const result = await only(twice, { runs: 200, rings: [8, 16, 256], properties: ['probe-ends'] });
    const [ends] = result.properties;
    const told = [ends?.counterexample, ...(ends?.others ?? [])];
    expect(told.map((one) => one?.id)).toEqual(['twice/probe-ends', 'twice/probe-ends/2']);
    expect(told[0]?.because).toContain('an old fault');
    expect(told[1]?.because).toContain('a new fault');
    expect(told[1]?.scenario.rounds[0]?.sizes).toContain(16);
    expect(told[1]?.scenario.peek).toBe(false);
  });

  it('should call unknown what was seen once and not again, and never green', async () => {
    let probes = 0;
    const forgetful = netPolicy({
      id: 'forgetful',
      title: 'Fails its 50th probe',
      probe: (net) =>
        ++probes === 50 ? net.fail('tired') : (recommended.netProbe?.(net) ?? net.fail('none')),
    });
    const result = await only(forgetful, { runs: 0, rings: [64], properties: ['served-where-it-can-be'] });
    expect(result.verdict).toBe('unknown');
    const [served] = result.properties;
    expect(served).toMatchObject({ verdict: 'unknown', violations: 1 });
    expect(served?.counterexample).toMatchObject({ asSeen: true, notReproduced: true });
  });

  it('should leave nothing that holds when it is stopped early', async () => {
    const judgement = await judgePolicies([recommended], { maxSeconds: -1 });
    expect(judgement.cut).toBe('out-of-time');
    expect(judgement.space.net?.done).toBe(0);
    expect(judgement.subjects[0]?.verdict).toBe('unknown');
  });

  it('should say that it was interrupted, and keep what was found before', async () => {
    const abort = new AbortController();
    const judgement = await judgePolicies([linuxMainline], {
      signal: abort.signal,
      runs: 2000,
      onProgress: () => abort.abort(),
    });
    expect(judgement.cut).toBe('interrupted');
    const verdicts = new Set(judgement.subjects[0]?.properties.map(({ verdict }) => verdict));
    expect(verdicts).toEqual(new Set(['violated', 'unknown']));
  });

  it('should keep what was judged of the chunk under way', async () => {
    const abort = new AbortController();
    let probes = 0;
    const stops = policy({
      id: 'stops',
      title: 'Stops the campaign',
      probe(core) {
        if (++probes === 100) abort.abort();
        return core.fail('enough');
      },
    });
    const { cut, space, subjects } = await judgePolicies([stops, linuxMainline], {
      signal: abort.signal,
      properties: ['probe-ends'],
    });
    expect([cut, space.net?.done]).toEqual([
      'interrupted',
      Math.floor((1000 * 100) / (7 * 384 + 300)) / 1000,
    ]);
    expect(subjects.map(({ properties }) => properties.map(({ runs }) => runs))).toEqual([[100], [100]]);
  });

  it('should name a consequence only where its cause shows on the same scenario', async () => {
    const { properties } = await only(rfcAsPosted);
    const shown: boolean[] = [];
    for (const property of netSuite.properties) {
      for (const id of property.follows ?? []) {
        const [cause, consequence] = [id, property.id].map(
          (one) => properties.find((result) => result.id === one)?.counterexample,
        );
        const causing = netSuite.properties.find((one) => one.id === id);
        if (!cause || !consequence || !causing) continue;
        const scenario = parseNetScenario(consequence.scenario, consequence.id);
        const shows = breachOn(netType, rfcAsPosted, causing, scenario) !== undefined;
        expect(cause.thereforeAlso.includes(property.id)).toBe(shows);
        shown.push(shows);
      }
    }
    expect(new Set(shown)).toEqual(new Set([true, false]));
  });

  it('should replay every counterexample', async () => {
    const { properties } = await only(linuxMainline);
    const found = properties.flatMap(({ counterexample }) => (counterexample ? [counterexample] : []));
    expect(found.length).toBeGreaterThan(10);
    for (const { scenario, id } of found) expect(() => parseNetScenario(scenario, id)).not.toThrow();
  });
});

describe('scores', () => {
  it('should give a policy that fails every probe nothing but safety', async () => {
    const refuser = policy({ id: 'refuser', title: 'Fails', probe: (core) => core.fail('no') });
    const { scores } = await only(refuser);
    expect(scores.serves).toBe(0);
  });

  it('should count what a policy gives up beyond need', async () => {
    const frugal = netPolicy({
      id: 'frugal',
      title: 'Never takes MRG_RXBUF',
      probe(net) {
        net.negotiate(MRG_RXBUF);
        net.findQueues();
        return net.goLiveBySize();
      },
    });
    const [least, most] = [await only(frugal), await only(linuxMainline)];
    expect(least.scores.regret).toBeGreaterThan(most.scores.regret);
  });
});

describe('a policy that misbehaves', () => {
  const endOf = async (probe: Policy['probe']) => {
    const { properties } = await only(policy({ id: 'bad', title: 'Bad', probe }), {
      runs: 0,
      rings: [256],
      transports: ['pci'],
      properties: ['probe-ends'],
    });
    return properties[0]?.counterexample?.because;
  };

  it.each<[string, Policy['probe'], RegExp]>([
    [
      'throws',
      () => {
        throw new Error('boom\nat somewhere');
      },
      /Error: boom$/,
    ],
    [
      'resets for ever',
      (core) => {
        for (;;) core.reset();
      },
      /more than \d+ accesses/,
    ],
    [
      'catches what stops it',
      (core) => {
        for (;;) {
          try {
            core.reset();
          } catch {
            return core.fail('caught');
          }
        }
      },
      /more than \d+ accesses/,
    ],
  ])('should break probe-ends where it %s', async (_, probe, because) => {
    expect(await endOf(probe)).toMatch(because);
  });

  it('should break probe-ends where it uses the device of an earlier probe', async () => {
    let kept: Parameters<Policy['probe']>[0] | undefined;
    const because = await endOf((core) => {
      kept?.readStatus();
      kept = core;
      return core.fail('at once');
    });
    expect(because).toMatch(/used the device after its probe had ended/);
  });
});

describe('a random campaign', () => {
  /** At fault on receive rings of 777, where no profile of a sweep shows it. */
  const planted = netPolicy({
    id: 'planted',
    title: 'Throws on a receive ring of 777 where MAX_SKB_FRAGS is another than usual',
    probe(net) {
      if (!net.tryNegotiate(0n, { awaitReset: true }) || !net.tryFindQueues()) return net.giveUp();
      if (net.queues[0] === 777 && net.env.maxSkbFrags !== 17) throw new Error('planted');
      return net.goLive();
    },
  });
  const foundWith = async (rows: readonly (readonly number[])[]) => {
    const cells = new Map([[planted.id, { rows, weights: [1], drawn: true, decided: 1, undecided: [] }]]);
    const { rings, ...rest } = options;
    const found = await judge(netSuite, [{ name: planted.id, policy: planted }], {
      ...rest,
      exact: { cells, sampled: new Map() },
      properties: ['probe-ends'],
      runs: 2000,
    });
    return JSON.stringify(found.subjects);
  };

  it('should draw sizes at the edges of cells that are known', async () => {
    expect(await foundWith([[0, 777, 1, 1]])).toContain('Error: planted');
    expect(await foundWith([[0, 64, 1, 1]])).not.toContain('Error: planted');
  });
});
