import { describe, expect, it } from 'vitest';
import { firstMergeableBuffer, LARGEST_IP_PACKET } from './linux-receive.ts';

describe('the first receive buffers that merge', () => {
  it.each([
    [256, 12, 1536],
    [64, 12, 1536],
    [256, 20, 1600],
    [32, 12, 2112],
    [17, 12, 3904],
    [16, 12, 4096],
    [1, 12, 4096],
  ])('should on a ring of %i, with a header of %i bytes, hold %i', (ring, header, bytes) =>
    expect(firstMergeableBuffer(ring, header, LARGEST_IP_PACKET, 4096)).toBe(bytes),
  );

  it('should hold a plain frame whatever the ring, where an MTU bounds what comes in', () =>
    expect([1, 256].map((ring) => firstMergeableBuffer(ring, 12, 1500, 4096))).toEqual([1536, 1536]));

  it('should together hold the largest packet, but where a page bounds them', () => {
    for (let ring = 17; ring <= 1024; ring++)
      expect(ring * firstMergeableBuffer(ring, 12, LARGEST_IP_PACKET, 4096)).toBeGreaterThan(
        LARGEST_IP_PACKET,
      );
  });
});
