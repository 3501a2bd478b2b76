import { describe, expect, it } from 'vitest';
import { netProperties } from '../../properties/net/index.ts';
import { runOfEvents } from '../judge/devices/judge-device.ts';
import type { DeviceFinding, DeviceVerdict } from '../judge/devices/judged-device.ts';
import { keepsAnswering } from '../judge/devices/tallies.ts';
import { stepsWritten } from '../judge/devices/written.ts';
import { netSuite } from '../suites/net.ts';
import type { RegisterTransport } from '../transport/registers/map.ts';
import { netType } from '../types/net/net.ts';
import { type Block, cell } from './blocks.ts';
import { deviceReport } from './device-report.ts';
import { scenarioOn } from './fixtures/judgement.ts';

const finding: DeviceFinding = {
  because: 'it is wrong',
  clauses: [],
  at: 1,
  driver: 'recommended',
  events: stepsWritten('status-write=0 status-read'),
};

const broken = ({ id, level }: Pick<DeviceVerdict, 'id' | 'level'>, causes: number): DeviceVerdict => ({
  id,
  level,
  verdict: 'violated',
  runs: 9,
  applicable: 9,
  violations: 2,
  findings: Array.from({ length: causes }, () => finding),
});

/** What is told of a device that breaks some rules over a transport. */
function told(properties: readonly DeviceVerdict[], transport: RegisterTransport = 'pci'): Block[] {
  const shown = { ...scenarioOn(16, '{VERSION_1}'), transport };
  return deviceReport(
    {
      suite: 'suite 1.0',
      device: 'mine',
      type: 'net',
      shown,
      seed: 1,
      runs: 9,
      verdict: 'violated',
      properties,
    },
    {
      properties: [...netProperties, { ...keepsAnswering, since: '1.0' }],
      command: ['npx', 'virtio-conformance', 'device', 'mine'],
      runOf: ({ events }) => runOfEvents(netSuite, netType.parse(shown, 'shown'), events),
    },
    false,
  );
}

const sourcesIn = (blocks: readonly Block[]) =>
  blocks.flatMap((block) => (block.kind === 'table' ? block.rows.map((row) => row.at(-1)) : []));

describe('the report of a device', () => {
  it('should head a property once, and then its other causes', () => {
    const entries = told([broken(keepsAnswering, 3)]).flatMap((block) =>
      block.kind === 'entry' ? [block.title] : [],
    );
    expect(entries).toEqual([
      'device-keeps-answering (policy): violated in 2 of 9 runs',
      'Another cause of device-keeps-answering',
      'Another cause of device-keeps-answering',
    ]);
  });

  it('should end what others said with one full stop', () => {
    const said = {
      ...broken(keepsAnswering, 1),
      expected: 'a bug of mine.',
      findings: [{ ...finding, because: "Assertion `offset == 0' failed." }],
    };
    const fields = told([said]).flatMap((block) => (block.kind === 'entry' ? block.fields : []));
    const texts = fields.flatMap((field) => ('text' in field ? [field.text] : []));
    expect(texts).toContain('a bug of mine.');
    expect(texts.filter((text) => /failed\.$/.test(text))).toHaveLength(1);
    expect(texts.filter((text) => text.endsWith('..'))).toEqual([]);
  });

  it('should say on what a property rests over the transport, if on anything', () => {
    const status = { id: 'device-refuses-unclosed-sets', level: 'should' } as const;
    expect(sourcesIn(told([broken(keepsAnswering, 1), broken(status, 1)]))).toEqual([
      cell('–'),
      cell('VIRTIO 1.3 § 2.2.2 and § 4.1.4.3.1'),
    ]);
    expect(sourcesIn(told([broken(status, 1)], 'mmio'))).toEqual([cell('VIRTIO 1.3 § 2.2.2')]);
  });
});
