import { describe, expect, test } from 'vitest';
import { deviceTypeRules } from './device-types.ts';
import { namesOf, parseFeatures } from './feature-names.ts';
import { NONE } from './features.ts';
import { negotiatedQueueName, negotiatedTypes, tableOfNegotiated } from './negotiated-types.ts';
import { transitionalDevices } from './pci-capabilities.ts';

describe('a device type that is negotiated with and no more', () => {
  const each = Object.keys(tableOfNegotiated(() => undefined)) as (keyof typeof negotiatedTypes)[];

  test('has a number and a chapter that no other type has', () => {
    const all = Object.values(deviceTypeRules);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ chapter }) => chapter)).size).toBe(all.length);
  });

  test.each(each)('%s has bits of device types alone, each once, and requires what it has', (type) => {
    const features = Object.entries(negotiatedTypes[type].features ?? {});
    const bits = features.map(([, { bit }]) => bit);
    expect(bits).toEqual([...bits.keys()]);
    const names = features.map(([name]) => name);
    for (const [, { requires }] of features) if (requires) expect(names).toContain(requires);
  });

  test('is negotiated by its own bits and those of every type', () => {
    const { names, known, offers, accepts } = deviceTypeRules.gpu;
    const of = (...texts: string[]) => parseFeatures(texts, names);
    expect(namesOf(of('VIRTIO_GPU_F_VIRGL', 'RING_PACKED'), names)).toEqual(['VIRGL', 'RING_PACKED']);
    expect(known('1.0') & of('VIRGL', 'BLOB_ALIGNMENT')).toBe(NONE);
    expect(known('1.4') & of('BLOB_ALIGNMENT')).not.toBe(NONE);
    expect(offers('1.4').isClosed(of('CONTEXT_INIT'))).toBe(false);
    expect(accepts('1.4').must.greatestClosedSubset(of('BLOB_ALIGNMENT', 'EDID'))).toBe(of('EDID'));
    expect(accepts('1.4').must.isClosed(of('CONTEXT_INIT', 'VIRGL'))).toBe(true);
  });

  test('has fields without gaps, where they are by the standard', () => {
    const fields = (type: (typeof each)[number]) =>
      Object.fromEntries(deviceTypeRules[type].configuration.map(({ name, offset }) => [name, offset]));
    expect(fields('crypto')).toMatchObject({ max_dataqueues: 4, akcipher_algo: 44, max_size: 48 });
    expect(fields('iommu')).toMatchObject({ input_range_start: 8, domain_range_start: 24, bypass: 36 });
    expect(fields('mem')).toMatchObject({ node_id: 8, addr: 16, requested_size: 48 });
    expect(fields('fs')).toMatchObject({ num_request_queues: 36 });
    expect(fields('input')).toMatchObject({ u: 8 });
  });

  test('names its virtqueues, those that repeat by number', () => {
    const named = (type: (typeof each)[number], count: number) =>
      Array.from({ length: count }, (_, i) => negotiatedQueueName(type, i, count));
    expect(named('crypto', 3)).toEqual(['dataq1', 'dataq2', 'controlq']);
    expect(named('fs', 3)).toEqual(['hiprio', 'requestq1', 'requestq2']);
    expect(named('rng', 2)).toEqual(['requestq', 'queue 1']);
    expect(negotiatedQueueName('crypto', 5, 3)).toBe('queue 5');
  });

  test('has a number over legacy PCI where it has that interface', () => {
    const { rng, balloon, '9p': files, gpu } = transitionalDevices;
    expect([rng, balloon, files, gpu]).toEqual([0x1005, 0x1002, 0x1009, undefined]);
  });
});
