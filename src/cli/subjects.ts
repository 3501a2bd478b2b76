import { resolve } from 'node:path';
import type { Subject } from '../judge/judge.ts';
import { ForeignPolicies, ForeignPolicy } from '../node/sandbox/foreign-policy.ts';
import { isBuiltIn } from '../policies/built-in.ts';
import { policies } from '../policies/index.ts';
import { deviceTypeNamed } from '../suites/built-in.ts';
import { withEverySuite } from '../suites/suites.ts';
import { UsageError } from './exit-codes.ts';
import { loadPolicy, nameWithId } from './load-policy.ts';
import { note } from './output.ts';

/** What is judged, and of that what needs processes of its own. */
export interface LoadedSubjects {
  readonly subjects: readonly Subject[];
  /** Judged too, to hold the subjects against them. */
  readonly beside: readonly Subject[];
  readonly foreign: ForeignPolicies;
}

export const builtInSubjects = (): LoadedSubjects => ({
  subjects: policies.map((policy) => ({ name: policy.id, policy })),
  beside: [],
  foreign: new ForeignPolicies(),
});

/** The policies that keep every rule, as far as the published judgement knows. */
export const referenceSubjects = (): LoadedSubjects => ({
  subjects: withEverySuite(({ reference }) => reference).map((policy) => ({ name: policy.id, policy })),
  beside: [],
  foreign: new ForeignPolicies(),
});

/** The policies of the given ids and files, and others `beside` them, each once, no two under one id. Throws UsageError. */
export async function subjectsOf(
  names: readonly string[],
  others: readonly string[] = [],
): Promise<LoadedSubjects> {
  const subjects: Subject[] = [];
  const beside: Subject[] = [];
  const foreign = new ForeignPolicies();
  const seen = new Set<string>();
  const taken = new Set(policies.map(({ id }) => id));
  for (const [i, name] of [...names, ...others].entries()) {
    if (deviceTypeNamed(name)) {
      throw new UsageError(
        `judge: ${name} is judged by what all policies do to it: judge without an argument`,
      );
    }
    const same = isBuiltIn(name) ? name : resolve(name);
    if (seen.has(same)) continue;
    seen.add(same);
    const policy = await loadPolicy(name);
    (i < names.length ? subjects : beside).push(
      policy instanceof ForeignPolicy ? apart(policy, taken, foreign) : { name, policy },
    );
  }
  return { subjects, beside, foreign };
}

// --- internal ---

/** A file's policy under an id that no other has; where that is not its own, stderr says so. */
function apart(policy: ForeignPolicy, taken: Set<string>, foreign: ForeignPolicies): Subject {
  const own = policy.id;
  let id = own;
  for (let i = 2; taken.has(id) || deviceTypeNamed(id); i++) id = `${own}-${i}`;
  taken.add(id);
  policy.id = id;
  const name = id === own ? policy.name : nameWithId(policy.name, id);
  foreign.add(name, policy);
  if (id !== own) note(`${policy.name}: ${own} is the id of ${whose(own)}: shown as ${id}`);
  return { name, policy: policy.policy };
}

const whose = (id: string): string =>
  deviceTypeNamed(id) ? 'the simulated device' : isBuiltIn(id) ? 'a built-in policy' : 'another policy';
