import { builtInPolicies, typeOf } from '../built-in.ts';
import { columns } from './columns.ts';

export const policyRows = () =>
  builtInPolicies.map((policy) => ({ id: policy.id, type: typeOf(policy), title: policy.title }));

export const listPolicies = (): string =>
  columns(policyRows().map(({ id, type, title }) => ({ cells: [id, type, title] })));
