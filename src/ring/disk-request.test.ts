import { describe, expect, it } from 'vitest';
import { diskRequests, requestNamed, requestOf } from '../../spec/blk/requests.ts';
import { layDiskRequest } from './disk-request.ts';
import { arrayMemory } from './fixtures/array-memory.ts';

describe('a request in memory', () => {
  it('should have header, data, room and status in descriptors of their own, one behind the other', () => {
    const shapes = diskRequests.map((_, place) =>
      layDiskRequest(arrayMemory(4096), 64, place)?.buffers.map(
        ({ address, length, isWritable }) => `${address}: ${length} ${isWritable ? 'written' : 'read'}`,
      ),
    );
    expect(shapes.slice(0, 2)).toEqual([
      ['64: 16 read', '80: 512 written', '592: 1 written'],
      ['64: 16 read', '80: 512 read', '592: 1 written'],
    ]);
    expect(shapes[requestNamed('zone open')]).toEqual(['64: 16 read', '80: 1 written']);
    expect(layDiskRequest(arrayMemory(4096), 64, diskRequests.length)).toBeUndefined();
  });

  it('should tell how it ended, and what the data that it brought begins with', () => {
    const memory = arrayMemory(4096);
    const place = requestNamed('read');
    const request = layDiskRequest(memory, 0, place);
    if (request === undefined) throw new Error('no request');
    expect(requestOf(request.ended())).toEqual({ place, status: 0xff, begins: 0 });
    memory.write(16, Uint8Array.from([1, 2, 3, 0x84, 5]));
    memory.write(16 + 512, Uint8Array.from([1]));
    expect(requestOf(request.ended())).toEqual({ place, status: 1, begins: 0x84_03_02_01 });
  });
});
