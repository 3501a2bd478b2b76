import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileFunction, createContext, runInContext } from 'node:vm';
import { createJiti } from 'jiti';
import type { linuxKernel } from '../driver/linux-kernels.ts';
import type { onKernel, Policy } from '../driver/policy.ts';
import { helpers } from '../exact/helpers.ts';
import { instrument, NAMES } from '../exact/instrument.ts';
import { changeNatives, shareErrors } from '../exact/natives.ts';
import { NotNotable } from '../exact/not-notable.ts';
import { refuse } from '../exact/sized.ts';
import { builtInPolicy } from '../policies/built-in.ts';
import type { policies } from '../policies/index.ts';
import { policyOf } from './sandbox/policy-file.ts';

/** Compiles the body of a function, with such names of parameters. */
export type Compile = (
  code: string,
  parameters: readonly string[],
  file: string,
  isAsync?: boolean,
) => (...given: unknown[]) => unknown;

/** A realm of its own, in which instrumented code finds what the language brings along so changed that it knows a Sized: what compiles code there. */
export function newRealm(given: Readonly<Record<string, unknown>> = {}): Compile {
  const context = createContext({}, { codeGeneration: { strings: false, wasm: false } });
  const realm: object = runInContext(PREPARE, context);
  changeNatives(realm);
  shareErrors(realm);
  // Passed as arguments: to look a global up in a context takes long.
  const named = Object.getOwnPropertyNames(realm).filter((name) => !UNNAMED.has(name));
  const names = [...named, 'console'];
  const values = [
    ...named.map((name): unknown => (name in given ? given[name] : Reflect.get(realm, name))),
    silentConsole(),
  ];
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!names.includes(name) && !(name in realm))
      Object.defineProperty(realm, name, { get: () => refuse(name) });
  }
  return (code, parameters, file, isAsync = false) => {
    const text = `return ${isAsync ? 'async ' : ''}function (${parameters.join()}) {${code}\n}`;
    return compileFunction(text, names, { parsingContext: context, filename: file })(...values);
  };
}

// --- internal ---

/** Globals that are no parameters: the language lets none have the names of the first two. */
const UNNAMED: ReadonlySet<string> = new Set(['undefined', 'eval', 'console']);

/** The global object, once nothing is left that makes functions of texts in the ways of `Function`. */
const PREPARE = `[async function () {}, function* () {}, async function* () {}].forEach((one) => {
  delete Object.getPrototypeOf(one).constructor;
});
globalThis`;

/** What a policy prints is no result, and nothing that is asked of a size. */
const silentConsole = (): object =>
  Object.fromEntries(Object.keys(console).map((name) => [name, () => undefined]));

/** What a module exports. */
type Exports = Readonly<Record<string, unknown>>;

const isBuilt = !import.meta.url.endsWith('.ts');

/** The folder of the package's JavaScript, also where the code runs from its TypeScript sources. */
const root = new URL(isBuilt ? '../../' : '../../dist/', import.meta.url);

const packages = createRequire(import.meta.url);

/** The policy of a file, or a built-in one by its id or `ID@VERSION`, as a suite that notes has it. */
export async function policyIn(suite: SuiteModules, compile: Compile, name: string): Promise<Policy> {
  const known = builtInPolicy(name);
  if (!known) return policyOf(await new UserModules(compile, suite).load(resolve(name)), name);
  const { policies: builtIn } = suite.of<{ policies: typeof policies }>('src/policies/index.js');
  const { linuxKernel: kernelOf } = suite.of<{ linuxKernel: typeof linuxKernel }>(
    'src/driver/linux-kernels.js',
  );
  const [base, version] = known.id.split('@');
  const policy = builtIn.find((one) => one.id === base) ?? fail(known.id);
  const kernel = version === undefined ? undefined : kernelOf(version);
  const driver = suite.of<{ onKernel: typeof onKernel }>('src/driver/policy.js');
  return kernel ? driver.onKernel(policy, kernel) : policy;
}

function fail(what: string): never {
  throw new Error(`the suite has no ${what}`);
}

/** The suite's own modules. Each takes what it imports once those have run, so none may import itself by way of others. */
export class SuiteModules {
  private readonly compile: Compile;
  /** By URL; `undefined`: it runs. */
  private readonly loaded = new Map<string, Exports | undefined>();
  private readonly settled: (path: string, exports: Exports) => Exports;
  /** What was instrumented when the package was built, by path. */
  private readonly instrumented: Readonly<Record<string, string>> = isBuilt
    ? JSON.parse(readFileSync(new URL('src/node/noted-suite.json', root), 'utf8'))
    : {};

  /** `settled`: what is imported of a module by its path, in the place of its exports. */
  constructor(
    compile: Compile,
    settled: (path: string, exports: Exports) => Exports = (_, exports) => exports,
  ) {
    this.compile = compile;
    this.settled = settled;
  }

  /** What the module of a path exports, which has to be known. */
  of<Known>(path: string): Known {
    return this.load(new URL(path, root)) as Known;
  }

  load(url: URL): Exports {
    const known = this.loaded.get(url.href);
    if (known) return known;
    if (this.loaded.has(url.href)) throw new Error(`${url.href} imports itself by way of others`);
    this.loaded.set(url.href, undefined);
    const file = fileURLToPath(url);
    let exports: Exports = {};
    const importOf = (name: string): unknown =>
      name.startsWith('.') ? this.load(new URL(name, url)) : packages(name);
    const exportAs = (own: Exports, handedOn: readonly (readonly [string, string, string])[]): void => {
      exports = this.exportsOf(own, handedOn, url);
    };
    const path = url.href.slice(root.href.length);
    const code = this.instrumented[path] ?? instrument(readFileSync(url, 'utf8'), file);
    this.compile(code, Object.values(NAMES), file)(helpers, importOf, exportAs, { url: url.href });
    exports = this.settled(path, exports);
    this.loaded.set(url.href, exports);
    return exports;
  }

  /** What a module hands on is loaded when it is asked for: of the whole suite a policy needs little. */
  private exportsOf(
    own: Exports,
    handedOn: readonly (readonly [string, string, string])[],
    url: URL,
  ): Exports {
    const exports = { ...own };
    Object.defineProperty(exports, '__esModule', { value: true });
    for (const [name, module, theirs] of handedOn) {
      const get = (): unknown => this.load(new URL(module, url))[theirs];
      Object.defineProperty(exports, name, { get, enumerable: true });
    }
    return exports;
  }
}

/** Parameters of a user's module, as jiti writes it. */
const PARAMETERS = [NAMES.helpers, 'exports', 'require', 'module', '__filename', '__dirname', 'jitiImport'];

/** A user's modules, and packages, in TypeScript or JavaScript: those of one policy. */
class UserModules {
  private readonly compile: Compile;
  private readonly suite: SuiteModules;
  private readonly jiti = createJiti(import.meta.url, { fsCache: false, debug: false });
  private readonly loaded = new Map<string, { exports: unknown }>();

  constructor(compile: Compile, suite: SuiteModules) {
    this.compile = compile;
    this.suite = suite;
  }

  /** What the module of a path exports. */
  async load(file: string): Promise<Exports> {
    const exports: unknown = await this.run(file, true);
    if (typeof exports !== 'object' || exports === null) return { default: exports };
    return '__esModule' in exports ? { ...exports } : { default: exports, ...exports };
  }

  /** Runs the module of a path, at most once; gives a promise of what it exports, or that itself. */
  private run(file: string, isAsync: boolean): unknown {
    const known = this.loaded.get(file);
    if (known) return known.exports;
    const module = { exports: {} as unknown };
    this.loaded.set(file, module);
    const source = readFileSync(file, 'utf8');
    if (file.endsWith('.json')) {
      module.exports = this.compile(`return JSON.parse(${JSON.stringify(source)});`, [], file)();
      return module.exports;
    }
    const ts = /\.[cm]?ts$/.test(file);
    const code = instrument(this.jiti.transform({ source, filename: file, ts, async: isAsync }), file);
    const ended = this.compile(code, PARAMETERS, file, isAsync)(
      helpers,
      module.exports,
      (name: string) => this.imported(name, file, false),
      module,
      file,
      dirname(file),
      async (name: string) => this.imported(name, file, true),
    );
    return ended instanceof Promise || isAsync
      ? Promise.resolve(ended).then(() => module.exports)
      : module.exports;
  }

  private imported(name: string, from: string, isAsync: boolean): unknown {
    if (name === 'virtio-conformance') return this.suite.of('src/index.js');
    if (isBuiltin(name)) throw new NotNotable(`${from}: imports ${name}`);
    const found = this.jiti.esmResolve(name, pathToFileURL(from).href);
    return this.run(found.startsWith('file:') ? fileURLToPath(found) : found, isAsync);
  }
}
