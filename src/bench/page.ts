import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packageRoot } from '../node/package-root.ts';
import { interleave } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const LAPS = 5;

/** What a browser says of the page, in seconds on the clock: until it shows a run, and until a changed one and its map are there. */
export async function benchPage(): Promise<void> {
  const root = fileURLToPath(packageRoot);
  const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
    existsSync(file),
  );
  if (!path) {
    console.log('Not measured: found no Chromium (apt-get install chromium)');
    return;
  }
  const built = spawnSync(process.execPath, [join(root, '.ci/web.js')], { encoding: 'utf8' });
  console.log(`\n${built.stdout.trim()}`);
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    const index = pathToFileURL(join(root, 'dist/web/index.html')).href;
    const figures = await interleave(
      LAPS,
      new Map([
        [
          'first picture',
          async () => {
            await page.goto('about:blank');
            await page.goto(index);
            await page.waitForSelector('.sequence');
            return Number(await page.evaluate('performance.now()')) / 1000;
          },
        ],
        ['a changed ring: the run', () => changed(page, '.sentence')],
        ['a changed ring: the map, two policies', () => changed(page, '.sizes')],
      ]),
    );
    printHeading('The page, seconds', 'first picture 1, changed 0.1', LAPS);
    for (const [name, side] of figures) printFigures(name, side, 3);
  } finally {
    await browser.close();
  }
}

// --- internal ---

interface Page {
  evaluate(script: string): Promise<unknown>;
  waitForSelector(selector: string): Promise<unknown>;
}

/** Gives the receive ring another size, once the page has come to rest, and waits until a part of it has changed. */
async function changed(page: Page, part: string): Promise<number> {
  await page.waitForSelector('.sizes .here');
  return Number(
    await page.evaluate(`new Promise((settled) => setTimeout(settled, 1000)).then(() => new Promise((resolve) => {
      const input = document.querySelector('.size input[type=range]');
      const began = performance.now();
      const seen = document.querySelector('${part}');
      new MutationObserver((_, observer) => {
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve((performance.now() - began) / 1000)));
      }).observe(seen, { subtree: true, childList: true, characterData: true, attributes: true });
      input.value = input.value === '6' ? '1' : '6';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }))`),
  );
}
