import { linuxVersions, newestLinux } from '../../driver/linux-kernels.ts';
import { typeOf } from '../../driver/policy.ts';
import { wrap } from '../../report/wrap.ts';
import { builtInPolicies } from '../../suites/built-in.ts';
import { listWidth } from '../terminal.ts';
import { columns } from './columns.ts';

export const policyRows = () =>
  builtInPolicies.map((policy) => ({ id: policy.id, type: typeOf(policy), title: policy.title }));

/** What a reader cannot see in the list. */
const KERNELS = `ID@VERSION is that policy as a part of another Linux kernel, from ${linuxVersions[0]} to ${newestLinux.version}, as linux-mainline@6.1; ID alone is of ${newestLinux.version}.`;

export const listPolicies = (): string =>
  columns(policyRows().map(({ id, type, title }) => ({ cells: [id, type, title] }))) +
  `\n${wrap(KERNELS, listWidth()).join('\n')}\n`;
