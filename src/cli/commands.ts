/** A command: how it is called, and what it does in a line; loaded only when it is asked for, as a start is felt. */
interface Listed {
  readonly usage: string;
  readonly does: string;
  readonly load: () => Promise<Command>;
}

export interface Command {
  readonly help: string;
  readonly run: (args: readonly string[]) => Promise<number>;
}

/** Every command by its name: `--help`, the README and the tests of commands follow from this. */
export const commands: ReadonlyMap<string, Listed> = new Map(
  Object.entries({
    init: {
      usage: 'init [net|blk] DIR',
      does: 'begins a project of your own: a policy, its test and a workflow',
      load: () => import('./commands/init.ts'),
    },
    judge: {
      usage: 'judge [POLICY|FILE…]',
      does: 'judges driver policies, built-in or your own',
      load: () => import('./commands/judge.ts'),
    },
    device: {
      usage: 'device v86:net|SUBJECT',
      does: 'judges a device that somebody else wrote',
      load: () => import('./commands/device.ts'),
    },
    'check-certificate': {
      usage: 'check-certificate FILE|POLICY…',
      does: 'whether certificates of judge --exact are right',
      load: () => import('./commands/check-certificate.ts'),
    },
    compare: {
      usage: 'compare BEFORE AFTER',
      does: 'what got better and worse from one judgement to another',
      load: () => import('./commands/compare.ts'),
    },
    explain: {
      usage: 'explain POLICY ID|SCENARIO',
      does: 'tells one run as a story',
      load: () => import('./commands/explain.ts'),
    },
    prepare: {
      usage: 'prepare qemu',
      does: 'what there is to judge QEMU with, and what to install',
      load: () => import('./commands/prepare.ts'),
    },
    trace: {
      usage: 'trace FILE…',
      does: 'judges recordings of a real driver, and compares them with a policy',
      load: () => import('./commands/trace.ts'),
    },
    list: {
      usage: 'list policies|properties|clauses|readings|mutants',
      does: 'what there is: policies, properties, clauses, readings, mutants',
      load: () => import('./commands/list.ts'),
    },
    features: {
      usage: 'features VALUE [VALUE]',
      does: 'a feature set by name, whatever form it was pasted in, or the difference of two',
      load: () => import('./commands/features.ts'),
    },
    ledger: {
      usage: 'ledger',
      does: 'each clause: tested by what, and how that is known',
      load: () => import('./commands/ledger.ts'),
    },
    kill: {
      usage: 'kill [MUTANT…]',
      does: 'each mutant: killed by which properties, how soon, and on which smallest scenario',
      load: () => import('./commands/kill.ts'),
    },
    fuzz: {
      usage: 'fuzz [POLICY|FILE…]',
      does: 'a night of random scenarios with a memory; bisect: the commit of a finding',
      load: () => import('./commands/fuzz.ts'),
    },
    merge: {
      usage: 'merge DIR… --into DIR',
      does: 'the shards of a night made one',
      load: () => import('./commands/merge.ts'),
    },
    publish: {
      usage: 'publish',
      does: 'renews reports/ and the table of the README',
      load: () => import('./commands/publish.ts'),
    },
  }),
);
