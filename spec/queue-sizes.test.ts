import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clauseById } from './clauses/index.ts';
import { RING_PACKED } from './feature-bits.ts';
import { NONE } from './features.ts';
import { mayAct } from './initialization.ts';
import { mayTell, mayUse, type QueueState, type SizeReading, sizeReading, sizeRules } from './queue-sizes.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK } from './status.ts';
import { type Transport, transportRules, transports } from './transports.ts';
import { largestLegalSize } from './virtqueues.ts';

const AD = ACKNOWLEDGE | DRIVER;
const ADF = AD | FEATURES_OK;
const idle: QueueState = { sizeWritten: false, inUse: false };
const sized: QueueState = { sizeWritten: true, inUse: false };
const made: QueueState = { sizeWritten: true, inUse: true };

const anyTransport = fc.constantFrom<Transport>(...transports);
const anySize = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 70000 }));
const anyAccepted = fc.constantFrom(NONE, RING_PACKED);

describe('the size of a queue', () => {
  test.each<[Transport, string, string, string]>([
    ['pci', 'queue_size', 'queue-select', 'until-size-written'],
    ['pci-legacy', 'queue_size', 'queue-select', 'always'],
    ['mmio', 'QueueSizeMax', 'queue-select', 'always'],
    ['mmio-legacy', 'QueueNumMax', 'queue-select', 'while-idle'],
    ['ccw', 'READ_VQ_CONF', 'set-revision', 'always'],
  ])('shows on %s in %s after %s, its maximum %s', (transport, readFrom, readAfter, maximumShows) => {
    expect(sizeRules[transport]).toMatchObject({ readFrom, readAfter, maximumShows });
  });
});

describe('a driver that reads the size of a queue learns', () => {
  test.each<[Transport, number, QueueState, SizeReading]>([
    ['pci', AD, idle, 'provisional'],
    ['pci', ADF, idle, 'maximum'],
    ['pci', ADF, sized, 'own-choice'],
    ['pci', ADF | DRIVER_OK, made, 'own-choice'],
    ['pci-legacy', ACKNOWLEDGE, idle, 'provisional'],
    ['pci-legacy', AD, idle, 'maximum'],
    ['pci-legacy', AD | DRIVER_OK, { sizeWritten: false, inUse: true }, 'maximum'],
    ['mmio', AD, idle, 'provisional'],
    ['mmio', ADF | DRIVER_OK, made, 'maximum'],
    ['mmio-legacy', AD, sized, 'maximum'],
    ['mmio-legacy', AD, made, 'barred'],
    ['ccw', AD, idle, 'provisional'],
    ['ccw', ADF, made, 'maximum'],
  ])('on %s at status %i of a queue %o: %s', (transport, status, queue, reading) => {
    expect(sizeReading(transport, status, queue)).toBe(reading);
  });

  test('the maximum wherever queues may be discovered and are untouched, and only there', () => {
    for (const transport of transports)
      for (const status of [0, ACKNOWLEDGE, AD, ADF, ADF | DRIVER_OK]) {
        const discovers = mayAct('discover-queues', status, transportRules[transport].legacy);
        expect(sizeReading(transport, status, idle) === 'maximum', `${transport} ${status}`).toBe(discovers);
      }
  });
});

describe('a size that a device tells', () => {
  test('is 0 or a power of two on PCI, until RING_PACKED is negotiated', () => {
    expect([0, 1, 18, 32, 32768, 32769].map((size) => mayTell('pci', size, NONE))).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(mayTell('pci', 18, RING_PACKED)).toBe(true);
  });

  test('is a whole number above 0 everywhere', () => {
    for (const size of [-1, 1.5, Number.NaN])
      expect(transports.filter((transport) => mayTell(transport, size, RING_PACKED))).toEqual([]);
  });

  test('may be any on the other transports; 0 has no meaning on a channel', () => {
    expect(transports.filter((transport) => !mayTell(transport, 300, NONE))).toEqual(['pci', 'pci-legacy']);
    expect(transports.filter((transport) => !mayTell(transport, 0, NONE))).toEqual(['ccw']);
    expect(transports.filter((transport) => mayTell(transport, 40000, RING_PACKED))).toEqual([]);
  });
});

describe('a size that a driver uses', () => {
  test('is the one told on legacy PCI, at most it elsewhere, and unbounded on a channel', () => {
    const may = (size: number) => transports.filter((transport) => mayUse(transport, size, 16, NONE));
    expect(may(16)).toEqual([...transports]);
    expect(may(8)).toEqual(transports.filter((transport) => transport !== 'pci-legacy'));
    expect(may(32)).toEqual(['ccw']);
    expect(may(0)).toEqual([]);
  });

  test('is rounded down for a split ring where the maximum is no power of two', () => {
    expect([256, 300, 512].map((size) => mayUse('mmio', size, 300, NONE))).toEqual([true, false, false]);
    expect(mayUse('mmio', 300, 300, RING_PACKED)).toBe(true);
  });

  test('exists for every maximum that a device may tell, but none', () => {
    fc.assert(
      fc.property(anyTransport, anySize, anyAccepted, (transport, maximum, accepted) => {
        fc.pre(maximum > 0 && mayTell(transport, maximum, accepted));
        fc.pre(!(transportRules[transport].legacy && accepted === RING_PACKED));
        const size = largestLegalSize(maximum, accepted === RING_PACKED ? 'packed' : 'split');
        expect(mayUse(transport, size, maximum, accepted)).toBe(true);
      }),
    );
  });
});

test('what can be reduced agrees with the rules of the transport, and each rule has a clause of the ledger', () => {
  for (const transport of transports) {
    expect(sizeRules[transport].bound !== 'fixed').toBe(transportRules[transport].sizeReducible);
    expect(clauseById.has(sizeRules[transport].clause), sizeRules[transport].clause).toBe(true);
  }
});
