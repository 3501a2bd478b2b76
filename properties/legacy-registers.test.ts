import { describe, expect, it } from 'vitest';
import type { Transport } from '../spec/transports.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import {
  accepts,
  addresses,
  enables,
  event,
  offers,
  reset,
  sizeIs,
  sizeTo,
} from '../src/trace/fixtures/events.ts';
import { otherIndex } from '../src/trace/other-registers.ts';
import { said } from './fixtures/runs.ts';
import { interfaceUsedAsItIs, legacyRingsLaidOut, legacySizeReadWhileIdle } from './legacy-registers.ts';

type Row = readonly [what: string, events: readonly TraceEvent[], said: number | 'holds' | 'does not apply'];

const over = (transport: Transport) => ({ scenario: { transport } });

describe('an interface', () => {
  const generation = event('config-generation-read', 0, 0);
  const readBack = event('accepted-read', 0, 1);

  it.each<[string, readonly TraceEvent[], readonly Transport[]]>([
    ['a generation', [reset, generation], ['pci-legacy', 'mmio-legacy', 'ccw']],
    ['features read back', [reset, readBack], ['mmio-legacy', 'ccw']],
    ['a size that is written', [reset, sizeTo(0, 16)], ['pci-legacy']],
    ['a second window of the offer', [reset, offers(1, 1)], ['pci-legacy']],
    ['a second window of the answer', [reset, accepts(1, 1)], ['pci-legacy']],
    ['a first window', [reset, offers(0, 1), accepts(0, 1)], []],
  ])('should not be asked for what it lacks: %s', (_, events, broken) => {
    for (const transport of ['pci-legacy', 'mmio-legacy', 'ccw'] as const)
      expect(said(interfaceUsedAsItIs, events, over(transport)), transport).toBe(
        broken.includes(transport) ? 1 : 'holds',
      );
    for (const transport of ['pci', 'mmio'] as const)
      expect(said(interfaceUsedAsItIs, events, over(transport))).toBe('does not apply');
  });
});

describe('a ring over legacy MMIO', () => {
  const wrote = (name: string, value: number) => event('other', otherIndex({ name, isWrite: true }), value);
  const page = (value: number) => wrote('guest_page_size', value);

  it.each<Row>([
    ['in pages', [page(4096), reset, wrote('queue_align', 64), addresses(0)], 'holds'],
    ['in pages of 4097 bytes', [page(4097)], 0],
    ['in pages that come too late', [reset, addresses(0), page(4096)], 2],
    ['in pages that are told again', [page(4096), reset, addresses(0), page(4096)], 'holds'],
    ['in pages that change', [page(4096), reset, page(8192)], 2],
    ['aligned to 24 bytes', [reset, wrote('queue_align', 24)], 1],
    [
      'of which a register is read',
      [event('other', otherIndex({ name: 'queue_align', isWrite: false }), 24)],
      'holds',
    ],
  ])('should be laid out %s', (_, events, expected) => {
    expect(said(legacyRingsLaidOut, events, over('mmio-legacy'))).toBe(expected);
    expect(said(legacyRingsLaidOut, events, over('mmio'))).toBe('does not apply');
  });

  it.each<Row>([
    ['before', [reset, sizeIs(0, 16), enables(0)], 'holds'],
    ['of another', [reset, enables(0), sizeIs(1, 16)], 'holds'],
    ['after', [reset, enables(0), sizeIs(0, 16)], 2],
    ['by a peek', [reset, enables(0), event('peek', 0, 16)], 2],
    ['after it was given back', [reset, enables(0), event('queue-release', 0, 0), sizeIs(0, 16)], 'holds'],
    ['after a reset', [reset, enables(0), reset, sizeIs(0, 16)], 'holds'],
  ])('should be measured while it is idle: its size is read %s', (_, events, expected) => {
    expect(said(legacySizeReadWhileIdle, events, over('mmio-legacy'))).toBe(expected);
    expect(said(legacySizeReadWhileIdle, events)).toBe('does not apply');
  });
});
