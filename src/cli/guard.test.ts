import { describe, expect, it } from 'vitest';
import { policy } from '../driver/policy.ts';
import { scenarioOn } from '../report/fixtures/judgement.ts';
import { runPolicy } from '../run/run.ts';
import { parseScenario } from '../scenario/json.ts';
import { guarded } from './guard.ts';

const outcomeOf = (probe: Parameters<typeof policy>[0]['probe']) => {
  const subject = guarded(policy({ id: 'bad', title: 'bad', probe }));
  const run = () => runPolicy(subject, parseScenario(scenarioOn(256), 'test')).outcome;
  return { first: run(), second: run() };
};

describe('a guarded policy', () => {
  it('should end after 5 s where it would go on for ever, and not be begun again', () => {
    let begun = 0;
    const { first, second } = outcomeOf(() => {
      begun++;
      for (;;);
    });
    expect(first).toEqual({ kind: 'crashed', reason: 'Error: never ended: stopped after 5 s' });
    expect(second).toEqual({ kind: 'crashed', reason: 'Error: never ended before, and is not run again' });
    expect(begun).toBe(1);
  });

  it('should not end the process', () => {
    const { exit } = process;
    expect(outcomeOf(() => process.exit(0)).first).toEqual({
      kind: 'crashed',
      reason: 'Error: called process.exit',
    });
    expect(process.exit).toBe(exit);
  });

  it('should run as ever where it behaves', () => {
    expect(outcomeOf((core) => core.fail('enough')).second).toEqual({ kind: 'failed', reason: 'enough' });
  });

  it('should print nothing to stdout', () => {
    const { write } = process.stdout;
    let seen: unknown;
    outcomeOf((core) => {
      seen = process.stdout.write;
      return core.fail('enough');
    });
    expect(seen).not.toBe(write);
    expect(process.stdout.write).toBe(write);
  });
});
