import { expect, it } from 'vitest';
import { hostAnswerOf, hostRequests } from '../../spec/scsi/requests.ts';
import { arrayMemory } from './fixtures/array-memory.ts';
import { layHostRequest } from './host-request.ts';

const shapeOf = (name: string): unknown =>
  layHostRequest(
    arrayMemory(4096),
    64,
    hostRequests.findIndex((request) => request.name === name),
  )?.buffers.map(
    ({ address, length, isWritable }) => `${address}: ${length} ${isWritable ? 'written' : 'read'}`,
  );

it('should have header, data, answer and room in descriptors of their own, one behind the other', () => {
  expect(shapeOf('INQUIRY with data both ways')).toEqual([
    '64: 51 read',
    '115: 4 read',
    '119: 108 written',
    '227: 36 written',
  ]);
  expect(shapeOf('TEST UNIT READY')).toEqual(['64: 51 read', '115: 108 written']);
  expect(shapeOf('query of asynchronous events')).toEqual(['64: 16 read', '80: 5 written']);
  expect(layHostRequest(arrayMemory(4096), 64, hostRequests.length)).toBeUndefined();
});

it('should tell how it ended, and of what nobody has written that it is nothing that is written', () => {
  const memory = arrayMemory(4096);
  const request = layHostRequest(memory, 0, 1);
  if (request === undefined) throw new Error('no request');
  const untold = { place: 1, response: 0xff, status: 0xff, senseBytes: 1023, residual: 1023 };
  expect(hostAnswerOf(request.ended())).toEqual(untold);
  memory.write(51, Uint8Array.from([18, 0, 0, 0, 5, 0, 0, 0, 0, 0, 2, 0]));
  expect(hostAnswerOf(request.ended())).toEqual({
    place: 1,
    response: 0,
    status: 2,
    senseBytes: 18,
    residual: 5,
  });
});
