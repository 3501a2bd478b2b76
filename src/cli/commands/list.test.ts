import { describe, expect, it } from 'vitest';
import { netProperties } from '../../../properties/net/index.ts';
import { clauses } from '../../../spec/clauses/index.ts';
import { deviceTypeNames } from '../../../spec/device-types.ts';
import { mutants } from '../../mutants/index.ts';
import { modelMutants } from '../../mutants/models.ts';
import { policies } from '../../policies/index.ts';
import { exitCodes } from '../exit-codes.ts';
import { start } from '../fixtures/command-line.ts';
import { clauseRows, listClauses } from '../lists/clauses.ts';
import { columns } from '../lists/columns.ts';
import { listMutants, mutantRows } from '../lists/mutants.ts';
import { listPolicies, policyRows } from '../lists/policies.ts';
import { listProperties, propertyRows } from '../lists/properties.ts';
import { help } from './list.ts';

describe('columns', () => {
  it('should align, with lines below a row', () => {
    expect(columns([{ cells: ['a', 'must'], below: ['see there'] }, { cells: ['long', 'x'] }])).toBe(
      'a     must\n    see there\nlong  x\n',
    );
  });

  it('should let what is too long go on below itself', () => {
    const rows = [{ cells: ['a', 'of many words'], below: ['see over there'] }, { cells: ['b', 'x'] }];
    expect(columns(rows, 12)).toBe('a  of many\n   words\n    see over\n      there\nb  x\n');
    expect(columns([{ cells: ['much-longer', 'two words'] }], 14)).toBe(
      'much-longer\n        two\n        words\n',
    );
  });
});

describe('list', () => {
  it('should hold every policy, property, clause and mutant', () => {
    expect(policyRows().map(({ id }) => id)).toEqual(policies.map(({ id }) => id));
    expect(propertyRows().map(({ id }) => id)).toEqual(
      expect.arrayContaining(netProperties.map(({ id }) => id)),
    );
    expect(clauseRows().map(({ id }) => id)).toEqual(expect.arrayContaining(clauses.map(({ id }) => id)));
    expect(mutantRows().map(({ id }) => id)).toEqual([...mutants, ...modelMutants].map(({ id }) => id));
  });

  it('should say how a policy is named as a part of another kernel', () =>
    expect(listPolicies()).toContain('from 5.10 to 7.2, as linux-mainline@6.1'));

  it('should say of a mutant where it was seen and what should catch it, or why nothing does', () => {
    expect(listMutants()).toMatch(
      /^accepts-a-constant +policy +net +Accepts .*\n {4}from Unikraft, .*\n {4}caught by accepts-only-offered$/m,
    );
    expect(listMutants()).toMatch(/\n {4}escapes: the standard lets STANDBY stand without MAC/);
  });

  it('should say of a property its level, side, device types and version', () => {
    expect(listProperties()).toMatch(/^mtu-frame-received +must +driver +net +1\.1 +MTU negotiated means/m);
    expect(propertyRows().find(({ id }) => id === 'probe-ends')?.types).toEqual(deviceTypeNames);
  });

  it('should say of a clause by which properties it is tested', () => {
    const id = 'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #1';
    expect(clauseRows().find((row) => row.id === id)?.properties).toEqual(['accepts-only-offered']);
    expect(listClauses()).toContain('tested by accepts-only-offered\n');
  });

  it('should index every rule of virtio-net that a property cites', () => {
    const rows = new Map(clauseRows().map((row) => [row.id, row.properties]));
    for (const property of netProperties)
      for (const clause of property.clauses) expect(rows.get(clause)).toContain(property.id);
  });
});

describe('list, where its reader leaves before the end', () => {
  it('should end as its help says', async () => {
    const { child, ended } = start(['list', 'clauses'], '.');
    child.stdout?.destroy();
    const { code } = await ended;
    expect(code).toBe(exitCodes.unknown);
    expect(help).toContain(`${code} where the reader of the list leaves before its end`);
  });
});
