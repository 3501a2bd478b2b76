import { describe, expect, it } from 'vitest';
import { AT_THE_END, type Violation } from '../run/property.ts';
import { causeOf } from './causes.ts';

const saying = (because: string, clauses?: readonly string[]): Violation => ({
  at: AT_THE_END,
  because: () => because,
  ...(clauses ? { clauses } : {}),
});

describe('the cause of a violation', () => {
  it.each([
    ['numbers', 'transmitq1 has 16 entries', 'transmitq2 has 1 entries'],
    [
      'how many there are',
      'transmitq1 has 1 entry of 1 descriptor',
      'transmitq1 has 2 entries of 3 descriptors',
    ],
    ['sets', '{MAC} is lost', '{MAC, GUEST_TSO4} is lost'],
    ['features', 'MRG_RXBUF is offered', 'ANY_LAYOUT is offered'],
    ['status bits', 'at status ACKNOWLEDGE|DRIVER', 'at status FAILED'],
  ])('should not hang on %s', (_, one, other) => {
    expect(causeOf(saying(one))).toBe(causeOf(saying(other)));
  });

  it.each([
    ['another kind of queue', saying('transmitq1 stops'), saying('receiveq1 stops')],
    ['another story', saying('it fails'), saying('it loses a feature')],
    ['another rule', saying('it fails', ['a']), saying('it fails', ['b'])],
  ])('should be another for %s', (_, one, other) => {
    expect(causeOf(one)).not.toBe(causeOf(other));
  });
});
