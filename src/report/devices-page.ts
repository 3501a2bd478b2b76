import { causeOf } from '../judge/causes.ts';
import type { DeviceFinding, DeviceVerdict } from '../judge/devices/judged-device.ts';
import { type Block, type Cell, cell } from './blocks.ts';
import { sources } from './citation.ts';
import { deviceEntry, type ToldDevice } from './device-report.ts';
import { counted, listed } from './wrap.ts';

/** What is said of a violation of a property besides; undefined where nobody has said. */
export interface SaidOfFindings {
  /** Whether it matters to whoever has such a device. */
  readonly matters: (property: string) => string | undefined;
  /** Whether those who make such devices know of it. */
  readonly upstream: (property: string) => string | undefined;
}

/** The page of devices that others wrote: which of them break what, and each thing that was found once, with the fewest steps that show it and all devices that do it. The date, as it is to be read, is on one line. */
export function devicesPage(devices: readonly ToldDevice[], date: string, said: SaidOfFindings): Block[] {
  const suites = [...new Set(devices.map(({ judgement }) => judgement.suite))];
  const found = findingsOf(devices);
  return [
    { kind: 'title', text: 'Devices that others wrote' },
    { kind: 'paragraph', text: `Judged on ${date} by ${listed(suites)}.` },
    { kind: 'heading', text: 'What any of them violates' },
    {
      kind: 'paragraph',
      text:
        '"broken": what is of must or policy level; "departs": what is recommended; "–": never exercised, or not asked of it. ' +
        'Each was driven by seed 1 unless said.',
    },
    tableOf(devices),
    ...(found.length
      ? [{ kind: 'heading', text: 'Found in real devices' } as const]
      : [{ kind: 'paragraph', text: 'Nothing was found.' } as const]),
    ...found.map((one) => entryOf(one, said)),
  ];
}

// --- internal ---

const isViolated = ({ verdict }: DeviceVerdict): boolean => verdict === 'violated';

const verdictOn = ({ judgement }: ToldDevice, id: string): DeviceVerdict | undefined =>
  judgement.properties.find((one) => one.id === id);

/** A row each device, whose versions have one where they do alike; a column each property that any of them violates, by id. */
function tableOf(devices: readonly ToldDevice[]): Block {
  const violated = devices.flatMap(({ judgement }) =>
    judgement.properties.filter(isViolated).map(({ id }) => id),
  );
  const ids = [...new Set(violated)].toSorted();
  return {
    kind: 'table',
    head: ['device', 'driven', ...ids],
    right: [1],
    rows: versionsTogether(
      devices.map((told) => {
        const { device, seed, runs, shown } = told.judgement;
        const driven = cell(seed === 1 ? String(runs) : `${runs} by seed ${seed}`);
        const cells = [driven, ...ids.map((id) => cellOf(verdictOn(told, id)))];
        return [device, { transport: shown.transport, cells }];
      }),
    ).map(([name, { transport, cells }]) => [cell(`${name} over ${transport}`), ...cells]),
  };
}

/** One that was exercised and left open (seen broken, and not again) is `unknown`. */
function cellOf(one: DeviceVerdict | undefined): Cell {
  if (one === undefined || one.applicable === 0) return cell('–');
  if (!isViolated(one)) return cell(one.verdict, one.verdict === 'holds' ? 'good' : 'unsure');
  return one.level === 'should' ? cell('departs', 'unsure') : cell('broken', 'bad');
}

/** One thing that devices do: the verdict and finding of the one that shows it by the fewest steps, and all that do it. */
interface Found {
  readonly device: ToldDevice;
  readonly verdict: DeviceVerdict;
  readonly finding: DeviceFinding;
  readonly seenIn: readonly ToldDevice[];
}

/** Everything that was found, each by its property and cause, what is of must level first. */
function findingsOf(devices: readonly ToldDevice[]): Found[] {
  const found = new Map<string, Found>();
  for (const device of devices)
    for (const verdict of device.judgement.properties)
      for (const finding of verdict.findings) {
        const key = `${verdict.id} ${causeOf({ because: () => finding.because })}`;
        const known = found.get(key);
        const isShorter = known === undefined || finding.events.length < known.finding.events.length;
        const shown = isShorter ? { device, verdict, finding } : known;
        found.set(key, { ...shown, seenIn: [...new Set([...(known?.seenIn ?? []), device])] });
      }
  return [...found.values()].toSorted(
    (a, b) =>
      LEVELS.indexOf(a.verdict.level) - LEVELS.indexOf(b.verdict.level) ||
      (a.verdict.id < b.verdict.id ? -1 : a.verdict.id > b.verdict.id ? 1 : 0),
  );
}

const LEVELS = ['must', 'policy', 'should'];

function entryOf({ device, verdict, finding, seenIn }: Found, said: SaidOfFindings): Block {
  const { clauses = [] } = device.knowledge.properties.find(({ id }) => id === verdict.id) ?? {};
  const [matters, upstream] = [said.matters(verdict.id), said.upstream(verdict.id)];
  return deviceEntry(verdict, finding, device.knowledge, {
    title: `${verdict.id} (${verdict.level}${clauses.length ? `, ${sources(clauses)}` : ''}): ${counted(seenIn.length, 'device')}`,
    before: [
      { label: 'Seen in', text: `${byName(seenIn)}.` },
      ...(matters === undefined ? [] : [{ label: 'Matters', text: matters }]),
      ...(upstream === undefined ? [] : [{ label: 'Upstream', text: upstream }]),
    ],
  });
}

/** Devices by name and version, each with its transports. */
function byName(devices: readonly ToldDevice[]): string {
  const transports = new Map<string, string[]>();
  for (const { judgement } of devices)
    transports.set(judgement.device, [
      ...(transports.get(judgement.device) ?? []),
      judgement.shown.transport,
    ]);
  return versionsTogether([...transports])
    .map(([name, over]) => `${name} over ${listed(over)}`)
    .join('; ');
}

/** Of names such as `qemu:virtio-net (QEMU 10.0.13)`, each with what is told of it, those that differ in the version alone as one. */
function versionsTogether<Told>(told: readonly (readonly [name: string, told: Told])[]): [string, Told][] {
  const found = new Map<string, { readonly kind: string; readonly versions: string[]; readonly one: Told }>();
  for (const [name, one] of told) {
    const [, kind = name, version] = /^(.*) \((.*)\)$/.exec(name) ?? [];
    const key = JSON.stringify([kind, one]);
    const known = found.get(key) ?? { kind, versions: [], one };
    if (version !== undefined) known.versions.push(version);
    found.set(key, known);
  }
  return [...found.values()].map(({ kind, versions, one }) => [
    versions.length ? `${kind} (${versions.join(', ')})` : kind,
    one,
  ]);
}
