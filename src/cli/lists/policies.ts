import { linuxVersions, newestLinux } from '../../driver/linux-kernels.ts';
import { builtInPolicies, linuxOfOld, typeOf } from '../built-in.ts';
import { columns } from './columns.ts';

export const policyRows = () =>
  [...builtInPolicies, ...linuxOfOld()].map((policy) => ({
    id: policy.id,
    type: typeOf(policy),
    title: policy.title,
  }));

/** What a reader of the list cannot see in it. */
const KERNELS = `
POLICY@VERSION is POLICY as a part of that Linux kernel, any from ${linuxVersions[0]} to ${newestLinux.version}; without it, of ${newestLinux.version}.
`;

export const listPolicies = (): string =>
  columns(policyRows().map(({ id, type, title }) => ({ cells: [id, type, title] }))) + KERNELS;
