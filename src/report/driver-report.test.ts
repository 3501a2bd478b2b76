import { describe, expect, it } from 'vitest';
import type { DriverJudgement, DriverVerdict } from '../judge/drivers/judge-driver.ts';
import type { NetRun } from '../types/net/run.ts';
import { parseNetScenario } from '../types/net/scenario.ts';
import { driverReport, driverSummary, driverTestPoints } from './driver-report.ts';
import { scenarioOn } from './fixtures/judgement.ts';
import { readXml } from './fixtures/xml.ts';
import { junit } from './junit.ts';
import { renderText } from './text.ts';

type Verdict = DriverVerdict<NetRun>;

const verdict = (change: Partial<Verdict>): Verdict => ({
  id: 'one',
  title: 'It does',
  level: 'must',
  verdict: 'holds',
  applicable: 1,
  violations: 0,
  findings: [],
  ...change,
});

const judged = (change: Partial<DriverJudgement<NetRun>>): DriverJudgement<NetRun> => ({
  suite: 'net',
  driver: 'mine',
  runs: 1,
  negotiated: 1,
  live: 1,
  cut: false,
  verdict: 'holds',
  properties: [verdict({})],
  ...change,
});

/** Of each point its outcome and why. */
const told = (change: Partial<DriverJudgement<NetRun>>) =>
  driverTestPoints(judged(change), () => ['again']).map(({ id, outcome, lines }) => [id, outcome, ...lines]);

const never = verdict({ verdict: 'unknown', applicable: 0 });

describe('a driver as tests', () => {
  it('should pass where it was judged to the end', () =>
    expect(told({})).toEqual([
      ['one', 'passes'],
      ['judged-to-the-end', 'passes'],
    ]));

  it('should not pass where it ended live nowhere, or where it was cut short', () => {
    expect(told({ verdict: 'unknown', properties: [never] })).toEqual([
      ['one', 'skipped', 'It was never exercised.'],
      ['judged-to-the-end', 'unknown', 'It ended live on no device.'],
    ]);
    expect(told({ verdict: 'unknown', cut: true, properties: [] })).toEqual([
      ['judged-to-the-end', 'unknown', 'It was cut short.'],
    ]);
  });

  it('should say what was expected, and name the cause as the message', () => {
    const findings = [
      {
        cause: 'it does not',
        because: 'it does not',
        clauses: [],
        at: 0,
        scenario: parseNetScenario(scenarioOn(2), 'x'),
        events: [],
      },
    ];
    const points = driverTestPoints(
      judged({ verdict: 'violated', properties: [verdict({ verdict: 'violated', findings })] }),
      () => ['again'],
    );
    const [failure] = readXml(junit('net', points)).children[0]?.children[0]?.children ?? [];
    expect(failure?.attributes['message']).toBe('it does not.');
    expect(failure?.text).toMatch(/^It does\.\nit does not\.\nSmallest: .*\nReplay: again$/);
  });
});

describe('a driver in text', () => {
  const finding = {
    cause: 'it does not',
    because: 'it does not',
    clauses: [],
    at: -1,
    scenario: parseNetScenario(scenarioOn(2), 'x'),
    events: [],
  };
  const broken = (id: string, level: Verdict['level'], violations = 1): Verdict =>
    verdict({ id, level, verdict: 'violated', applicable: 4, violations, findings: [finding] });
  const replay = () => ['again'];
  const runOf = () => {
    throw new Error('nothing happened in it');
  };

  it('should be told what binds first, and that before what is recommended', () => {
    const twice = {
      ...broken('a', 'must'),
      findings: [finding, { ...finding, because: 'it does otherwise' }],
    };
    const properties = [broken('c', 'should', 2), broken('b', 'policy', 0), twice];
    const blocks = driverReport(judged({ verdict: 'violated', properties }), { runOf, replay }, false);
    expect(blocks.flatMap((block) => (block.kind === 'entry' ? [block.title] : []))).toEqual([
      'a (must): violated in 1 of 4 probes, cause 1 of 2',
      'a (must): violated in 1 of 4 probes, cause 2 of 2',
      'b (policy): violated in probes of smaller devices',
      'c (should): departed from in 2 of 4 probes',
    ]);
  });

  it('should name what holds, and what nothing exercised, only where all is told', () => {
    const properties = [broken('a', 'must'), verdict({ id: 'b' }), never];
    const text = (isWhole: boolean, cut = false) => {
      const blocks = driverReport(
        judged({ verdict: 'violated', cut, properties }),
        { runOf, replay },
        isWhole,
      );
      return renderText(blocks, { width: 120, colour: false });
    };
    expect(text(false)).toContain('\n1 property holds: --details names them.\n');
    expect(text(false, true)).toContain('\n1 property held so far: --details names them.\n');
    const untold = '1 property was never exercised, or told by a policy alone: --details names them.';
    expect(text(false)).toContain(`\n${untold}\n`);
    expect(text(true)).not.toContain('--details');
    expect(text(true)).toContain('\nNever exercised, or told by a policy alone, so unknown\n\none.\n');
  });

  it('should be told in a line what it breaks, and what it departs from', () =>
    expect(
      driverSummary(
        judged({
          verdict: 'violated',
          properties: ['a', 'b'].map((id) => broken(id, 'must')).concat(broken('c', 'should')),
        }),
      ),
    ).toBe('mine breaks a and b, and departs from 1 recommendation.'));
});
