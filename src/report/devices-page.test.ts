import { describe, expect, it } from 'vitest';
import { netProperties } from '../../properties/net/index.ts';
import { runOfEvents } from '../judge/devices/judge-device.ts';
import type { DeviceVerdict } from '../judge/devices/judged-device.ts';
import { stepsWritten } from '../judge/devices/written.ts';
import { netSuite } from '../suites/net.ts';
import type { RegisterTransport } from '../transport/registers/map.ts';
import { netType } from '../types/net/net.ts';
import type { ToldDevice } from './device-report.ts';
import { devicesPage } from './devices-page.ts';
import { scenarioOn } from './fixtures/judgement.ts';
import { renderMarkdown } from './markdown.ts';

const RESET = 'device-reset-disables-queues';
const GENERATION = 'device-config-generation-changes';
const OFFER = 'device-offer-fits-transport';

const verdict = (id: string, more: Partial<DeviceVerdict> = {}): DeviceVerdict => ({
  id,
  level: 'must',
  verdict: 'holds',
  runs: 9,
  applicable: 9,
  violations: 0,
  findings: [],
  ...more,
});

const broken = (id: string, more: Partial<DeviceVerdict> = {}): DeviceVerdict =>
  verdict(id, {
    verdict: 'violated',
    violations: 2,
    findings: [
      {
        because: 'it is wrong',
        clauses: [],
        at: 1,
        driver: 'made up',
        events: stepsWritten('status-write=0 status-read'),
      },
    ],
    ...more,
  });

const never = (id: string): DeviceVerdict => verdict(id, { verdict: 'unknown', applicable: 0 });

const SHOWN = netType.parse(scenarioOn(16), 'shown');

const device = (
  version: string,
  transport: RegisterTransport,
  properties: readonly DeviceVerdict[],
): ToldDevice => ({
  judgement: {
    suite: 'suite 1.0',
    device: `qemu:virtio-net (QEMU ${version})`,
    type: 'net',
    shown: { ...scenarioOn(16, '{VERSION_1}'), transport },
    seed: 1,
    runs: 9,
    verdict: 'violated',
    properties,
  },
  knowledge: {
    properties: netProperties,
    command: ['npx', 'virtio-conformance', 'device', 'qemu:virtio-net', '--transport', transport],
    runOf: ({ events }) => runOfEvents(netSuite, SHOWN, events),
  },
});

const devices = [
  device('7.2', 'pci', [verdict(RESET), broken(GENERATION, { level: 'should' }), verdict(OFFER)]),
  device('10.0', 'mmio', [broken(RESET), never(GENERATION), verdict(OFFER)]),
  device('11.1', 'mmio', [verdict(RESET, { verdict: 'unknown', violations: 1 }), verdict(OFFER)]),
];
const page = renderMarkdown(devicesPage(devices, '2023-01-02'));

describe('the page of devices', () => {
  it('should have a row a property that any violates, and a column a device', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.map((line) => line.split(' | ').toSpliced(2, 1))).toEqual([
      [
        '| property',
        'level',
        'qemu:virtio-net (QEMU 7.2) over pci',
        'qemu:virtio-net (QEMU 10.0) over mmio',
        'qemu:virtio-net (QEMU 11.1) over mmio |',
      ],
      ['| ---', '---', '---', '---', '--- |'],
      [`| ${GENERATION}`, 'should', 'departs', '–', '– |'],
      [`| ${RESET}`, 'must', 'holds', 'broken', 'unknown |'],
    ]);
    expect(rows.at(-1)).toMatch(/ \| must \| VIRTIO \S+ § /);
  });

  it('should tell of each device what was found, with its steps', () => {
    const [, , second = ''] = page.split(/^## qemu/m);
    expect(second).toContain(`### ${RESET} (must): violated in 2 of 9 runs`);
    expect(second).toContain(
      "npx virtio-conformance device qemu:virtio-net --transport mmio --steps 'status-write status-read'",
    );
    expect(page).toMatch(/QEMU 11.1\) over mmio\n\nNothing was found.\n$/);
  });

  it('should change with the date in one line', () => {
    const other = renderMarkdown(devicesPage(devices, '2024-05-06')).split('\n');
    expect(page.split('\n').filter((line, at) => line !== other[at])).toEqual([
      'Judged on 2023-01-02 by suite 1.0.',
    ]);
  });
});
