import { describe, expect, it } from 'vitest';
import { netProperties } from '../../properties/net/index.ts';
import { runOfEvents } from '../judge/devices/judge-device.ts';
import type { DeviceFinding, DeviceVerdict } from '../judge/devices/judged-device.ts';
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

const finding: DeviceFinding = {
  because: 'it is wrong',
  clauses: [],
  at: 1,
  driver: 'made up',
  events: stepsWritten('status-write=0 status-read'),
};

const broken = (id: string, more: Partial<DeviceVerdict> = {}): DeviceVerdict =>
  verdict(id, {
    verdict: 'violated',
    violations: 2,
    findings: [finding],
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
const said = {
  matters: (property: string) => (property === RESET ? 'A driver finds old queues.' : undefined),
  upstream: (property: string) => (property === RESET ? 'Not found.' : undefined),
};
const page = renderMarkdown(devicesPage(devices, '2023-01-02', said));

describe('the page of devices', () => {
  it('should have a row a device, and a column a property that any violates', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    expect(rows.map((line) => line.slice(2, -2).split(' | '))).toEqual([
      ['device', 'driven', GENERATION, RESET],
      ['---', '---:', '---', '---'],
      ['qemu:virtio-net (QEMU 7.2) over pci', '9', 'departs', 'holds'],
      ['qemu:virtio-net (QEMU 10.0) over mmio', '9', '–', 'broken'],
      ['qemu:virtio-net (QEMU 11.1) over mmio', '9', '–', 'unknown'],
    ]);
  });

  it('should tell versions of a device together where they do alike', () => {
    const alike = ['7.2', '10.0'].flatMap((version) => [
      device(version, 'pci', [broken(RESET)]),
      device(version, 'mmio', [broken(RESET), verdict(GENERATION)]),
    ]);
    const text = renderMarkdown(
      devicesPage([...alike, device('11.1', 'pci', [verdict(RESET)])], '2023-01-02', said),
    );
    expect(text.match(/^\| qemu:\S+ .*? over \w+ /gm)).toEqual([
      '| qemu:virtio-net (QEMU 7.2, QEMU 10.0) over pci ',
      '| qemu:virtio-net (QEMU 7.2, QEMU 10.0) over mmio ',
      '| qemu:virtio-net (QEMU 11.1) over pci ',
    ]);
    expect(text).toContain('- **Seen in:** qemu:virtio-net (QEMU 7.2, QEMU 10.0) over pci and mmio.\n');
  });

  it('should tell of each finding once, with its rule, whether it matters, and the fewest steps', () => {
    const twice = [
      ...devices,
      device('12', 'pci', [
        broken(RESET, { findings: [{ ...finding, events: stepsWritten('status-read') }] }),
      ]),
    ];
    const entries = renderMarkdown(devicesPage(twice, '2023-01-02', said))
      .split(/^### /m)
      .slice(1);
    expect(entries.map((entry) => entry.split('\n')[0])).toEqual([
      expect.stringMatching(new RegExp(`^${RESET} \\(must, VIRTIO \\S+ § .*\\): 2 devices$`)),
      expect.stringMatching(new RegExp(`^${GENERATION} \\(should, .*\\): 1 device$`)),
    ]);
    const [reset = '', generation = ''] = entries;
    expect(reset).toContain('qemu:virtio-net (QEMU 10.0) over mmio; qemu:virtio-net (QEMU 12) over pci.');
    expect(reset).toContain('- **Matters:** A driver finds old queues.\n- **Upstream:** Not found.');
    expect(reset).toContain('device qemu:virtio-net --transport pci --steps status-read');
    expect(generation).not.toMatch(/Matters|Upstream/);
  });

  it('should say so where nothing was found', () => {
    const none = [device('7.2', 'pci', [verdict(RESET)])];
    expect(renderMarkdown(devicesPage(none, '2023-01-02', said))).toMatch(/\n\nNothing was found.\n$/);
  });

  it('should change with the date in one line', () => {
    const other = renderMarkdown(devicesPage(devices, '2024-05-06', said)).split('\n');
    expect(page.split('\n').filter((line, at) => line !== other[at])).toEqual([
      'Judged on 2023-01-02 by suite 1.0.',
    ]);
  });
});
