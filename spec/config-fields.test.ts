import { describe, expect, test } from 'vitest';
import { blkConfig, blkConfigFields } from './blk/configuration.ts';
import { configPieceAt } from './config-fields.ts';
import { netConfigFields } from './net/configuration.ts';

describe('what a driver reaches of a configuration in one access', () => {
  test.each([
    ['a byte of an address', netConfigFields, 3, { offset: 3, bytes: 1 }],
    ['a field of 2 bytes', netConfigFields, 8, { offset: 8, bytes: 2 }],
    ['the same by its second byte', netConfigFields, 9, { offset: 8, bytes: 2 }],
    ['a field of 4 bytes, by its last', netConfigFields, 15, { offset: 12, bytes: 4 }],
    ['the lower half of 64 bits', blkConfigFields, 3, { offset: 0, bytes: 4 }],
    ['the upper half of 64 bits', blkConfigFields, 4, { offset: 4, bytes: 4 }],
    ['a byte of what is not used', blkConfigFields, 94, { offset: 94, bytes: 1 }],
    ['nothing beyond the last field', blkConfigFields, 96, undefined],
  ])('%s', (_, fields, offset, piece) => {
    expect(configPieceAt(fields, offset)).toEqual(piece);
  });
});

describe('the configuration of a disk', () => {
  // Typed from the structure of the standard: bits of each field in order, `x` times.
  const bits = '64 32 32 16 8 8 32 8 8 16 32 8 8 16 32 32 32 32 32 8 8x3 32 32 32 32 32 32 32 32 8 8x3';

  test('lies without a gap, each field in its width', () => {
    let end = 0;
    const fields = bits.split(' ').map((one) => {
      const [width, times = 1] = one.split('x').map(Number);
      const offset = end;
      end += ((width ?? 0) / 8) * times;
      return [offset, end - offset];
    });
    expect(blkConfigFields.map(({ offset, bytes }) => [offset, bytes])).toEqual(fields);
  });

  test('has where the table has them what decides on features', () => {
    const offsetOf = (name: string) => blkConfigFields.find((field) => field.name === name)?.offset;
    expect(blkConfig).toEqual({
      segMax: offsetOf('seg_max'),
      numQueues: offsetOf('num_queues'),
      zonedModel: offsetOf('model'),
    });
  });
});
