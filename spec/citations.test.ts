import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clauseById } from './clauses/index.ts';

/** Files that hold no rule of the standard, and why. */
const exempt: Readonly<Record<string, string>> = {
  'features.ts': 'the algebra of sets that every rule is written in',
  'feature-names.ts': 'how sets are written and read by people',
  'feature-notations.ts': 'how tools write them',
  'named-readings.ts': 'how an answer to an open question is named and taken',
  'requests.ts': 'how events of a run number requests',
  'versions.ts': 'the order of the published versions',
};

/**
 * Sections on how a device is found, which the ledger does not hold: cited by label, without an ordinal.
 * Labels as in version 1.4 (tag v1.4-cs01).
 */
const sectionsOutsideTheLedger = new Set([
  'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Discovery',
  'sec:Virtio Transport Options / Virtio Over PCI Bus / Virtio Structure PCI Capabilities',
]);

const LABEL = /(?:drivernormative|devicenormative|sec):|\(no label\) /;

interface Rule {
  readonly name: string;
  /** Lines of the doc comment right above the export, without its marks; empty where there is none. */
  readonly doc: readonly string[];
}

/** What a file exports, types and re-exports excepted. */
function exportedRules(source: string): Rule[] {
  const lines = source.split('\n');
  return lines.flatMap((line, at) => {
    const exported = /^export (?!type\b|interface\b|\*|\{.*\} from)(.*)$/.exec(line)?.[1];
    if (exported === undefined) return [];
    const [declared] = exported.split(/[^\w $*]/);
    const name =
      declared?.replace(/^.*\b(?:const|let|var|class|enum|function)\b[ *]*/, '').trim() || exported;
    return [{ name, doc: docAbove(lines, at) }];
  });
}

/** The doc comment that ends on the line before `at`. */
function docAbove(lines: readonly string[], at: number): string[] {
  if (!lines[at - 1]?.trimEnd().endsWith('*/')) return [];
  let start = at - 1;
  while (start >= 0 && !lines[start]?.trimStart().startsWith('/*')) start--;
  if (!lines[start]?.trimStart().startsWith('/**')) return [];
  return lines
    .slice(start, at)
    .map((text) => text.replace(/^\s*(?:\/\*\*|\*(?!\/))/, '').replace(/\*\/\s*$/, ''))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** The clause ids and bare labels that a text cites. */
function citationsIn(text: string): string[] {
  return text
    .split(new RegExp(`(?=${LABEL.source})`))
    .filter((piece) => piece.search(LABEL) === 0)
    .map((piece) => /^.*? #\d+/.exec(piece)?.[0] ?? piece.split(/ —|[,;.]|$/)[0]?.trimEnd() ?? piece);
}

/** What is wrong with the citations of a file, one line for each fault. */
function citationFaults(source: string): string[] {
  return exportedRules(source).flatMap(({ name, doc }) => {
    if (!LABEL.test(doc[0] ?? '')) return [`${name}: the first line of its doc comment cites no clause`];
    return citationsIn(doc.join(' '))
      .filter((cited) => !clauseById.has(cited) && !sectionsOutsideTheLedger.has(cited))
      .map((cited) => `${name}: no such clause: ${cited}`);
  });
}

describe('every rule of the model cites its clause', () => {
  const root = import.meta.dirname;
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('clauses'))
    .sort();
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');

  test.each(files.filter((file) => !(file in exempt)))('%s', (file) => {
    expect(citationFaults(read(file))).toEqual([]);
  });

  test('the exempt files exist, and state no rule by citing one', () => {
    for (const file of Object.keys(exempt)) {
      expect(files).toContain(file);
      expect(citationsIn(read(file))).toEqual([]);
    }
  });

  test('every section that is cited without an ordinal is still in use', () => {
    const cited = new Set(
      files.flatMap((file) =>
        citationsIn(
          exportedRules(read(file))
            .flatMap((r) => r.doc)
            .join('\n'),
        ),
      ),
    );
    expect([...sectionsOutsideTheLedger].filter((section) => !cited.has(section))).toEqual([]);
  });

  test('the files are those of this folder', () => {
    expect(files).toContain(relative(root, join(root, 'net', 'features.ts')));
    expect(files.length).toBeGreaterThan(15);
  });
});

describe('the checker of citations', () => {
  const clause = 'sec:Basic Facilities of a Virtio Device / Feature Bits #1';

  test('is content with a citation on one line, on the first of many, or on both of two rules', () => {
    expect(citationFaults(`/** ${clause} */\nexport const a = 1;`)).toEqual([]);
    expect(citationFaults(`/**\n * ${clause} — and\n * more.\n */\nexport function a() {}`)).toEqual([]);
    expect(
      citationFaults(
        '/** sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Discovery — why */\nexport const a = 1;',
      ),
    ).toEqual([]);
  });

  test('asks nothing of types, of what is not exported, and of re-exports', () => {
    const source =
      'export type A = 1;\nexport interface B {}\nconst c = 1;\nexport * from "./d.ts";\nexport { e } from "./e.ts";';
    expect(exportedRules(source)).toEqual([]);
  });

  test.each([
    ['no comment', 'export const a = 1;'],
    ['a plain comment', `// ${clause}\nexport const a = 1;`],
    ['a block comment that documents nothing', `/* ${clause} */\nexport const a = 1;`],
    ['a comment that is not right above', `/** ${clause} */\n\nexport const a = 1;`],
    ['a comment that belongs to the rule before', `/** ${clause} */\nconst b = 1;\nexport const a = 1;`],
    ['a citation on a later line only', `/**\n * A rule.\n * ${clause}\n */\nexport const a = 1;`],
    ['a section number in place of a label', '/** 2.2.1 Feature Bits */\nexport const a = 1;'],
  ])('finds a rule with %s', (_, source) => {
    expect(citationFaults(source)).toEqual(['a: the first line of its doc comment cites no clause']);
  });

  test.each([
    'export const a = 1;',
    'export const a: number = 1;',
    'export function a(): void {}',
    'export function* a() {}',
    'export async function a() {}',
    'export class a {}',
    'export enum a {}',
    'export let a = 1;',
  ])('sees the rule in: %s', (source) => {
    expect(exportedRules(source)).toEqual([{ name: 'a', doc: [] }]);
  });

  test.each([
    ['an ordinal beyond the last', 'sec:Basic Facilities of a Virtio Device / Feature Bits #99'],
    ['a misspelt label', 'sec:Basic Facilities of a Virtual Device / Feature Bits #1'],
    ['no ordinal where the ledger has some', 'sec:Basic Facilities of a Virtio Device / Feature Bits'],
    [
      'an ordinal where the ledger has none',
      'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Discovery #1',
    ],
    ['a section below a known one', 'sec:Device Types / Console Device / Virtqueues / Ports'],
  ])('finds %s', (_, cited) => {
    const source = `/** ${cited} — and ${clause}. */\nexport const a = 1;`;
    expect(citationFaults(source)).toEqual([`a: no such clause: ${cited}`]);
  });

  test('finds a second citation, and one that is broken over two lines', () => {
    const source = `/**\n * ${clause}; also sec:Basic Facilities of a\n * Virtio Device / Feature Bits #98\n */\nexport const a = 1;`;
    expect(citationFaults(source)).toEqual([
      'a: no such clause: sec:Basic Facilities of a Virtio Device / Feature Bits #98',
    ]);
  });
});
