import { describe, expect, it } from 'vitest';
import { HOSTILE } from './fixtures/hostile.ts';
import { type Element, readXml } from './fixtures/xml.ts';
import { junit } from './junit.ts';
import type { Outcome, TestPoint } from './test-points.ts';

const point = (outcome: Outcome, change: Partial<TestPoint> = {}): TestPoint => ({
  subject: 'mine',
  id: `that-${outcome}`,
  level: 'must',
  title: 'A title',
  outcome,
  lines: outcome === 'passes' ? [] : ['First.', 'Because of this.'],
  ...change,
});
const every: readonly Outcome[] = ['passes', 'fails', 'unknown', 'warns', 'skipped'];

describe('junit', () => {
  const root = readXml(
    junit('suite 1', [...every.map((one) => point(one)), point('fails', { subject: 'other' })]),
  );
  const [mine] = root.children;

  it('should have a suite a subject, and in each what its cases come to', () => {
    expect([root.name, ...root.children.map(({ attributes }) => attributes['name'])]).toEqual([
      'testsuites',
      'mine',
      'other',
    ]);
    expect(root.attributes).toMatchObject({ tests: '6', failures: '2', errors: '1', skipped: '1' });
    expect(mine?.attributes).toMatchObject({ tests: '5', failures: '1', errors: '1', skipped: '1' });
    const count = (name: string): string =>
      String(mine?.children.filter(({ children }) => children.some((child) => child.name === name)).length);
    expect(count('failure')).toBe(mine?.attributes['failures']);
    expect(count('error')).toBe(mine?.attributes['errors']);
    expect(count('skipped')).toBe(mine?.attributes['skipped']);
  });

  it('should have no elements and attributes but those of the format', () => {
    const known: Readonly<Record<string, readonly string[]>> = {
      testsuites: ['name', 'tests', 'failures', 'errors', 'skipped'],
      testsuite: ['name', 'tests', 'failures', 'errors', 'skipped'],
      testcase: ['classname', 'name'],
      failure: ['type', 'message'],
      error: ['type', 'message'],
      skipped: ['message'],
      'system-out': [],
    };
    const check = ({ name, attributes, children }: Element): void => {
      expect(Object.keys(known)).toContain(name);
      expect(Object.keys(attributes)).toEqual(known[name]);
      children.forEach(check);
    };
    check(root);
  });

  it('should say why a case fails', () => {
    const failure = mine?.children[1]?.children[0];
    expect(failure).toMatchObject({
      attributes: { message: 'Because of this.' },
      text: 'First.\nBecause of this.',
    });
  });

  it('should be well-formed whatever a name or a reason holds', () => {
    const hostile = readXml(
      junit(HOSTILE, [point('fails', { subject: HOSTILE, id: HOSTILE, lines: [HOSTILE] })]),
    );
    expect(hostile.children[0]?.children).toHaveLength(1);
    expect(hostile.children[0]?.children[0]?.children[0]?.text).toContain(
      '</script><img src=x onerror="alert(1)">',
    );
  });
});
