import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deviceFindings } from './built.ts';

const published = readFileSync(new URL('../../reports/devices.md', import.meta.url), 'utf8');

describe('findings in real devices', () => {
  it('should be all that are published, each with a sentence, its devices and its steps', () => {
    const found = deviceFindings(published);
    expect(found).toHaveLength(published.match(/^### /gm)?.length ?? 0);
    for (const one of found) {
      if (one.kind !== 'steps') throw new Error(one.kind);
      expect(one.says).not.toBe('');
      expect(one.seenIn).toMatch(/ over /);
      expect(one.steps).toContain(one.says);
      expect(one.command).toMatch(/^npx virtio-conformance device /);
    }
  });

  it.each(['', '### device-keeps-answering (policy): 1 device\n\nIt ends.\n'])(
    'should not be lost where the page is written in another way: %j',
    (page) => expect(() => deviceFindings(page)).toThrow('devices.md: '),
  );
});
