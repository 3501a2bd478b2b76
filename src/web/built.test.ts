import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deviceFindings } from './built.ts';

const published = readFileSync(new URL('../../reports/devices.md', import.meta.url), 'utf8');

describe('findings in real devices', () => {
  it('should be all that are published, each with a sentence, its devices and its steps', () => {
    const found = deviceFindings(published);
    expect(found).toHaveLength(published.match(/^### /gm)?.length ?? 0);
    for (const one of found) {
      if (one.kind !== 'device') throw new Error(one.kind);
      const { device, bands, end, broken } = one.sequence;
      expect(device).toMatch(/^\S+ \(.*\) over /);
      const steps = bands
        .flatMap((band) => band.steps)
        .flatMap((step) => (step.kind === 'access' ? [step] : []));
      const shown = [
        ...steps.filter((step) => step.broken.length).map(({ text }) => text),
        ...(broken.length ? [end] : []),
      ];
      expect(shown.map((text) => `${device}: ${text}`)).toEqual([one.says]);
      expect(JSON.stringify(one.story)).toContain('npx virtio-conformance device ');
    }
  });

  it('should name the rule that is broken, and the reading under which it is one', () => {
    const told = deviceFindings(published).map((one) =>
      one.kind === 'device' ? JSON.stringify(one.story) : '',
    );
    const labels = (label: string): number =>
      published.match(new RegExp(`^- \\*\\*${label}:`, 'gm'))?.length ?? 0;
    const tell = (label: string): number => told.join().split(`"${label}: `).length - 1;
    for (const label of ['Expected', 'Rule', 'Open', 'Reading']) expect(tell(label)).toBe(labels(label));
  });

  it('should be drawn with who tells the other something, and the status', () => {
    const [, reset] = deviceFindings(published);
    if (reset?.kind !== 'device') throw new Error('none');
    const { steps } = reset.sequence.bands[0] ?? { steps: [] };
    const begins = steps.findIndex((step) => 'text' in step && step.text === 'enables receiveq1.');
    expect(steps.slice(begins, begins + 3)).toMatchObject([
      { from: 'driver', first: begins },
      { from: 'driver', status: 15 },
      { from: 'device', status: 15 },
    ]);
  });

  it.each(['', '### device-keeps-answering (policy): 1 device\n\nIt ends.\n'])(
    'should not be lost where the page is written in another way: %j',
    (page) => expect(() => deviceFindings(page)).toThrow('devices.md: '),
  );
});
