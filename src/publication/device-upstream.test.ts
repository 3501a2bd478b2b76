import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deviceUpstream, upstreamOf } from './device-upstream.ts';
import { reportFile } from './reports.ts';

describe('whether a finding is known to those who make the device', () => {
  const page = readFileSync(reportFile('devices.md'), 'utf8');

  it('should be said of all that binds and that a published device violates, and of nothing that none does', () => {
    const said = Object.keys(deviceUpstream);
    const found = [...page.matchAll(/^### (\S+) \((\w+)[,)]/gm)].map(([, id = '', level]) => ({ id, level }));
    const binding = found.filter(({ level }) => level !== 'should').map(({ id }) => id);
    expect(said).toEqual(expect.arrayContaining(binding));
    expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(said));
  });

  it('should be told beside each', () => {
    for (const entry of page.split(/^(?=### )/m).slice(1))
      expect(/^- \*\*Upstream:\*\* (.*)$/m.exec(entry)?.[1]).toBe(
        upstreamOf(/^### (\S+)/.exec(entry)?.[1] ?? ''),
      );
  });

  it('should name the device, where it was found and when it was looked for', () => {
    for (const { known, on } of Object.values(deviceUpstream)) {
      expect(on).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      for (const sentence of known)
        expect(sentence).toMatch(/^(QEMU|v86|DPDK\b.*): .*(https:\/\/\S+|nothing was found).*\.$/);
    }
    expect(upstreamOf('device-keeps-sizes')).toBeUndefined();
  });
});
