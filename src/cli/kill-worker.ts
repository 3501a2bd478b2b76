import type { KillOptions } from '../kill/kill-mutant.ts';
import { killerOf } from '../kill/matrix.ts';
import { serveTasks, startedWith } from '../node/thread.ts';
import { judges } from './kill.ts';
import { mutantsOf } from './mutants.ts';

const kill = killerOf(judges, startedWith<KillOptions>());

serveTasks((id: string) => mutantsOf([id]).map(kill)[0]);
