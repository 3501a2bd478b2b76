import { describe, expect, it } from 'vitest';
import {
  diskRequests,
  isOfNoType,
  isOfZones,
  requestBytes,
  requestNamed,
  requestOf,
  requestValue,
} from './requests.ts';

describe('a request to a disk', () => {
  it('should be named by its place', () => {
    expect(requestNamed('write')).toBe(1);
    expect(requestNamed('format')).toBe(-1);
  });

  it('should have a header of 16 bytes that begins with its type, and sectors of data', () => {
    const laid = diskRequests.map((request) => requestBytes(request));
    expect(laid.map(({ header }) => [...header])).toEqual(
      diskRequests.map(({ type }) => [type, ...new Array(15).fill(0)]),
    );
    expect(laid.map(({ data }) => data.length)).toEqual([0, 512, 0, 0, 0, 0, 0]);
    expect(new Set(laid[1]?.data)).toEqual(new Set([0xb5]));
  });

  it('should be for a zone where its type says so', () =>
    expect(diskRequests.filter(isOfZones).map(({ name }) => name)).toEqual([
      'zone report',
      'zone open',
      'zone close',
    ]));

  it('should be of no type where there is none', () =>
    expect(diskRequests.filter(isOfNoType).map(({ type }) => type)).toEqual([99]));

  it.each([0, 1, 2, 255])('should be a number, with how it ended: in status %i', (status) => {
    const ended = { place: 5, status, begins: 0xfedc_ba98 };
    expect(requestOf(requestValue(ended))).toEqual(ended);
  });

  it('should be that of its place alone while nobody tells how it ended', () => {
    expect(requestValue({ place: 3 })).toBe(3);
    expect(requestOf(3)).toEqual({ place: 3, begins: 0 });
  });
});
