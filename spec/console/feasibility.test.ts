import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NONE } from '../features.ts';
import { consoleInfeasible, portsInUse } from './feasibility.ts';
import { consoleFeatures, EMERG_WRITE, MULTIPORT, SIZE } from './features.ts';

describe('MULTIPORT cannot work', () => {
  test('where queues of its ports are missing, and nothing else on a console ever', () => {
    expect(consoleInfeasible(consoleFeatures, { maxPorts: 4, queuesPresent: 10 })).toBe(NONE);
    expect(consoleInfeasible(consoleFeatures, { maxPorts: 4, queuesPresent: 9 })).toBe(MULTIPORT);
    expect(consoleInfeasible(SIZE | EMERG_WRITE, { maxPorts: 4, queuesPresent: 0 })).toBe(NONE);
  });
});

describe('ports in use', () => {
  test('are those whose queues exist, and no more than are named', () => {
    expect(portsInUse(MULTIPORT, { maxPorts: 4, queuesPresent: 10 })).toBe(4);
    expect(portsInUse(MULTIPORT, { maxPorts: 4, queuesPresent: 9 })).toBe(3);
    expect(portsInUse(MULTIPORT, { maxPorts: 4, queuesPresent: 100 })).toBe(4);
    expect(portsInUse(NONE, { maxPorts: 4, queuesPresent: 10 })).toBe(1);
    expect(portsInUse(NONE, { maxPorts: 4, queuesPresent: 1 })).toBe(0);
  });

  test('are one at least once MULTIPORT is masked for want of queues', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.integer({ min: 2, max: 90 }), (maxPorts, queuesPresent) => {
        const parameters = { maxPorts, queuesPresent };
        const accepted = consoleFeatures & ~consoleInfeasible(consoleFeatures, parameters);
        expect(portsInUse(accepted, parameters)).toBe(accepted & MULTIPORT ? maxPorts : 1);
      }),
    );
  });
});
