import { expect, test } from 'vitest';
import { NONE, union } from '../features.ts';
import { consoleConfig, consoleFields, mayWriteConfig } from './configuration.ts';
import { EMERG_WRITE, MULTIPORT, SIZE } from './features.ts';

test('the fields of a console lie without a gap, each valid with a feature', () => {
  const ends = consoleFields.map(({ offset, bytes }) => offset + bytes);
  expect(consoleFields.map(({ offset }) => offset)).toEqual([0, ...ends.slice(0, -1)]);
  expect(ends.at(-1)).toBe(12);
  expect(consoleFields.map(({ validWith }) => validWith)).toEqual([SIZE, SIZE, MULTIPORT, EMERG_WRITE]);
  expect(Object.values(consoleConfig)).toEqual(consoleFields.map(({ offset }) => offset));
});

test('emerg_wr alone may be written, where it is offered', () => {
  const written = (offered: bigint) =>
    Object.values(consoleConfig).filter((offset) => mayWriteConfig(offset, offered));
  expect(written(union(SIZE, MULTIPORT, EMERG_WRITE))).toEqual([8]);
  expect(written(union(SIZE, MULTIPORT))).toEqual([]);
  expect(written(NONE)).toEqual([]);
});
