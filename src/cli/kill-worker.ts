import type { KillOptions } from '../kill/kill-mutant.ts';
import { killerOf } from '../kill/matrix.ts';
import { serveTasks, startedWith } from '../node/thread.ts';
import { mutantsOf } from '../suites/mutants.ts';
import { judges } from './kill.ts';

const kill = killerOf(judges, startedWith<KillOptions>());

serveTasks((id: string) => mutantsOf([id]).map(kill)[0]);
