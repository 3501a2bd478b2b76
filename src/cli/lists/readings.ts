import { readings } from '../../../spec/readings.ts';
import { allProperties } from '../../suites/built-in.ts';
import { columns } from './columns.ts';

export const readingRows = () =>
  readings.map(({ name, question, values, otherwise, clauses }) => ({
    name,
    question,
    values,
    otherwise,
    clauses,
    properties: allProperties().flatMap(({ id, reading }) => (reading?.name === name ? [id] : [])),
  }));

export const listReadings = (): string =>
  columns(
    readingRows().map(({ name, question, values, otherwise, clauses, properties }) => ({
      cells: [name, question],
      below: [
        ...Object.entries(values).map(
          ([value, says]) => `${value}: ${says}${value === otherwise ? ' (taken unless said)' : ''}`,
        ),
        `decides on ${properties.join(', ')}`,
        ...clauses,
      ],
    })),
  );
