import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { type Access, logged, probe } from '../adapters/recorded/fixtures/qemu-log.ts';
import { chromium as installed, needChromium } from '../fixtures/chromium.ts';
import { netPolicies } from '../policies/index.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { explain } from '../suites/explanation.ts';
import type { Reply, Request } from './serve.ts';
import { fragmentOf, type PageState } from './state.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'virtio-page-'));
const index = pathToFileURL(join(folder, 'index.html')).href;
const recording = join(root, 'src/adapters/recorded/fixtures/linux-6.1/base-ring16.jsonl');

let browser: Browser;
/** What the page that is open said that it should not have said, and what it asked for beyond its own files. */
let complaints: string[] = [];
let requests: string[] = [];

const page = {} as { current: Page };

/** Milliseconds after which what was waited for will not come, on a machine however busy. */
const PATIENCE = 120_000;

/** Opens the page at a link, and waits for its picture. */
async function open(fragment = '', where = '.sequence'): Promise<Page> {
  const { current } = page;
  // A fragment alone would not load it anew.
  await current.goto('about:blank');
  await current.goto(`${index}${fragment && `#${fragment}`}`);
  await current.waitForSelector(where);
  return current;
}

const textOf = async (at: Page, selector: string): Promise<string> =>
  (await at.locator(selector).textContent()) ?? '';

const sentence = (at: Page): Promise<string> => textOf(at, '.sentence');

/** Waits until the sentence on top says so. */
const says = (at: Page, text: string): Promise<unknown> =>
  at.waitForFunction((part) => document.querySelector('.sentence')?.textContent?.includes(part), text);

const offer = '{CSUM, GUEST_CSUM, MAC, GUEST_TSO4, MRG_RXBUF, CTRL_VQ, VERSION_1}';
const rings = (...sizes: number[]): PageState['scenario'] =>
  ({ type: 'net', rounds: [{ offer, sizes }] }) as unknown as PageState['scenario'];

const goesLive = 'net.negotiate(); net.findQueues(); return net.goLive();';

/** A policy of one's own, as a link brings it. */
const mine = (probe: string): PageState => ({
  driver: {
    id: 'mine',
    source: `import { netPolicy, type NetProbe } from 'virtio-conformance';
export default netPolicy({ id: 'mine', title: 'Mine', probe(net: NetProbe) { ${probe} } });`,
  },
  scenario: rings(2, 2, 2),
});

describe.skipIf(!installed && !process.env['VIRTIO_CONFORMANCE_REQUIRE'])('the page', () => {
  beforeAll(async () => {
    const path = needChromium(() => {
      throw new Error('skipped above');
    });
    const { buildPage } = await import(pathToFileURL(join(root, '.ci/web.js')).href);
    await buildPage(folder);
    browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    complaints = [];
    requests = [];
    await page.current?.close();
    page.current = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.current.setDefaultTimeout(PATIENCE);
    page.current.on('pageerror', ({ message }) => complaints.push(message));
    page.current.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
    page.current.on('request', (request) => requests.push(request.url()));
  });

  it('should show at once what goes wrong, and ask for nothing but itself', async () => {
    const at = await open();
    expect(await sentence(at)).toMatch(
      /^core-flags-retry on rings of 2: live; breaks .*recommended on rings of 2: /s,
    );
    await at.waitForSelector('.sizes .here');
    expect(requests.filter((url) => !/^(about|blob|file):/.test(url))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('should be at most 150 kB, compressed, before anything else is loaded', () =>
    expect(gzipSync(readFileSync(join(folder, 'index.html')), { level: 9 }).length).toBeLessThan(150_000));

  it('should restore a state from a link byte for byte, step and all', async () => {
    const { scenario } = JSON.parse(
      (await explain({ ...request, scenario: rings(4, 8, 2), driver: 'reject-small' })).text,
    );
    const fragment = await fragmentOf({
      driver: { id: 'reject-small' },
      beside: { id: 'linux-mainline' },
      scenario,
      step: 5,
    });
    const at = await open(fragment);
    await says(at, 'reject-small on receive 4, transmit 8, control 2');
    await at.click('text=Link');
    const link = await textOf(at, '#take ~ pre');
    expect(link).toBe(`${index}#${fragment}`);
    expect(await textOf(at, '.stepper')).toContain('step 6 of');
    expect(fragment.length).toBeLessThan(600);
  });

  it('should come to the verdict of the command on random scenarios', async () => {
    const drawn = fc.sample(fc.tuple(fc.constantFrom(...netPolicies), netScenario), {
      seed: 1,
      numRuns: 200,
    });
    const cases = drawn.map(([{ id }, scenario]) => ({ id, scenario: scenarioToJson(scenario) }));
    const at = await open();
    const verdicts = await at.evaluate(
      (asked) =>
        new Promise<string[]>((resolve) => {
          const code = document.getElementById('page')?.textContent ?? '';
          const worker = new Worker(URL.createObjectURL(new Blob([code])));
          const heard: string[] = [];
          worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
            heard[data.number] = data.kind === 'shown' ? (data.looks[0]?.verdict ?? '') : data.kind;
            if (data.number === asked.length - 1) resolve(heard);
          });
          for (const [number, { id, scenario }] of asked.entries())
            worker.postMessage({
              kind: 'show',
              number,
              state: { driver: { id }, scenario },
            } satisfies Request);
        }),
      cases,
    );
    const told = await Promise.all(
      cases.map(({ id, scenario }) => explain({ ...request, driver: id, scenario })),
    );
    expect(verdicts).toEqual(told.map(({ verdict }) => verdict));
    expect(new Set(verdicts)).toEqual(new Set(['holds', 'violated']));
  });

  it('should take another size, policy and peek from the form, and a cell of the map', async () => {
    const at = await open(await fragmentOf({ driver: { id: 'linux-mainline' }, scenario: rings(2, 2, 2) }));
    await at.getByLabel('receiveq1', { exact: true }).fill('64');
    await at.keyboard.press('Tab');
    await says(at, 'receive 64, transmit 2, control 2');
    await at.getByLabel('policy').selectOption('reject-small');
    await says(at, 'reject-small on receive 64');
    await at.getByRole('checkbox', { name: 'peek' }).uncheck();
    await at.waitForFunction(() =>
      document.querySelector('.story h2')?.textContent?.includes('without peek'),
    );
    await at.locator('.sizes button').last().click();
    await at.waitForFunction(() => !document.querySelector('.sentence')?.textContent?.includes('receive 64'));
    expect(complaints).toEqual([]);
  });

  it('should leave what is being typed as it is while the page is drawn anew', async () => {
    const at = await open();
    const field = at.getByLabel('receiveq1', { exact: true });
    await field.fill('64');
    const before = await textOf(at, '.stepper');
    // As a reply would: the focus stays where it is.
    await at.evaluate(() => document.querySelector<HTMLElement>('.stepper button:enabled')?.click());
    await at.waitForFunction((text) => document.querySelector('.stepper')?.textContent !== text, before);
    expect(await field.inputValue()).toBe('64');
    await at.keyboard.press('Tab');
    await says(at, 'receive 64, transmit 2');
    await field.fill('064');
    await field.press('Enter');
    await field.press('Tab');
    await expect.poll(() => field.inputValue()).toBe('64');
  });

  it('should walk the sizes that the map tries by the keys of a slider, and take any other by hand', async () => {
    const packed = rings(16, 16, 16);
    const scenario = {
      ...packed,
      format: 'packed',
      rounds: [{ ...packed.rounds[0], offer: `{RING_PACKED, ${offer.slice(1)}` }],
    };
    const at = await open(
      await fragmentOf({ driver: { id: 'reject-small' }, scenario } as unknown as PageState),
    );
    const slider = at.getByRole('slider', { name: 'receiveq1' });
    const field = at.getByLabel('receiveq1', { exact: true });
    await slider.focus();
    for (const size of ['18', '19', '20', '32']) {
      await at.keyboard.press('ArrowRight');
      expect([await field.inputValue(), await slider.getAttribute('aria-valuetext')]).toEqual([
        size,
        `${size} entries`,
      ]);
    }
    await field.fill('25');
    await at.keyboard.press('Tab');
    await says(at, 'receive 25, transmit 16, control 16');
    expect(await slider.getAttribute('aria-valuetext')).toBe('25 entries');
    await slider.focus();
    await at.keyboard.press('ArrowLeft');
    await says(at, 'receive 20, ');
    await at.keyboard.press('End');
    await says(at, 'receive 32768, ');
    expect(complaints).toEqual([]);
  });

  it('should walk through a run by keys', async () => {
    const at = await open(
      await fragmentOf({ driver: { id: 'linux-mainline' }, scenario: rings(2, 2, 2), step: 0 }),
    );
    await at.locator('.picture').focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) await at.keyboard.press(key);
    await at.waitForFunction(() => document.querySelector('.stepper')?.textContent?.includes('step 2 of'));
    await at.keyboard.press('End');
    expect(await textOf(at, '.standing .bits')).toContain('O');
    expect(await at.locator('.current').count()).toBe(1);
  });

  it('should reach everything by the Tab key', async () => {
    const at = await open();
    const reached = new Set<string>();
    for (let i = 0; i < 150; i++) {
      await at.keyboard.press('Tab');
      reached.add(
        await at.evaluate(
          () =>
            document.activeElement?.className || document.activeElement?.closest('label')?.textContent || '',
        ),
      );
    }
    const all = [...reached].join(' ');
    for (const what of ['policy', 'receiveq1', 'chip', 'cell', 'picture']) expect(all).toContain(what);
  });

  it('should run code that came with a link only after a click, and say what it breaks', async () => {
    const at = await open(await fragmentOf(mine(goesLive)), '.pending');
    expect(await at.locator('.sequence').count()).toBe(0);
    await at.click('.pending >> text=Run it');
    await says(at, 'mine on rings of 2: live');
    expect(await sentence(at)).toContain('breaks ');
  });

  it('should edit a policy in place, run it, and go back', async () => {
    const at = await open(await fragmentOf({ driver: { id: 'reject-small' }, scenario: rings(2, 2, 2) }));
    await at.click('text=Edit this policy');
    const editor = at.locator('.cm-content');
    // biome-ignore lint/performance/useDomNodeTextContent: the ends of its lines count
    const text = await editor.innerText();
    expect(text).toContain("from 'virtio-conformance'");
    await editor.fill(text.replace(/net\.smallestDataRing\(\) < least/, 'false'));
    await at.click('.editor >> text=Run it');
    await says(at, 'reject-small on rings of 2: live');
    await says(at, 'reject-small on rings of 2: the probe fails');
    const columns = async (table: string): Promise<string[]> =>
      (await at.locator(`${table} thead`).first().locator('th').allTextContents()).slice(-2);
    for (const table of ['table.features', '.beside table'])
      expect(await columns(table)).toEqual(['reject-small, edited', 'reject-small']);
    await at.click('text=Back to the built-in one');
    await at.waitForFunction(() => !document.querySelector('.sentence')?.textContent?.includes(': live'));
  });

  it('should keep the link of a long edited policy short, and open it byte for byte', async () => {
    const at = await open(await fragmentOf({ driver: { id: 'recommended' }, scenario: rings(2, 2, 2) }));
    await at.click('text=Edit this policy');
    await at.locator('.cm-content').focus();
    await at.keyboard.press('Control+End');
    await at.keyboard.type('// mine, größer');
    await at.click('.editor >> text=Run it');
    await at.click('text=Close the editor');
    await at.waitForSelector('option:text("recommended, edited")', { state: 'attached' });
    await at.click('#take ~ .tokens >> text=Link');
    const link = await textOf(at, '#take ~ pre');
    expect(link).toContain('#2.');
    expect(link.length).toBeLessThan(1000);
    const opened = await open(link.slice(link.indexOf('#') + 1), '.pending');
    await opened.click('text=Read it first');
    const read = await textOf(opened, '.pending pre');
    const source = await opened.evaluate(() => globalThis.virtioEditKit?.sourceOf('recommended'));
    expect(read).toBe(`${source}// mine, größer`);
  });

  it.each([
    ['does not compile', 'const = ;', /my-policy\.ts|Unexpected/],
    ['throws', 'throw new Error("no");', undefined],
    ['exports nothing', '', /exports no policy/],
    ['imports what is not there', 'import "node:fs";', /cannot be imported on the page/],
  ])('should say so where a policy %s', async (_, probe, said) => {
    const { driver, scenario } = mine(probe);
    const source = /^(import.*)?$/.test(probe) ? probe : driver.source;
    const at = await open(
      await fragmentOf({ driver: { ...driver, ...(source !== undefined && { source }) }, scenario }),
      '.pending',
    );
    await at.click('.pending >> text=Run it');
    if (said) expect(await textOf(at, '.trouble')).toMatch(said);
    else await says(at, 'the probe crashes');
  });

  it('should stop a policy that does not end, and go on', async () => {
    const at = await open(await fragmentOf(mine('for (;;) {}')), '.pending');
    await at.click('.pending >> text=Run it');
    await at.click('text=Stop it');
    expect(await textOf(at, '.trouble')).toContain('was stopped');
    await at.click('text=Back to a built-in one');
    await says(at, 'linux-mainline on rings of 2');
    expect(await at.locator('.trouble').count()).toBe(0);
    await expect.poll(() => at.workers().length).toBe(1);
  });

  it('should hear of edited code no longer than it is asked', async () => {
    const forger = `setInterval(() => { for (let number = 1; number < 60; number++) postMessage({ kind: 'shown', number, looks: [{ sentence: 'forged', fate: 'live' }] }); }, 5); ${goesLive}`;
    const at = await open(await fragmentOf(mine(forger)), '.pending');
    await at.click('.pending >> text=Run it');
    await at.waitForSelector('.trouble');
    await at.getByLabel('policy').selectOption('recommended');
    await says(at, 'recommended on rings of 2');
    await at.waitForTimeout(200);
    expect(await textOf(at, '.sentence')).not.toContain('forged');
    await expect.poll(() => at.workers().length).toBe(1);
  });

  it('should let edited code keep nothing of the page, nor begin a worker', async () => {
    const names = [
      'indexedDB',
      'caches',
      'importScripts',
      'fetch',
      'BroadcastChannel',
      'Worker',
      'navigator',
    ];
    const probe = `return net.fail(${JSON.stringify(names)}.filter((name) => name in globalThis).join() || 'nothing there');`;
    const at = await open(await fragmentOf(mine(probe)), '.pending');
    await at.click('.pending >> text=Run it');
    await says(at, 'the probe fails');
    expect(await textOf(at, '.story')).toContain('nothing there');
  });

  it('should run what is edited here of a policy that came with a link, which has not run', async () => {
    const at = await open(await fragmentOf(mine(`throw new Error('no');`)), '.pending');
    await at.click('text=Edit this policy');
    const editor = at.locator('.cm-content');
    // biome-ignore lint/performance/useDomNodeTextContent: the ends of its lines count
    await editor.fill((await editor.innerText()).replace(`throw new Error('no');`, goesLive));
    await at.click('.editor >> text=Run it');
    await says(at, 'mine on rings of 2: live');
    await at.click('text=Close the editor');
    await at.click('text=Edit this policy');
    expect(await textOf(at, '.cm-content')).toContain('net.goLive()');
  });

  it('should give another device type a policy that drives it, and show nothing of what was refused', async () => {
    const at = await open();
    for (const [type, policy] of [
      ['blk', 'blk-linux'],
      ['console', 'console-linux'],
      ['net', 'linux-mainline'],
    ] as const) {
      await at.getByLabel('type').selectOption(type);
      await says(at, `${policy} on`);
      await at.waitForSelector('.sizes');
    }
    await at.getByRole('spinbutton', { name: 'MTU', exact: true }).fill('-1');
    await at.keyboard.press('Tab');
    expect(await textOf(at, '.trouble')).toContain('mtu: found -1');
    expect(await at.locator('.sequence, .sizes').count()).toBe(0);
    expect(await sentence(at)).toBe('');
  });

  it('should understand an offer however it is written', async () => {
    const scenario = { ...rings(2, 2, 2), rounds: [{ offer: '0x100000021', sizes: [2, 2, 2] }] };
    const at = await open(
      await fragmentOf({ driver: { id: 'recommended' }, scenario } as unknown as PageState),
    );
    const pressed = at.locator('.chip[aria-pressed=true]');
    expect(await pressed.allTextContents()).toEqual(['CSUM', 'MAC', 'VERSION_1']);
    await pressed.first().click();
    await at.waitForFunction(() => document.querySelectorAll('.chip[aria-pressed=true]').length === 2);
  });

  it('should let edited code reach no network', async () => {
    let reached = 0;
    const server = createServer((_, response) => {
      reached++;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const attempt = `let said = 'reached'; try { const x = new XMLHttpRequest(); x.open('GET', 'http://127.0.0.1:${port}/', false); x.send(); } catch { said = 'kept in'; } return net.fail(said);`;
    const at = await open(await fragmentOf(mine(attempt)), '.pending');
    await at.click('.pending >> text=Run it');
    await says(at, 'the probe fails');
    expect(await textOf(at, '.story')).toContain('kept in');
    server.close();
    expect(reached).toBe(0);
  });

  it('should judge a recording that is chosen', async () => {
    const at = await open();
    await at.setInputFiles('input[type=file]', recording);
    await says(at, 'base-ring16.jsonl, recorded of');
    expect(await textOf(at, '.story')).toContain('traffic-never-stalls');
  });

  /** Drops a file. */
  const drop = (at: Page, lines: readonly string[]): Promise<unknown> =>
    at.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], 'run.log'));
      dispatchEvent(new DragEvent('drop', { dataTransfer }));
    }, lines.join('\n'));

  it('should offer the devices of a log with two, and say of which one it tells', async () => {
    const at = await open();
    await drop(at, [...logged(probe), ...logged(probe, 0xfd000000)]);
    await at.getByRole('button', { name: 'virtio-net@0xfd000000' }).click();
    await says(at, 'run.log, recorded of a driver of virtio-net@0xfd000000 in QEMU');
    expect(await at.locator('.trouble, header button:has-text("@")').count()).toBe(0);
  });

  it('should say of a folder that it cannot be read', async () => {
    const at = await open();
    await at.evaluate(() => {
      const text = (): Promise<string> => Promise.reject(new Error('no file'));
      const event = new Event('drop');
      dispatchEvent(Object.assign(event, { dataTransfer: { files: [{ name: 'logs', text }] } }));
    });
    await at.waitForSelector('.trouble');
    expect(await textOf(at, '.trouble')).toBe('logs cannot be read: no file');
  });

  it('should name the recording that takes too long', async () => {
    await page.current.clock.install();
    const at = await open();
    const polls = Array.from({ length: 60_000 }, (_, i): Access => ['read', 'isr', 0, i % 2, 1]);
    const asked = at.waitForEvent('worker');
    await drop(at, logged([...probe, ...polls]));
    await asked;
    await at.clock.runFor(11_000);
    await at.waitForSelector('.trouble');
    expect(await textOf(at, '.trouble')).toContain('Judging run.log was stopped');
  });

  it('should bring what is opened into view on a small screen', async () => {
    const at = await open();
    await at.emulateMedia({ reducedMotion: 'reduce' });
    await at.setViewportSize({ width: 400, height: 800 });
    await at.click('text=Show me one that goes wrong');
    await at.click('text=Real devices');
    await at.locator('.entrance details[open] button').first().click();
    await says(at, 'found in ');
    await expect.poll(async () => (await at.locator('main').boundingBox())?.y).toBeLessThan(400);
  });

  it('should judge what QEMU has logged where it is dropped', async () => {
    const at = await open();
    await drop(at, logged(probe));
    await says(at, 'run.log, recorded of a driver of virtio-net in QEMU: holds');
    expect(await textOf(at, '.picture')).toContain('DRIVER_OK');
  });

  it('should open a published finding, of a policy and of a real driver, and walk through it', async () => {
    const at = await open();
    const entrance = at.locator('.entrance');
    await at.click('text=Show me one that goes wrong');
    await entrance.locator('summary', { hasText: /^linux-mainline:/ }).click();
    await entrance.locator('details[open] button', { hasText: 'accepted-set-closed' }).first().click();
    await says(at, 'linux-mainline on');
    expect(await sentence(at)).toContain('breaks ');
    const real = entrance.locator('details', { hasText: /^linux 6\.1/ });
    await real.locator('summary').click();
    await real.locator('button').first().click();
    await says(at, 'recorded of linux 6.1');
    await at.locator('.picture').focus();
    await at.keyboard.press('Home');
    await at.waitForFunction(() => document.querySelector('.stepper')?.textContent?.includes('step 1 of'));
    expect(await at.locator('.standing').count()).toBe(1);
  });

  it('should tell what a real device does wrong, step by step', async () => {
    const at = await open();
    await at.click('text=Show me one that goes wrong');
    await at.click('text=Real devices');
    await at.locator('.entrance li', { hasText: 'QEMU ended by SIGABRT' }).first().locator('button').click();
    await says(at, 'device-keeps-answering, found in qemu:');
    expect(await at.locator('.picture .step').count()).toBeGreaterThan(3);
    const told = await textOf(at, '.story');
    for (const part of ['Seen in qemu:', 'npx virtio-conformance device qemu:']) expect(told).toContain(part);
    await at.click('text=Back to the policy');
    await says(at, 'core-flags-retry on');
    expect(complaints).toEqual([]);
  });

  it('should say of a file that is no recording which line is wrong', async () => {
    const file = join(folder, 'no.jsonl');
    writeFileSync(file, 'nonsense\n');
    const at = await open();
    await at.setInputFiles('input[type=file]', file);
    expect(await textOf(at, '.trouble')).toContain('no.jsonl:1');
    await at.click('text=Back to the policy');
    await says(at, 'core-flags-retry on');
    expect(await at.locator('.trouble').count()).toBe(0);
    await at.setInputFiles('input[type=file]', file);
    await at.waitForSelector('.trouble');
    await at.click('text=Show me one that goes wrong');
    await at.click('text=Real devices');
    const finding = at.locator('.entrance details[open] li').first();
    expect(await finding.textContent()).toMatch(/^\S+ \w+:\S+ \(/);
    await finding.locator('button').click();
    await says(at, 'found in ');
    expect(await at.locator('.trouble').count()).toBe(0);
  });

  it('should do nothing that hostile names ask for', async () => {
    const name = '<img src=x onerror=alert(1)>"><script>alert(1)</script>';
    const at = await open();
    let alerts = 0;
    at.on('dialog', (dialog) => {
      alerts++;
      void dialog.dismiss();
    });
    const file = join(folder, 'hostile.jsonl');
    const [header = '', ...lines] = readFileSync(recording, 'utf8').split('\n');
    writeFileSync(file, [JSON.stringify({ ...JSON.parse(header), subject: name }), ...lines].join('\n'));
    await at.setInputFiles('input[type=file]', file);
    await says(at, '<img src=x');
    const forged = `postMessage({ kind: 'shown', number: 1, looks: [{ id: ${JSON.stringify(name)}, sentence: ${JSON.stringify(name)}, fate: ${JSON.stringify(name)}, slots: [], features: [], messages: [], moments: [], story: [{ kind: 'paragraph', tone: ${JSON.stringify(`"${name}`)}, text: 'x' }], sequence: { driver: ${JSON.stringify(name)}, device: '', bands: [], end: '', broken: [] }, scenario: {} }] }); for (;;) {}`;
    const hostile = await open(await fragmentOf(mine(forged)), '.pending');
    await hostile.click('.pending >> text=Run it');
    await says(hostile, '<img src=x');
    expect(await hostile.locator('img, main script').count()).toBe(0);
    expect(alerts).toBe(0);
  });

  it.each([
    ['1.AAAA', 'not whole'],
    ['9.AAAA', 'begins with'],
    ['1', 'begins with'],
  ])('should say what is wrong with the link #%s', async (fragment, said) => {
    const at = await open(fragment);
    expect(await textOf(at, '.trouble')).toContain(said);
  });

  it('should say what is wrong with a link whose scenario no form can show', async () => {
    const scenario = { type: 'gpu' } as unknown as PageState['scenario'];
    const at = await open(await fragmentOf({ driver: { id: 'a' }, scenario }));
    expect(await textOf(at, '.trouble')).toContain('scenario.type: net or');
    await at.getByLabel('policy').selectOption('recommended');
    await says(at, 'recommended on');
    expect(await at.locator('.trouble').count()).toBe(0);
  });

  it('should say what is wrong with a scenario, naming the field', async () => {
    const scenario = { ...rings(2, 2, 2), mtu: -1 };
    const at = await open(await fragmentOf({ driver: { id: 'recommended' }, scenario }), '.trouble');
    expect(await textOf(at, '.trouble')).toContain('scenario: mtu: found -1');
  });

  it('should name every control to a screen reader', async () => {
    const at = await open();
    await at.waitForSelector('.sizes');
    await at.click('text=More of the device and the driver');
    await at.click('text=Show me one that goes wrong');
    await at.waitForSelector('.entrance details');
    const tree = await at.locator('body').ariaSnapshot();
    for (const said of [
      'heading "virtio-conformance',
      'complementary "What is run"',
      'combobox "policy"',
      'combobox "compared with"',
      'button "Edit this policy"',
      'combobox "transport"',
      'group "Round by round"',
      'group "Entries of each ring"',
      'spinbutton "receiveq1"',
      'slider "receiveq1, by sizes that are tried"',
      'button "MRG_RXBUF" [pressed]',
      'region "Ring sizes: which go well"',
      'table "Ring sizes: which go well"',
      'table "Features"',
      'region "Take it away"',
      'button "Link"',
      'Judge a recording of a real driver',
    ])
      expect(tree).toContain(said);
    const controls = /^\s*- (button|checkbox|combobox|link|slider|spinbutton|textbox|region)\b(?! ")/;
    expect(tree.split('\n').filter((line) => controls.test(line))).toEqual([]);
  });

  it('should be used by touch on a small screen', async () => {
    const context = await browser.newContext({
      hasTouch: true,
      isMobile: true,
      viewport: { width: 390, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    try {
      const at = await context.newPage();
      at.setDefaultTimeout(PATIENCE);
      await at.goto(index);
      await at.waitForSelector('.sequence');
      const tapped = async (selector: string): Promise<void> => {
        const control = at.locator(selector).first();
        const { width = 0, height = 0 } = (await control.boundingBox()) ?? {};
        expect(Math.min(width, height), selector).toBeGreaterThanOrEqual(24);
        await control.tap();
      };
      await tapped('summary:text("Show me one that goes wrong")');
      await tapped('.entrance summary:text("linux-mainline:")');
      await tapped('.entrance details[open] button');
      await says(at, 'linux-mainline on');
      await tapped('summary:text("The driver and the device")');
      const ring = at.getByRole('slider').first();
      const { width = 0, height = 0 } = (await ring.boundingBox()) ?? {};
      await ring.tap({ position: { x: width - 1, y: height / 2 } });
      await says(at, '32768');
      await tapped('.sizes button');
      await tapped('#take ~ .tokens button');
      await tapped('#take ~ button');
      await at.waitForSelector('text=Copied');
      expect(await at.evaluate(() => navigator.clipboard.readText())).toBe(at.url());
      expect(await at.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    } finally {
      await context.close();
    }
  });

  it.each([
    [400, 'light'],
    [400, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)(
    'should give axe nothing to say at %i px, %s, nor scroll sideways',
    async (width, colorScheme) => {
      const at = await open();
      await at.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await at.setViewportSize({ width, height: 800 });
      await at.waitForSelector('.sizes');
      // The page lets no other script in; what a browser's own debugger brings is not held to that.
      const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
      const session = await at.context().newCDPSession(at);
      await session.send('Runtime.evaluate', { expression: axe });
      const { result } = await session.send('Runtime.evaluate', {
        expression:
          'axe.run().then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join()).slice(0, 5)])))',
        awaitPromise: true,
        returnByValue: true,
      });
      expect(JSON.parse(result.value)).toEqual([]);
      expect(await at.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    },
  );
});

const request = {
  driver: 'linux-mainline',
  device: false,
  where: 'test',
  form: 'json',
  events: false,
  colour: false,
} as const;
