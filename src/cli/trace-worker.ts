import { serveTasks, startedWith } from '../node/thread.ts';
import { builtInPolicy } from '../policies/built-in.ts';
import { type Judging, judgeFile } from './judge-file.ts';

const { id, judging } = startedWith<{ readonly id: string | undefined; readonly judging: Judging }>();
const policy = id === undefined ? undefined : builtInPolicy(id);

serveTasks((file: string) => judgeFile(file, policy, judging));
