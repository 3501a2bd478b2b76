import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreFlagsRetry } from '../policies/core-flags-retry.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { Trace } from '../trace/trace.ts';
import { netType } from '../types/net/net.ts';
import { HOSTILE } from './fixtures/hostile.ts';
import { scenarioOn } from './fixtures/judgement.ts';
import { runOf } from './fixtures/runs.ts';
import { readXml } from './fixtures/xml.ts';
import { mermaid } from './mermaid.ts';
import { type Sequence, type Step, sequenceOf } from './sequence.ts';
import { sequenceSvg } from './sequence-svg.ts';
import { roundsOf } from './story-rounds.ts';

const accesses = (sequence: Sequence): Extract<Step, { kind: 'access' }>[] =>
  sequence.bands.flatMap(({ steps }) => steps.filter((step) => step.kind === 'access'));

describe('sequenceOf', () => {
  const { run, breaches } = runOf(linuxMainline, scenarioOn(16));
  const sequence = sequenceOf('linux-mainline', run, breaches);

  it('should tell every event of a short run once, in order', () => {
    const told = accesses(sequence).flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, i) => first + i),
    );
    expect(told).toEqual(Array.from({ length: run.trace.length }, (_, i) => i));
  });

  it('should tell accesses of one kind together, who tells whom, and the status', () => {
    const texts = accesses(sequence).map(({ from, text }) => `${from} ${text}`);
    expect(texts.slice(0, 6)).toEqual([
      'driver resets the device',
      'device reads the status 0',
      'driver writes the status ACKNOWLEDGE',
      'driver writes the status ACKNOWLEDGE|DRIVER',
      'device reads the offer: {VERSION_1}',
      'driver accepts {VERSION_1}',
    ]);
    expect(texts).toContain('driver makes receiveq1 of 16');
    expect(accesses(sequence)[3]?.status).toBe(3);
  });

  it('should mark what is broken where it shows: at an access, which then stands alone, or at the end', () => {
    expect(sequence.broken).toEqual([
      expect.stringMatching(/^traffic-never-stalls: transmitq1 has 16 entries/),
      expect.any(String),
    ]);
    const [breach] = breaches;
    if (!breach) throw new Error('nothing is broken');
    const at = { ...breach, violation: { ...breach.violation, at: 5 } };
    const step = accesses(sequenceOf('x', run, [at])).find(({ broken }) => broken.length > 0);
    expect([step?.first, step?.last]).toEqual([5, 5]);
  });

  it('should have a band a round, and leave out of many those in the middle that break nothing', () => {
    const retried = runOf(coreFlagsRetry, scenarioOn(16, '{GUEST_CSUM, GUEST_TSO6, VERSION_1}'));
    expect(sequenceOf('x', retried.run, []).bands.map(({ title }) => title)).toEqual([
      'Round 1 of 2',
      'Round 2 of 2',
    ]);
  });

  it('should call what a driver only looks at before its first reset no round, as the story does', () => {
    const trace = new Trace();
    trace.push('status-read', 0, 0);
    const looked = (...statuses: readonly number[]) => {
      for (const status of statuses) trace.push('status-write', 0, status);
      const device = netType.deviceOf(run.scenario);
      const seen = Object.assign(netType.read(run.scenario, trace, device), { said: 'failed' as const });
      const titles = sequenceOf('x', seen, []).bands.map(({ title }) => title);
      const told = roundsOf(seen).map((block) => ('title' in block ? block.title.split(',')[0] : ''));
      return [titles, told];
    };
    expect(looked()).toEqual([['Before round 1'], ['Before round 1']]);
    const [titles, told] = looked(0, 1);
    expect(titles).toEqual(['Before round 1', 'Round 1 of 1']);
    expect(told).toEqual(['Before round 1', 'Round 1']);
  });

  it('should leave out events in the middle of a round that has very many', () => {
    const many = { ...scenarioOn(256, '{CTRL_VQ, MQ, VERSION_1}'), maxVirtqueuePairs: 16 } as const;
    const sizes = Array.from({ length: 33 }, () => 256);
    const long = runOf(linuxMainline, {
      ...many,
      rounds: [
        { ...many.rounds[0], offer: '{CTRL_VQ, MQ, VERSION_1}', sizes, acceptance: { kind: 'accepts' } },
      ],
    });
    const told = sequenceOf('x', long.run, []);
    const steps = told.bands.flatMap((band) => band.steps);
    expect(steps.length).toBeLessThanOrEqual(41);
    const counted = steps.reduce(
      (sum, step) => sum + (step.kind === 'access' ? step.last - step.first + 1 : step.events),
      0,
    );
    expect(counted).toBe(long.run.trace.length);
  });
});

const hostile: Sequence = {
  driver: HOSTILE,
  device: HOSTILE,
  bands: [
    {
      title: HOSTILE,
      steps: [
        {
          kind: 'access',
          from: 'driver',
          alone: false,
          first: 0,
          last: 0,
          text: HOSTILE,
          status: 0x8f,
          broken: [HOSTILE],
        },
        { kind: 'access', from: 'device', alone: false, first: 1, last: 3, text: 'x', broken: [] },
        { kind: 'access', from: 'driver', alone: true, first: 4, last: 4, text: 'end', broken: [] },
        { kind: 'left out', events: 7 },
      ],
    },
  ],
  end: HOSTILE,
  broken: [HOSTILE],
};

describe('sequenceSvg', () => {
  it('should be well-formed, and nothing but a picture, whatever a name holds', () => {
    const svg = readXml(sequenceSvg(hostile));
    const names = new Set<string>();
    const attributes = new Set<string>();
    const walk = (element: typeof svg): void => {
      names.add(element.name);
      for (const name of Object.keys(element.attributes)) attributes.add(name);
      element.children.forEach(walk);
    };
    walk(svg);
    expect([...names].toSorted()).toEqual(['circle', 'g', 'line', 'path', 'rect', 'svg', 'text', 'tspan']);
    // A style attribute would be refused by the page's policy, a handler too.
    expect(
      [...attributes].filter((name) => name === 'style' || name === 'href' || name.startsWith('on')),
    ).toEqual([]);
  });

  it('should mark the access that breaks something, and show the bits of the status', () => {
    const svg = sequenceSvg(hostile);
    expect(svg).toMatch(/<path class="broken" d="M26 /);
    expect(svg.match(/<tspan class="set">(\w)/g)?.join('')).toMatch(/A.*D.*F.*O.*X/);
  });
});

describe('mermaid', () => {
  /** The lines that a diagram may have. */
  const line =
    /^(?:sequenceDiagram| {2}participant [DV] as [^#;<>:{}%"]*(?:#\d+;[^#;<>:{}%"]*)*| {2}rect rgba\(128, 128, 128, 0\.12\)| {2}end| {2}(?:D->>V|V-->>D|D->>D|Note over D,V): (?:[^#;<>:{}%"]|#\d+;|<br\/>|✗ at the end: )*)$/u;

  it('should be lines that are syntax, and texts that hold none, whatever these are', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constant(HOSTILE), fc.constant('end'), fc.constant('D->>V: x')),
        (text) => {
          const lines = mermaid({ ...hostile, driver: text, end: text, broken: [text] })
            .split('\n')
            .slice(0, -1);
          expect(lines.filter((one) => !line.test(one))).toEqual([]);
          expect(lines.filter((one) => one === '  end')).toHaveLength(1);
          expect(lines).toHaveLength(13);
        },
      ),
    );
  });

  it('should show a text as it is once its codes are read', () => {
    const [, alias = ''] =
      /participant D as (.*)/.exec(mermaid({ ...hostile, driver: 'my end; #1 {x}' })) ?? [];
    expect(alias.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))).toBe(
      'my end; #1 {x}',
    );
  });
});
