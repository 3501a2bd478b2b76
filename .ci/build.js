/**
 * Builds dist/ where the sources are not those that it was built from. Whatever runs from dist/ meanwhile goes on: outputs
 * are made apart and put in their places one by one, each at once, and only where they differ. Builds at the same time do
 * not disturb each other, as they make the same.
 *
 *   node .ci/build.js [--pack]    --pack also removes what no source makes any more
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const config = join(root, 'tsconfig.build.json');
/** What dist/ was built from. Hidden, as what is being made is: npm packs neither. */
const stamp = join(dist, '.sources');
const UNFINISHED = '.unfinished-';
/** Modules that threads and processes begin with: each becomes one file, which loads in half the time. */
const BEGINNINGS = [
  'src/node/built-in-thread.js',
  'src/node/check-thread.js',
  'src/node/exact-thread.js',
  'src/node/sandbox/policy-thread.js',
];
/** Instruments code so that it notes what it asks of ring sizes. */
const INSTRUMENT = 'src/exact/instrument.js';
/** Modules whose code is loaded once more, and notes what it asks of ring sizes; with what they import. */
const NOTED = [
  'src/index.js',
  'src/exact/decide.js',
  'src/judge/property-set.js',
  'src/suites/suites.js',
  'src/suites/under-readings.js',
];
/** What the project's commands end with where they fail themselves. */
const INTERNAL_ERROR = 70;

try {
  await build(process.argv.includes('--pack'));
} catch (error) {
  console.error(`build: ${error.message.split('\n')[0]}`);
  process.exitCode = INTERNAL_ERROR;
}

async function build(toPack) {
  let sources = digest();
  if (readIfThere(stamp) === sources && !toPack) return;
  mkdirSync(dist, { recursive: true });
  removeAbandoned();
  const made = mkdtempSync(join(dist, `${UNFINISHED}${process.pid}-`));
  try {
    for (;;) {
      compile(made);
      for (const module of BEGINNINGS) if (existsSync(join(made, module))) await bundle(made, module);
      const now = digest();
      if (now === sources) break;
      // Changed while it was read.
      sources = now;
    }
    if (existsSync(join(made, INSTRUMENT))) await note(made);
    const outputs = filesBelow(made);
    // Until all are in their places, dist/ is not that of any sources.
    rmSync(stamp, { force: true });
    for (const output of outputs) put(join(made, output), join(dist, output));
    if (toPack) removeOthers(new Set(outputs));
    writeFileSync(join(made, 'stamp'), sources);
    renameSync(join(made, 'stamp'), stamp);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Of all that an output hangs on: every source, how they are compiled, and by what. */
function digest() {
  const { include } = JSON.parse(readFileSync(config, 'utf8'));
  const hash = createHash('sha256');
  const sources = include.flatMap((folder) =>
    filesBelow(join(root, folder))
      .filter((file) => /\.(ts|json)$/.test(file) && !/\.test\.ts$|(^|[/\\])fixtures[/\\]/.test(file))
      .map((file) => join(root, folder, file)),
  );
  const compiler = join(dirname(tsc()), '../package.json');
  const script = fileURLToPath(import.meta.url);
  for (const file of [script, config, join(root, 'tsconfig.json'), compiler, ...sources.sort()]) {
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

function compile(folder) {
  const args = [tsc(), '-p', config, '--outDir', folder];
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) throw new Error('the sources do not compile');
  chmodSync(join(folder, 'src/cli/main.js'), 0o755);
}

/** Writes down the instrumented code of the suite, by path: to make it takes longer than all else that a decision begins with. */
async function note(folder) {
  const { instrument } = await import(pathToFileURL(join(folder, INSTRUMENT)).href);
  const codes = {};
  const waiting = [...NOTED];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (module in codes) continue;
    const text = readFileSync(join(folder, module), 'utf8');
    codes[module] = instrument(text, module);
    for (const [, path] of text.matchAll(/^(?:import|export|\}).* from '(\.[^']+)';$/gm))
      waiting.push(posix.join(dirname(module), path));
  }
  writeFileSync(join(folder, 'src/node/noted-suite.json'), JSON.stringify(codes));
}

/** Puts all that a module imports but for packages into its file. */
async function bundle(folder, module) {
  const vite = await import('vite');
  await vite.build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(folder, module),
      target: 'node20',
      outDir: dirname(join(folder, module)),
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: { output: { entryFileNames: '[name].js', codeSplitting: false } },
    },
  });
}

/** Puts a file in its place; one that is the same already is left alone. */
function put(file, place) {
  if (existsSync(place) && readFileSync(place).equals(readFileSync(file))) return;
  mkdirSync(dirname(place), { recursive: true });
  renameSync(file, place);
}

function removeOthers(outputs) {
  for (const file of filesBelow(dist)) {
    if (!file.startsWith('.') && !outputs.has(file)) rmSync(join(dist, file));
  }
}

/** What builds left behind that were killed. */
function removeAbandoned() {
  for (const name of readdirSync(dist)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const builder = Number.parseInt(name.slice(UNFINISHED.length), 10);
    if (!isAlive(builder)) rmSync(join(dist, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Paths from the folder on. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function tsc() {
  return join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
}
