import { resolve } from 'node:path';
import type { Policy } from '../driver/policy.ts';
import type { Subject } from '../judge/judge.ts';
import { builtInPolicies, deviceTypeNamed, isBuiltIn } from './built-in.ts';
import { UsageError } from './exit-codes.ts';
import { loadPolicy, nameWithId } from './load-policy.ts';
import { note } from './output.ts';

export const builtInSubjects = (): Subject[] =>
  builtInPolicies.map((policy) => ({ name: policy.id, policy }));

/** The policies of the given ids and files, each once, no two under one id. Throws PolicyLoadError and UsageError. */
export async function subjectsOf(names: readonly string[]): Promise<Subject[]> {
  const subjects: Subject[] = [];
  const seen = new Set<string>();
  const taken = new Set(builtInPolicies.map(({ id }) => id));
  for (const name of names) {
    if (deviceTypeNamed(name)) {
      throw new UsageError(
        `judge: ${name} is judged by what all policies do to it: judge without an argument`,
      );
    }
    const same = isBuiltIn(name) ? name : resolve(name);
    if (seen.has(same)) continue;
    seen.add(same);
    const policy = await loadPolicy(name);
    subjects.push(isBuiltIn(name) ? { name, policy } : apart(name, policy, taken));
  }
  return subjects;
}

// --- internal ---

/** A file's policy under an id that no other has; where that is not its own, stderr says so. */
function apart(name: string, policy: Policy, taken: Set<string>): Subject {
  let { id } = policy;
  for (let i = 2; taken.has(id) || deviceTypeNamed(id); i++) id = `${policy.id}-${i}`;
  taken.add(id);
  if (id === policy.id) return { name, policy };
  const whose = deviceTypeNamed(policy.id)
    ? 'the simulated device'
    : isBuiltIn(policy.id)
      ? 'a built-in policy'
      : 'another policy';
  note(`${name}: ${policy.id} is the id of ${whose}: shown as ${id}`);
  return { name: nameWithId(name, id), policy: { ...policy, id } };
}
