import { describe, expect, it } from 'vitest';
import { properties } from '../../properties/index.ts';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { MRG_RXBUF } from '../../spec/net/features.ts';
import { policy } from '../driver/policy.ts';
import { runPolicy } from '../driver/run.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { parseScenario, ScenarioError, scenarioToJson } from '../scenario/json.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type JudgeOptions, judge } from './judge.ts';
import { loadPolicy, PolicyLoadError } from './load-policy.ts';
import { minimise, violationOf } from './minimise.ts';

const options: JudgeOptions = {
  seed: 7,
  runs: 300,
  jobs: 1,
  exhaustive: false,
  maxSeconds: undefined,
  rings: [0, 1, 2, 3, 4, 16, 18, 19, 20, 32, 64, 256, 32768, 32769],
};

const scenario = (size: number, change: Partial<Scenario> = {}): Scenario => ({
  version: '1.2',
  transport: 'pci',
  peek: true,
  format: 'split',
  rounds: [{ offer: VERSION_1 | MRG_RXBUF, sizes: [size, size, size], acceptance: { kind: 'accepts' } }],
  resetPolls: 0,
  mtu: 1500,
  maxVirtqueuePairs: 1,
  maxSkbFrags: 17,
  layout: { pageSize: 4096, control: 'separate' },
  quirks: {},
  ...change,
});

const named = (id: string) => {
  const found = properties.find((property) => property.id === id);
  if (!found) throw new Error(`no property ${id}`);
  return found;
};

describe('judge', () => {
  it('should find the recommended policy safe and mainline not', async () => {
    const { subjects } = await judge(['recommended', 'linux-mainline'], options);
    expect(subjects.map(({ verdict }) => verdict)).toEqual(['holds', 'violated']);
  });

  it('should give the same judgement twice', async () => {
    expect(await judge(['linux-mainline'], options)).toEqual(await judge(['linux-mainline'], options));
  });

  it('should call a property unknown that applied to no run', async () => {
    const { subjects } = await judge(['linux-mainline'], { ...options, properties: ['peek-in-its-window'] });
    expect(subjects[0]?.verdict).toBe('unknown');
  });

  it('should say that a stopped campaign was interrupted', async () => {
    expect((await judge(['linux-mainline'], { ...options, maxSeconds: -1 })).interrupted).toBe(true);
  });
});

describe('minimise', () => {
  it('should leave no smaller ring that still stalls', () => {
    const stall = named('traffic-never-stalls');
    const least = minimise(linuxMainline, stall, scenario(16, { transport: 'mmio', peek: false }));
    expect(least.transport).toBe('pci');
    expect(violationOf(linuxMainline, stall, least)).toBeDefined();
    expect(least.rounds[0]?.sizes.slice(0, 2)).toEqual([1, 1]);
  });
});

describe('a policy that misbehaves', () => {
  const ends = named('probe-ends');

  it.each([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
      /boom/,
    ],
    ['returns nonsense', () => 42 as never, /returned number/],
    ['returns a promise', () => Promise.resolve() as never, /synchronous/],
  ])('should break probe-ends where it %s', (_, probe, message) => {
    expect(violationOf(policy({ id: 'bad', title: 'bad', probe }), ends, scenario(256))?.message).toMatch(
      message,
    );
  });

  it('should break probe-ends where it resets for ever', () => {
    const endless = policy({
      id: 'endless',
      title: 'endless',
      probe(core) {
        for (;;) core.begin();
      },
    });
    expect(violationOf(endless, ends, scenario(256))?.message).toMatch(/more than 20000 accesses/);
  });

  it('should be told where a file does not exist', async () => {
    await expect(loadPolicy('no-such-policy')).rejects.toThrow(PolicyLoadError);
  });
});

describe('scenario files', () => {
  it('should survive a round trip', () => {
    const start = scenario(16, { quirks: { accumulates: true } });
    expect(parseScenario(JSON.parse(JSON.stringify(scenarioToJson(start))), 'x.json')).toEqual(start);
  });

  it('should be refused with the file and the field named', () => {
    const wrong = { ...scenarioToJson(scenario(16)), maxSkbFrags: 3 };
    expect(() => parseScenario(wrong, 'x.json')).toThrow(ScenarioError);
    expect(() => parseScenario(wrong, 'x.json')).toThrow(/x\.json: maxSkbFrags/);
  });
});

describe('linux-mainline, as Linux 6.1 was recorded', () => {
  it.each([
    [16, 1],
    [18, 1],
    [19, 3],
    [32, 3],
  ])('should send on a packed ring of %i entries %i frames of 3', (size, frames) => {
    const run = runPolicy(linuxMainline, scenario(size, { format: 'packed' }));
    expect(run.traffic.framesTransmitted).toBe(frames);
  });

  it('should leave large rings as cheap for the recommended policy', () => {
    expect(runPolicy(recommended, scenario(256)).accesses).toBe(
      runPolicy(linuxMainline, scenario(256)).accesses,
    );
  });
});
