import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** What judges: the commands, and the two front doors. */
const judge = ['src/index.ts', 'src/vitest.ts', 'src/cli/main.ts'];

/** What is started by itself, and judges nobody. */
const besides = ['src/bench/bench.ts', 'src/model-check/main.ts'];

/** An export of a file; `*`: all of them. */
interface Export {
  readonly from: string;
  readonly name: string;
}

/** A source as the formatter lays it out: what it declares begins in the first column. */
interface Source {
  /** Without comments and imports. */
  readonly text: string;
  /** Top-level declarations by name, whole. */
  readonly declarations: ReadonlyMap<string, string>;
  /** What it imports, by the name that it has here. */
  readonly imports: ReadonlyMap<string, Export>;
  readonly passedOn: readonly Export[];
  /** The files that it names, in whatever form. */
  readonly files: readonly string[];
}

const IMPORT = /^(import|export) (?:type )?(\*(?: as \w+)?|\{[^}]*\}) from '(\.[^']+)';$/gm;

function parse(file: string, source: string): Source {
  const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  const at = (path: string): string => posix.join(posix.dirname(file), path);
  const imports = new Map<string, Export>();
  const passedOn: Export[] = [];
  for (const [, how, clause = '', path = ''] of code.matchAll(IMPORT)) {
    for (const [, name = '', alias = name] of clause.matchAll(/(?:type )?(\*|\w+)(?: as (\w+))?/g)) {
      if (how === 'import') imports.set(alias, { from: at(path), name });
      else passedOn.push({ from: at(path), name });
    }
  }
  const text = code.replace(IMPORT, '');
  const declarations = text.split(/\n(?=(?:export )?(?:const|function|class|interface|type) \w)/);
  return {
    text,
    declarations: new Map(
      declarations.map((whole) => [/^(?:export )?\w+ (\w+)/.exec(whole)?.[1] ?? '', whole]),
    ),
    imports,
    passedOn,
    files: [...code.matchAll(/'(\.\.?\/[^']+\.ts)'/g)].map(([, path = '']) => at(path)),
  };
}

/** What a text takes of what its file imports. */
const takenBy = (text: string, { imports }: Source): Export[] =>
  [...text.matchAll(/\b(\w+)\b(?:\.(\w+))?/g)].flatMap(([, alias = '', member = '*']) => {
    const taken = imports.get(alias);
    return taken ? [taken.name === '*' ? { ...taken, name: member } : taken] : [];
  });

const isModel = (file: string): boolean => file.startsWith('spec/');

/** A tree of sources, as far as `read` knows them. */
function tree(read: (file: string) => string | undefined) {
  const sources = new Map<string, Source | undefined>();
  const sourceOf = (file: string): Source | undefined => {
    if (!sources.has(file)) {
      const source = read(file);
      sources.set(file, source === undefined ? undefined : parse(file, source));
    }
    return sources.get(file);
  };

  /** Of a file of the model, by file and name. */
  const exportsOf = (file: string): string[] =>
    [...(sourceOf(file)?.declarations ?? [])].flatMap(([name, text]) =>
      text.startsWith('export ') ? [`${file} ${name}`] : [],
    );

  /** What code outside the model takes of it, from some files on through all that these name; and what that takes of the model again. */
  function reachedFrom(entries: readonly string[]): Set<string> {
    const outside = new Set(entries);
    const open: Export[] = [];
    for (const file of outside) {
      const source = sourceOf(file);
      if (!source) continue;
      for (const named of source.files) if (!isModel(named)) outside.add(named);
      open.push(...[...takenBy(source.text, source), ...source.passedOn].filter(({ from }) => isModel(from)));
    }
    const reached = new Set<string>();
    for (let one = open.pop(); one; one = open.pop()) {
      const { from, name } = one;
      const source = sourceOf(from);
      const declared = source?.declarations.get(name);
      if (name === '*')
        open.push(...exportsOf(from).map((each) => ({ from, name: each.split(' ')[1] ?? '' })));
      if (!source || declared === undefined || reached.has(`${from} ${name}`)) continue;
      reached.add(`${from} ${name}`);
      const words = declared.match(/\w+/g) ?? [];
      open.push(...takenBy(declared, source), ...words.map((word) => ({ from, name: word })));
    }
    return reached;
  }

  return { exportsOf, reachedFrom };
}

describe('the model', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const inFolder = (folder: string): string[] =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
      .filter((file) => /(?<!\.test)\.ts$/.test(file));
  const files = new Set(['spec', 'properties', 'src'].flatMap(inFolder));
  const { exportsOf, reachedFrom } = tree((file) =>
    files.has(file) ? readFileSync(`${root}/${file}`, 'utf8') : undefined,
  );
  const judged = reachedFrom(judge);
  const runBesides = reachedFrom(besides);
  // The ledger is data, and has tests of its own.
  const left = [...files]
    .filter((file) => isModel(file) && !file.startsWith('spec/clauses/'))
    .flatMap(exportsOf)
    .filter((one) => !judged.has(one));

  test('says nothing that only its tests reach', () => {
    expect(left.filter((one) => !runBesides.has(one))).toEqual([]);
  });

  test('says little that the judge does without and something else runs', () => {
    expect(left.filter((one) => runBesides.has(one))).toEqual(['spec/net/footprints.ts receiveFootprint']);
  });
});

describe('a rule', () => {
  const rules = `import { low } from './low.ts';
export const asked = (): number => helper() + low;
const helper = (): number => inner;
export const inner = 1;
export const idle = (): number => ofIdle;
export const ofIdle = 2;
/** As asked does: idle. */
export interface Shape {}`;
  const low = 'export const low = 0;\nexport const lower = 1;';
  const reachedBy = (main: string): string[] => {
    const sources = new Map([
      ['src/main.ts', main],
      ['src/far.ts', "import { idle } from '../spec/rules.ts';\nidle();"],
      ['spec/rules.ts', rules],
      ['spec/low.ts', low],
    ]);
    const names = [...tree((file) => sources.get(file)).reachedFrom(['src/main.ts'])];
    return names.map((one) => one.split(' ')[1] ?? '').sort();
  };
  const asked = ['asked', 'helper', 'inner', 'low'];
  const all = ['Shape', ...asked, 'idle', 'ofIdle'].sort();

  test.each<[string, string, readonly string[]]>([
    ['by name', "import { asked } from '../spec/rules.ts';\nasked();", asked],
    ['by another name', "import {\n  type Shape,\n  asked as a,\n} from '../spec/rules.ts';\na();", asked],
    ['behind a dot', "import * as r from '../spec/rules.ts';\nr.asked();", asked],
    ['with all others', "import * as r from '../spec/rules.ts';\nall(r);", all],
    ['passed on', "export { asked } from '../spec/rules.ts';", asked],
    ['passed on with all others', "export * from '../spec/rules.ts';", all],
    ['from a file that is loaded', "const far = await import('./far.ts');", ['idle', 'ofIdle']],
    ['not by an import that is never used', "import { asked } from '../spec/rules.ts';", []],
    ['not by a comment', "import { asked } from '../spec/rules.ts';\n// asked", []],
  ])('is reached %s', (_, main, names) => expect(reachedBy(main)).toEqual(names));
});
