import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerBytes, answerOf, hostAnswerOf, hostRequests, hostValue } from './requests.ts';

describe('a request to a SCSI host', () => {
  it('should have a header of 51 bytes where it is a command: an address, a tag, and a CDB of 32', () => {
    const commands = hostRequests.filter(({ queue }) => queue === 'request');
    expect(new Set(commands.map(({ header }) => header.length))).toEqual(new Set([51]));
    expect(commands.map(({ header }) => [header[0], header[1], header[19]])).toEqual([
      [1, 0, 0x00],
      [1, 0, 0x12],
      [1, 0, 0x12],
      [1, 0, 0x12],
      [2, 0, 0x12],
      [1, 255, 0x12],
      [0xc1, 1, 0xa0],
    ]);
    expect(new Set(commands.map(answerBytes))).toEqual(new Set([108]));
  });

  it('should, to the control queue, be a function for a task or a query, answered by a response at the end', () => {
    const controls = hostRequests.filter(({ queue }) => queue === 'control');
    expect(controls.map(({ header }) => [header[0], header.length])).toEqual([
      [0, 24],
      [1, 16],
    ]);
    expect(controls.map(answerBytes)).toEqual([1, 5]);
    expect(answerOf(8, Uint8Array.of(1, 2, 3, 4, 9))).toEqual({ place: 8, response: 9 });
  });

  it('should be answered by how much sense data there are, what is left, a status and a response', () => {
    const bytes = new Uint8Array(108);
    bytes.set([18, 0, 0, 0, 5, 1, 0, 0, 7, 7, 2, 3]);
    expect(answerOf(1, bytes)).toEqual({ place: 1, senseBytes: 18, residual: 261, status: 2, response: 3 });
  });

  it('should be a number, with how it ended', () => {
    const byte = fc.nat(255);
    const bytes = fc.nat(1023);
    fc.assert(
      fc.property(fc.nat(63), byte, byte, bytes, bytes, (place, response, status, senseBytes, residual) => {
        const answer = { place, response, status, senseBytes, residual };
        expect(hostAnswerOf(hostValue(answer))).toEqual(answer);
        const more = { ...answer, senseBytes: 0xffff_ffff, residual: 0xffff_ffff };
        expect(hostAnswerOf(hostValue(more))).toEqual({ ...answer, senseBytes: 1023, residual: 1023 });
      }),
    );
  });

  it('should be that of its place alone while nobody tells how it ended', () => {
    expect(hostValue({ place: 3 })).toBe(3);
    expect(hostAnswerOf(3)).toEqual({ place: 3 });
  });
});
