import { describe, expect, it } from 'vitest';
import { ringFaultOf, ringFaultPhrase, ringFaults, ringFaultValue } from './ring-faults.ts';

describe('a fault of a ring', () => {
  it('should be told with the bytes of the chain that shows it', () => {
    const value = ringFaultValue('says-more-than-there-is', { said: 36, writable: 1 });
    expect(ringFaultPhrase(value)).toBe(
      'the device says that it has written more than there is room for (bytes said: 36, writable: 1)',
    );
  });

  it('should be told without bytes where nobody knows them', () =>
    expect(ringFaultPhrase(ringFaultValue('writes-what-it-reads'))).toBe(
      'the device has written what is for it to read',
    ));

  it('should be the same whatever its bytes are, up to the largest that a ring may say', () => {
    for (const { name } of ringFaults)
      for (const bytes of [undefined, { said: 1, writable: 0 }, { said: 2 ** 32 - 1, writable: 2 ** 17 }]) {
        const value = ringFaultValue(name, bytes);
        expect(Number.isSafeInteger(value)).toBe(true);
        expect(ringFaultOf(value)?.name).toBe(name);
        if (bytes)
          expect(ringFaultPhrase(value)).toContain(`said: ${bytes.said}, writable: ${bytes.writable}`);
      }
  });

  it('should be none where the ring is as it should be', () => {
    expect(ringFaultOf(0)).toBeUndefined();
    expect(ringFaultPhrase(0)).toBe('it is as it should be');
    expect(ringFaultPhrase(7)).toBe('fault 7');
  });
});
