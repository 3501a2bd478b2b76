import { deviceTypeNames } from '../../spec/device-types.ts';
import { levels } from '../run/property.ts';
import type { Block } from './blocks.ts';
import { blockHtml } from './elements.ts';
import { escaped } from './escaped.ts';
import { SCRIPT } from './page-script.ts';
import { STYLE } from './page-style.ts';

/**
 * Blocks as one page that needs nothing else and lets nothing else in. `title`: of the window. `sha256`: the digest of a
 * text in Base64, by which a browser knows the page's own style sheet and script.
 */
export const renderHtml = (
  title: string,
  blocks: readonly Block[],
  sha256: (text: string) => string,
): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${sha256(STYLE)}'; script-src 'sha256-${sha256(SCRIPT)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${elementsOf(blocks)}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;

// --- internal ---

/** The filters stand before the first piece that they can hide. */
function elementsOf(blocks: readonly Block[]): string {
  const first = blocks.findIndex((block) => 'facets' in block);
  const heading = blocks[first - 1]?.kind === 'heading' ? first - 1 : first;
  return blocks.map((block, i) => (i === heading ? `${FILTERS}\n` : '') + blockHtml(block)).join('\n');
}

const choice = (name: string, values: readonly string[]): string =>
  `<label>${name} <select name="${name}"><option value="">any</option>${values
    .map((value) => `<option>${value}</option>`)
    .join('')}</select></label>`;

/** Shown by the script, without which they would do nothing. */
const FILTERS = `<form class="filters" hidden>${choice('level', levels)} ${choice('type', deviceTypeNames)} ${choice(
  'verdict',
  ['violated', 'holds', 'unknown'],
)} <button type="reset">all</button> <output></output></form>`;
