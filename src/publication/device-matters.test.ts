import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keepsAnswering } from '../judge/devices/tallies.ts';
import { allProperties } from '../suites/built-in.ts';
import { deviceMatters } from './device-matters.ts';
import { reportFile } from './reports.ts';

describe('whether a finding matters', () => {
  const page = readFileSync(reportFile('devices.md'), 'utf8');
  const found = new Set([...page.matchAll(/^### (\S+) \(/gm)].map(([, id = '']) => id));

  it('should be said of every property that a published device violates', () => {
    expect([...found].filter((id) => deviceMatters[id] === undefined)).toEqual([]);
  });

  it('should be said in a sentence, of properties of devices alone', () => {
    const ids = new Set(
      [...allProperties(), keepsAnswering].filter(({ side }) => side === 'device').map(({ id }) => id),
    );
    for (const [id, sentence] of Object.entries(deviceMatters)) {
      expect(ids, id).toContain(id);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });
});
