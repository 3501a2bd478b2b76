import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Judgement, SubjectResult } from '../judge/result.ts';
import { pictureInWords, servedPicture } from './served-picture.ts';

const reports = new URL('../../reports/', import.meta.url);
const published: Judgement = JSON.parse(readFileSync(new URL('judgement.json', reports), 'utf8'));
const policies = published.subjects.filter(({ kind, type }) => kind === 'policy' && type === 'net');
const [first, second] = policies;
const named = (id: string): SubjectResult => ({ ...(first ?? second), id }) as SubjectResult;

describe('servedPicture', () => {
  it('should be published as the published judgement is', () =>
    expect(readFileSync(new URL('served.svg', reports), 'utf8')).toBe(servedPicture(policies)));

  it('should show every policy, by a bar as long as its share, in words too', () => {
    const svg = servedPicture(policies);
    for (const { id, scores } of policies) {
      expect(svg).toContain(`>${id}</text>`);
      expect(svg).toContain(`width="${(380 * scores.serves).toFixed(1)}"`);
      expect(pictureInWords(policies)).toContain(`${id} ${(100 * scores.serves).toFixed(1)}%`);
    }
    expect(pictureInWords(policies)).toMatch(/recommended 99\.9%, safe\.$/);
  });

  it('should be well-formed, whatever a policy is called', () => {
    const svg = servedPicture([named('a<b> & "c"')]);
    expect(svg).toContain('>a&lt;b&gt; &amp; &quot;c&quot;</text>');
    expect(svg).not.toContain('<b>');
    const open = svg.match(/<(?![/?])\w+(?=[^>]*[^/]>)/g) ?? [];
    expect(open.length).toBe((svg.match(/<\/\w+>/g) ?? []).length);
  });

  it('should have colours for light and for dark', () =>
    expect(servedPicture(policies)).toContain('prefers-color-scheme: dark'));
});
