import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { netPolicies as builtIn } from '../policies/index.ts';
import { readPublication } from '../publication/digest.ts';
import { netSuite } from '../suites/net.ts';
import { pictureInWords, type Served, servedPicture } from './served-picture.ts';

const reports = new URL('../../reports/', import.meta.url);
const read = readPublication();
const published = read.kind === 'read' ? read.publication.subjects : [];
const levels = new Map(netSuite.properties.map(({ id, level }) => [id, level]));
const policies = published
  .filter(({ id }) => builtIn.some((policy) => policy.id === id))
  .map(({ properties, ...policy }) => ({
    ...policy,
    properties: properties.map(({ id, verdict }) => ({ verdict, level: levels.get(id) ?? 'must' })),
  }));
const named = (id: string): Served => ({ ...(policies[0] ?? expect.fail('there is none')), id });

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
    expect(pictureInWords(policies)).toMatch(/recommended 100\.0%, safe\.$/);
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
