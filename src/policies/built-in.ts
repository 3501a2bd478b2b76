import { linuxKernel } from '../driver/linux-kernels.ts';
import { onKernel, type Policy } from '../driver/policy.ts';
import { policies } from './index.ts';

/** What separates a built-in policy from the Linux kernel that it is a part of. */
const AT = '@';

/** The built-in policy of an id, or of `ID@VERSION` as a part of that Linux kernel, the same for the same name; undefined where there is none. */
export function builtInPolicy(name: string): Policy | undefined {
  const policy = named.get(name) ?? policyNamed(name);
  if (policy) named.set(name, policy);
  return policy;
}

export const isBuiltIn = (name: string): boolean => builtInPolicy(name) !== undefined;

// --- internal ---

const named = new Map<string, Policy>();

function policyNamed(name: string): Policy | undefined {
  const at = name.lastIndexOf(AT);
  const id = at < 0 ? name : name.slice(0, at);
  const base = policies.find((policy) => policy.id === id);
  if (at < 0 || base === undefined) return base;
  const kernel = linuxKernel(name.slice(at + AT.length));
  return kernel && onKernel(base, kernel);
}
