import { expect, test } from 'vitest';
import { mayWriteConfig, scsiConfig, sizesAfterReset } from './configuration.ts';

test('a driver writes the sizes of sense data and command alone, which a reset makes 96 and 32', () => {
  const { senseSize, cdbSize } = scsiConfig;
  expect([...sizesAfterReset]).toEqual([
    [senseSize, 96],
    [cdbSize, 32],
  ]);
  expect(Object.values(scsiConfig).filter(mayWriteConfig)).toEqual([senseSize, cdbSize]);
});
