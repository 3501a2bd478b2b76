import { strykerPlugins as vitestPlugins } from '@stryker-mutator/vitest-runner';

/** Keys whose value is words for a reader: a sentence, the label of a clause, ids: of itself, of what it follows from. */
const WORDS = new Set(['id', 'title', 'reading', 'clause', 'clauses', 'follows']);

/** Keys whose value is one word of a closed union: the compiler, which `npm test` runs too, refuses "" there. */
const CLOSED = new Set(['level', 'side', 'since', 'strength']);

/** How the label of a clause, or of a demand of the thread, begins. */
const LABEL = /^(sec|drivernormative|devicenormative|seed|thread):|^\(no label\)/;

const nameOf = ({ type, name, value }) => (type === 'StringLiteral' ? value : name);

const isText = ({ type }) => type === 'StringLiteral' || type === 'TemplateLiteral';

const beginningOf = ({ type, value, quasis }) => (type === 'StringLiteral' ? value : quasis[0].value.raw);

/** Leaves alone what is words and no logic: a mutant of it would say worse, and do nothing worse. */
const words = {
  shouldIgnore({ node, parent }) {
    if (node.type === 'ObjectProperty' && WORDS.has(nameOf(node.key))) return 'words for a reader';
    if (!isText(node)) return undefined;
    if (parent.type === 'ObjectProperty' && CLOSED.has(nameOf(parent.key))) return '"" does not compile here';
    return LABEL.test(beginningOf(node)) ? 'the label of a clause' : undefined;
  },
};

const vitest = vitestPlugins.find(({ kind }) => kind === 'TestRunner');

/**
 * Stryker's runner of vitest, which counts tests that fail and overlooks files that cannot even be loaded: a mutant
 * that throws while a module is made would pass for a survivor.
 */
function vitestThatLoads(injector) {
  const runner = vitest.factory(injector);
  const mutantRun = runner.mutantRun.bind(runner);
  runner.mutantRun = async (options) => {
    const result = await mutantRun(options);
    const unloadable = runner.ctx.state.getFiles().find((file) => file.result?.state === 'fail');
    if (result.status !== 'survived' || unloadable === undefined) return result;
    return {
      status: 'killed',
      killedBy: [],
      failureMessage: `${unloadable.name} does not load: ${unloadable.result.errors?.[0]?.message}`,
      nrOfTests: result.nrOfTests,
    };
  };
  return runner;
}
vitestThatLoads.inject = vitest.factory.inject;

export const strykerPlugins = [
  { kind: 'Ignore', name: 'words', value: words },
  { kind: 'TestRunner', name: 'vitest-that-loads', factory: vitestThatLoads },
];
