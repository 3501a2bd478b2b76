import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';
import { needChromium } from './fixtures/chromium.ts';
import { judged } from './fixtures/judged-anywhere.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('judge, properties, policies and reports, bundled for a browser', () => {
  let code = '';
  let modules: readonly string[] = [];
  let imports: readonly string[] = [];

  beforeAll(async () => {
    ({ code, modules, imports } = await bundled('src/fixtures/judged-anywhere.ts'));
  });

  it('should hold no module of Node.js, and none of the rooms that need it', () => {
    expect(modules).toContain('src/judge/judge.ts');
    expect(modules.filter((id) => /^node:|browser-external|^src\/(node|cli)\//.test(id))).toEqual([]);
    expect(imports).toEqual([]);
  });

  it('should judge there as in Node.js', async ({ skip }) => {
    expect(await judgedIn(needChromium(skip), code)).toEqual(await judged());
  });
});

// --- internal ---

interface Bundle {
  readonly code: string;
  /** By path from the root. */
  readonly modules: readonly string[];
  /** What it leaves to be found where it runs. */
  readonly imports: readonly string[];
}

/** A module of the project and all that it imports as one text. */
async function bundled(module: string): Promise<Bundle> {
  const output = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: { entry: join(root, module), formats: ['es'], fileName: 'bundle' },
    },
  });
  const chunks = [output].flat().flatMap((made) => ('output' in made ? made.output : []));
  const [chunk, ...others] = chunks;
  if (chunk?.type !== 'chunk' || others.length) throw new Error(`expected one file, made ${chunks.length}`);
  const modules = chunk.moduleIds.map((id) => id.replace(root, ''));
  return { code: chunk.code, modules, imports: [...chunk.imports, ...chunk.dynamicImports] };
}

/** What `judged` of the bundle gives in a browser: its page sends it back, so that no clock says when it is done. */
async function judgedIn(browser: string, code: string): Promise<unknown> {
  const page = `<!doctype html><meta charset="utf-8"><script type="module">
    const send = (body) => fetch('/', { method: 'POST', body: JSON.stringify(body) });
    addEventListener('error', ({ message }) => send(message));
    import('/bundle.js').then(({ judged }) => judged()).then(send, (error) => send(String(error.stack)));
  </script>`;
  const folder = mkdtempSync(join(tmpdir(), 'virtio-browser-'));
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  const args = [...flags, `--user-data-dir=${folder}`, `http://127.0.0.1:${port}/`];
  const child = spawn(browser, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = text(child.stderr).then((said) => Promise.reject(new Error(`${browser} ended: ${said}`)));
  try {
    const sent = new Promise<string>((resolve) => {
      server.on('request', (request, response) => {
        const isScript = request.url === '/bundle.js';
        if (request.method === 'POST') void text(request).then(resolve);
        response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
        response.end(isScript ? code : page);
      });
    });
    return JSON.parse(await Promise.race([sent, ended]));
  } finally {
    ended.catch(() => {});
    child.kill('SIGKILL');
    server.close();
    server.closeAllConnections();
    await once(child, 'close');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
