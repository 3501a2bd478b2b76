import type { DeviceVerdict } from '../judge/devices/judged-device.ts';
import { type Block, type Cell, cell } from './blocks.ts';
import { sources } from './citation.ts';
import { deviceEntries, type ToldDevice } from './device-report.ts';
import { counted, listed } from './wrap.ts';

/** The page of devices that others wrote: which of them break what, beside each other, and the fewest steps that show it. The date, as it is to be read, is on one line. */
export function devicesPage(devices: readonly ToldDevice[], date: string): Block[] {
  const suites = [...new Set(devices.map(({ judgement }) => judgement.suite))];
  return [
    { kind: 'title', text: 'Devices that others wrote' },
    { kind: 'paragraph', text: `Judged on ${date} by ${listed(suites)}.` },
    {
      kind: 'list',
      items: devices.map(
        (one) => `${nameOf(one)}: seed ${one.judgement.seed}, driven ${counted(one.judgement.runs, 'time')}`,
      ),
    },
    { kind: 'heading', text: 'What any of them violates' },
    {
      kind: 'paragraph',
      text: '"broken": what is of must or policy level; "departs": what is recommended; "–": never exercised, or not asked of it.',
    },
    tableOf(devices),
    ...devices.flatMap(findingsOf),
  ];
}

// --- internal ---

/** Name, version and transport. */
const nameOf = ({ judgement: { device, shown } }: ToldDevice): string => `${device} over ${shown.transport}`;

const isViolated = ({ verdict }: DeviceVerdict): boolean => verdict === 'violated';

const verdictOn = ({ judgement }: ToldDevice, id: string): DeviceVerdict | undefined =>
  judgement.properties.find((one) => one.id === id);

/** A row each property that any device violates, by id; a column each device. */
function tableOf(devices: readonly ToldDevice[]): Block {
  const violated = new Map(
    devices.flatMap(({ judgement, knowledge }) =>
      judgement.properties
        .filter(isViolated)
        .map(({ id, level }) => [id, { level, clauses: clausesOf(knowledge, id) }] as const),
    ),
  );
  return {
    kind: 'table',
    head: ['property', 'level', 'rests on', ...devices.map(nameOf)],
    rows: [...violated]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { level, clauses }]) => [
        cell(id),
        cell(level),
        cell(sources(clauses)),
        ...devices.map((device) => cellOf(verdictOn(device, id))),
      ]),
  };
}

const clausesOf = ({ properties }: ToldDevice['knowledge'], id: string): readonly string[] =>
  properties.find((property) => property.id === id)?.clauses ?? [];

/** One that was exercised and left open (seen broken, and not again) is `unknown`. */
function cellOf(one: DeviceVerdict | undefined): Cell {
  if (one === undefined || one.applicable === 0) return cell('–');
  if (!isViolated(one)) return cell(one.verdict, one.verdict === 'holds' ? 'good' : 'unsure');
  return one.level === 'should' ? cell('departs', 'unsure') : cell('broken', 'bad');
}

const findingsOf = (device: ToldDevice): Block[] => {
  const entries = device.judgement.properties.flatMap((one) => deviceEntries(one, device.knowledge));
  return [
    { kind: 'heading', text: nameOf(device) },
    ...(entries.length ? entries : [{ kind: 'paragraph', text: 'Nothing was found.' } as const]),
  ];
};
