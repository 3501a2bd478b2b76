import { deviceTypeNames } from '../../../spec/device-types.ts';
import { allProperties, propertiesOf } from '../../suites/built-in.ts';
import { columns } from './columns.ts';

export const propertyRows = () =>
  allProperties().map(({ id, level, side, since, title, clauses, reading }) => ({
    id,
    types: deviceTypeNames.filter((type) => propertiesOf(type).some((property) => property.id === id)),
    level,
    side,
    since,
    title,
    clauses,
    ...(reading === undefined ? {} : { reading }),
  }));

export const listProperties = (): string =>
  columns(
    propertyRows().map(({ id, types, level, side, since, title, clauses }) => ({
      cells: [id, level, side, types.join(' '), since, title],
      below: clauses,
    })),
  );
