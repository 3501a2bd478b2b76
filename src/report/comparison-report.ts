import type { Comparison, Difference } from '../judge/devices/compare.ts';
import type { Run } from '../run/run.ts';
import type { TraceEvent } from '../trace/events.ts';
import { type Block, cell } from './blocks.ts';
import { sources } from './citation.ts';
import { eventPhrase } from './event-line.ts';
import { counted } from './wrap.ts';

/** A comparison of a device as it was started, and what is needed to tell of it. */
export interface ToldComparison {
  /** How the device was started: `virtio-net,mrg_rxbuf=off`. */
  readonly device: string;
  readonly comparison: Comparison<Run>;
  readonly runOf: (events: readonly TraceEvent[]) => Run;
}

/** Whether the policies that are right found something that no rule of devices explains. */
export const isOpen = ({ comparison: { differences, contradictions } }: ToldComparison): boolean =>
  contradictions.length > 0 || differences.some(({ breaks }) => breaks.length === 0);

/** What devices do otherwise than the simulated ones that show the same, a line each. */
export function comparisonReport(title: string, told: readonly ToldComparison[]): Block[] {
  const differences = told.flatMap((one) =>
    one.comparison.differences.map((difference) => lineOf(one, difference)),
  );
  return [
    { kind: 'title', text: title },
    {
      kind: 'table',
      head: ['device', 'driven', 'alike', 'differ'],
      right: [1, 2, 3],
      rows: told.map(({ device, comparison: { runs, alike, differences: found } }) => [
        cell(device),
        cell(String(runs)),
        cell(String(alike)),
        cell(String(found.length), found.length ? 'unsure' : 'good'),
      ]),
    },
    ...opinionBlocks(told),
    ...(differences.length
      ? ([
          { kind: 'heading', text: 'Where they part' },
          { kind: 'list', items: differences },
        ] as const)
      : ([
          { kind: 'paragraph', text: 'Nothing tells them from the simulated ones.', tone: 'good' },
        ] as const)),
  ];
}

// --- internal ---

/** What hosts say of their devices, beside what the registers show. */
function opinionBlocks(told: readonly ToldComparison[]): Block[] {
  const asked = told.reduce((sum, { comparison }) => sum + comparison.opinions, 0);
  const lines = told.flatMap(({ device, comparison }) =>
    comparison.contradictions.map((line) => `${device}: ${line}`),
  );
  if (asked === 0) return [];
  if (lines.length === 0)
    return [
      {
        kind: 'paragraph',
        text: `Asked ${counted(asked, 'time')}, the host says of status, features and sizes what the registers show.`,
        tone: 'good',
      },
    ];
  return [
    { kind: 'heading', text: 'What the host says otherwise than the registers' },
    { kind: 'list', items: lines },
  ];
}

function lineOf({ device, runOf }: ToldComparison, difference: Difference): string {
  const { policy, most, device: seen, simulated, breaks, events, at, runs } = difference;
  const before = events.slice(0, at);
  const phrase = (event: TraceEvent | undefined): string =>
    event === undefined ? 'does nothing more' : eventPhrase(runOf([...before, event]), at);
  const rings = most === undefined ? '' : ` with rings of at most ${most}`;
  const why = breaks.length
    ? `the device breaks ${breaks.map(({ id, clauses }) => `${id} (${sources(clauses)})`).join(', ')}`
    : 'no rule of devices is broken: the model is wrong, or the text is open';
  return `${device}: ${policy}${rings} ${phrase(seen)}, of the simulated one it ${phrase(simulated)}; seen in ${counted(runs, 'run')}: ${why}`;
}
