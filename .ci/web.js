/**
 * Builds the page into dist/web/: static files that work from any path, also opened as a file.
 *
 *   node .ci/web.js [--serve]    --serve also serves them at http://localhost:4173/
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, preview } from 'vite';
import { standaloneSources } from './policy-sources.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'dist/web');

/** Builds the page into a folder, and gives its files by name: the same whoever asks, as a test does. */
export async function buildPage(folder = out) {
  process.env.NODE_ENV = 'production';
  const { built, cited, findings, recordings } = await builtBefore();
  const [{ code: page, style }, { code: editedWorker }] = await Promise.all([
    bundled('page.ts', {}, [ledgerOf(cited), withoutRequests, withPoliciesAlone, plainText]),
    bundled('edited-worker.ts', {}, [ledgerOf(cited)]),
  ]);
  const { code: edit } = await bundled('edit.ts', {
    WORKER: JSON.stringify(editedWorker),
    SOURCES: JSON.stringify(standaloneSources(root)),
    RECORDINGS: JSON.stringify(recordings),
  });
  const parts = {
    style,
    built: JSON.stringify(built).replaceAll('<', '\\u003c'),
    page: page.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--'),
  };
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'sha256-${sha256(parts.page)}'`,
    `style-src 'sha256-${sha256(style)}'`,
    'worker-src blob:',
    "img-src 'none'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const template = readFileSync(join(root, 'src/web/index.html'), 'utf8');
  const html = template.replace(/<!--(\w+)-->/g, (_, name) => ({ ...parts, policy })[name] ?? '');
  const found = `globalThis.virtioFindings = ${JSON.stringify(findings)};\n`;
  const files = { 'index.html': html, 'edit.js': edit, 'findings.js': found };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return files;
}

// --- internal ---

const sha256 = (text) => createHash('sha256').update(text).digest('base64');

/** A module of the page and all that it imports as one script, and one style sheet. */
async function bundled(module, define = {}, plugins = []) {
  const output = await build({
    ...quietly,
    plugins,
    define: { 'process.env.NODE_ENV': '"production"', ...define },
    build: {
      write: false,
      target: 'es2023',
      lib: { entry: join(root, 'src/web', module), formats: ['iife'], name: 'page', fileName: 'page' },
    },
  });
  const [chunk, asset] = [output].flat()[0].output;
  return { code: chunk.code, style: String(asset?.source ?? '') };
}

const quietly = { root, configFile: false, logLevel: 'error' };

/** In place of the whole ledger the clauses that can be cited: of the others nobody asks. */
const ledgerOf = (clauses) => ({
  name: 'cited-clauses',
  enforce: 'pre',
  load: (id) =>
    id.endsWith('/spec/clauses/index.ts')
      ? `export const clauses = ${JSON.stringify(bySection(clauses))}.flatMap(([label, v1_3, v1_4, rules]) =>
           rules.map(([ordinal, keyword, rule]) => ({ id: label + ordinal, keyword, rule, section: { v1_3: v1_3 ?? undefined, v1_4 } })));
         export const clauseById = new Map(clauses.map((clause) => [clause.id, clause]));`
      : undefined,
});

/** Clauses with what those of a section have in common once. */
function bySection(clauses) {
  const sections = new Map();
  for (const { id, keyword, rule, section } of clauses) {
    const [, label, ordinal] = /^(.*?)(\d+)$/.exec(id);
    const { v1_3, v1_4 } = section;
    const key = `${label} ${v1_3}`;
    const known = sections.get(key) ?? [label, v1_3, v1_4, []];
    known[3].push([ordinal, keyword, rule]);
    sections.set(key, known);
  }
  return [...sections.values()];
}

/** No policy asks a disk or a SCSI host for anything. */
const withoutRequests = {
  name: 'without-requests',
  enforce: 'pre',
  load: (id) => {
    if (id.endsWith('/properties/blk/disks.ts')) return 'export const diskProperties = [];';
    if (id.endsWith('/properties/scsi/hosts.ts')) return 'export const hostProperties = [];';
    if (id.endsWith('/src/types/scsi/answers.ts'))
      return "export const hostAnswers = () => 0; export const saidOfRequest = () => 'request';";
    return undefined;
  },
};

/** Types that are negotiated with and no more have no policy, and the page does not show them. */
const withPoliciesAlone = {
  name: 'with-policies-alone',
  enforce: 'pre',
  load: (id) => {
    const none = "() => { throw new TypeError('no such type on the page'); }";
    if (id.endsWith('/src/types/negotiated/negotiated.ts')) return `export const negotiatedType = ${none};`;
    if (!id.endsWith('/spec/negotiated-types.ts')) return undefined;
    return `export const negotiatedTypes = {};
      export const tableOfNegotiated = () => ({});
      export const negotiatedRules = ${none};
      export const negotiatedQueueName = negotiatedRules;`;
  },
};

/**
 * A text has no colours here, and its lines are wrapped by characters: the table of those that take two columns would be a part of the page
 * that hardly anybody needs.
 */
const plainText = {
  name: 'plain-text',
  enforce: 'pre',
  resolveId: (source) => (source in plainModules ? `\0${source}` : undefined),
  load: (id) => plainModules[id.slice(1)],
};
const plainModules = {
  'string-width': 'export default (text) => [...text].length;',
  picocolors: 'export default { createColors: () => new Proxy({}, { get: () => String }) };',
};

/** What is made of the code and of what is published before the page is. */
async function builtBefore() {
  const folder = mkdtempSync(join(tmpdir(), 'virtio-web-'));
  try {
    await build({
      ...quietly,
      plugins: [withoutRequests],
      build: {
        ssr: join(root, 'src/web/built.ts'),
        target: 'node20',
        outDir: folder,
        copyPublicDir: false,
        rolldownOptions: { output: { entryFileNames: 'built.mjs', codeSplitting: false } },
      },
      ssr: { noExternal: true },
    });
    const made = await import(pathToFileURL(join(folder, 'built.mjs')).href);
    const report = (name) => readFileSync(join(root, 'reports', name), 'utf8');
    const all = recordingsIn(join(root, 'src/adapters/recorded/fixtures/linux-6.1'));
    const findings = made.findings(JSON.parse(report('verdicts.json')), all, report('devices.md'));
    const shown = new Set(findings.flatMap((found) => found.findings.map(({ recording }) => recording)));
    const recordings = Object.fromEntries(Object.entries(all).filter(([name]) => shown.has(name)));
    return { built: made.built(), cited: made.citedClauses(), findings, recordings };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Texts of recordings by the name of their file. */
const recordingsIn = (folder) =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

async function main() {
  const files = await buildPage();
  const { gzipSync } = await import('node:zlib');
  for (const [name, text] of Object.entries(files))
    console.log(`dist/web/${name}  ${Math.ceil(gzipSync(text, { level: 9 }).length / 1000)} kB compressed`);
  if (!process.argv.includes('--serve')) return;
  const server = await preview({ ...quietly, build: { outDir: out }, preview: { port: 4173 } });
  server.printUrls();
  console.log('Ctrl-C ends it.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
