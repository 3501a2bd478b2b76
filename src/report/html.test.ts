import { describe, expect, it } from 'vitest';
import { sha256Of } from '../node/digest.ts';
import { type Block, cell } from './blocks.ts';
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
});
