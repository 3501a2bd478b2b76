import { builtInPolicies } from './built-in.ts';
import { judgeFile } from './judge-file.ts';
import { serveTasks, startedWith } from './thread.ts';

const id = startedWith<string | undefined>();
const policy = builtInPolicies.find((candidate) => candidate.id === id);

serveTasks((file: string) => judgeFile(file, policy));
