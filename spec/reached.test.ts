import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** What judges: the commands, and the two front doors. */
const judge = ['src/index.ts', 'src/vitest.ts', 'src/cli/main.ts'];

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
  // The ledger is data, and has tests of its own.
  const left = [...files]
    .filter((file) => isModel(file) && !file.startsWith('spec/clauses/'))
    .flatMap(exportsOf)
    .filter((one) => !judged.has(one));

  test('says nothing that the judge does without', () => {
    expect(left).toEqual([]);
  });
});
