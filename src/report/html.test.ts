import { describe, expect, it } from 'vitest';
import { sha256Of } from '../node/digest.ts';
import { type Block, cell, type Facets } from './blocks.ts';
import { HOSTILE } from './fixtures/hostile.ts';
import { readXml } from './fixtures/xml.ts';
import { renderHtml } from './html.ts';

const page = (...blocks: Block[]) => renderHtml('A page', blocks, sha256Of);

describe('renderHtml', () => {
  it('should be a page that needs nothing else', () => {
    const text = page({ kind: 'title', text: 'Found' });
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text).toContain('<title>A page</title>');
    expect(text).toContain('<h1>Found</h1>');
    expect(text).not.toMatch(/<(?:link|img|iframe)|\bsrc=|https?:/);
  });

  it('should keep what HTML would take for its own', () => {
    const text = page({ kind: 'paragraph', text: 'a <b> & "c"' });
    expect(text).toContain('<p class="plain">a &lt;b&gt; &amp; &quot;c&quot;</p>');
  });

  it('should give headings a name to link to', () => {
    expect(page({ kind: 'heading', text: 'In real drivers, as recorded' })).toContain(
      '<h2 id="in-real-drivers-as-recorded">',
    );
  });

  it('should show tables, lists and entries', () => {
    const text = page(
      { kind: 'table', head: ['a', 'n'], rows: [[cell('x', 'bad'), cell('1')]], right: [1] },
      { kind: 'list', items: ['one'] },
      {
        kind: 'entry',
        title: 'Entry',
        tone: 'bad',
        fields: [
          { label: 'Rule', text: 'r' },
          { label: 'Replay', command: ['run', 'a b'] },
        ],
      },
    );
    expect(text).toContain('<tr><td class="bad">x</td><td class="plain right">1</td></tr>');
    expect(text).toContain('<li>one</li>');
    expect(text).toContain('<li><strong>Rule:</strong> r</li>');
    expect(text).toContain('<pre>run &#39;a b&#39;</pre>');
  });

  it('should show a finding as a paragraph and its command', () => {
    const text = page({ kind: 'finding', title: 'F', tone: 'unsure', text: 'Seen.', command: ['x', 'y'] });
    expect(text).toContain(
      '<section class="unsure">\n<h3>F</h3>\n<p>Seen.</p>\n<div class="command"><pre>x y</pre></div>\n</section>',
    );
  });

  const facets: Facets = { level: 'must', type: 'net', verdict: 'violated' };
  const every: readonly Block[] = [
    { kind: 'title', text: HOSTILE },
    { kind: 'heading', text: HOSTILE },
    { kind: 'paragraph', text: HOSTILE, links: [{ text: HOSTILE, href: 'https://example.org/"><script>' }] },
    { kind: 'list', items: [HOSTILE] },
    { kind: 'table', head: [HOSTILE], rows: [[cell(HOSTILE)]], facets: [facets] },
    {
      kind: 'entry',
      title: HOSTILE,
      tone: 'bad',
      facets,
      fields: [
        { label: HOSTILE, text: HOSTILE },
        { label: HOSTILE, command: [HOSTILE] },
      ],
      inside: [{ kind: 'details', summary: HOSTILE, blocks: [{ kind: 'paragraph', text: HOSTILE }] }],
    },
    { kind: 'finding', title: HOSTILE, tone: 'bad', text: HOSTILE, command: [HOSTILE] },
    {
      kind: 'map',
      down: HOSTILE,
      across: HOSTILE,
      rows: [1],
      columns: [2],
      cells: [[cell(HOSTILE)]],
      legend: [{ sign: cell(HOSTILE), text: HOSTILE }],
    },
  ];

  it('should be well-formed whatever a name or a reason holds, with one script and no handler', () => {
    const text = renderHtml(HOSTILE, every, sha256Of);
    // But for what has no end tag in HTML, and an attribute without a value.
    const [, main = ''] = /(<main>.*<\/main>)/s.exec(text) ?? [];
    readXml(main.replaceAll(' hidden>', '>').replaceAll('<br>', '<br/>'));
    expect(text.match(/<script\b/g)).toHaveLength(1);
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/<[^>]* (?:style|on\w+)=/);
  });

  it('should let nothing in but its own style sheet and script', () => {
    const text = page(...every);
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text) ?? [];
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(text) ?? [];
    const [, script = ''] = /<script>(.*?)<\/script>/s.exec(text) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${sha256Of(style)}'`);
    expect(policy).toContain(`script-src 'sha256-${sha256Of(script)}'`);
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function\(/);
  });

  it('should link to the web and to files beside it, and to nothing else', () => {
    const links = [
      'https://example.org/a',
      'judgement.md',
      'javascript:alert(1)',
      '//x',
      '../x',
      'data:text/html,x',
    ];
    const text = page({ kind: 'paragraph', text: '', links: links.map((href) => ({ text: href, href })) });
    expect([...text.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual(links.slice(0, 2));
  });

  it('should offer to be narrowed where there is something to narrow, by the script alone', () => {
    expect(page(...every)).toMatch(/<form class="filters" hidden>.*<select name="verdict">/);
    expect(page(...every)).toContain(
      '<section class="bad" data-level="must" data-type="net" data-verdict="violated">',
    );
    expect(page(...every)).toContain('<tr data-level="must" data-type="net" data-verdict="violated">');
    expect(page({ kind: 'title', text: 'x' })).not.toContain('<form');
  });
});
