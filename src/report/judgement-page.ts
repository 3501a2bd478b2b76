import { deviceTypeNames } from '../../spec/device-types.ts';
import type { Judgement } from '../judge/result.ts';
import type { Block } from './blocks.ts';
import type { Knowledge } from './broken.ts';
import { judgementReport } from './judgement-report.ts';
import { PROPOSAL, STANDARD, THREAD } from './links.ts';
import { mapBlock, type SizeMap } from './size-map.ts';
import { verdictsTable } from './verdicts-table.ts';

/**
 * A judgement as a page: how it ends first, then what its report has, each finding with its run, a map of ring sizes for each
 * policy that was run for one, by id, and every verdict.
 */
export function judgementPage(
  judgement: Judgement,
  knowledge: Knowledge,
  maps: ReadonlyMap<string, SizeMap>,
  ending: readonly Block[],
): Block[] {
  const { subjects } = judgement;
  const [title, ...report] = judgementReport(judgement, knowledge);
  return [
    ...(title ? [title] : []),
    ...ending,
    { kind: 'paragraph', text: 'What is judged by:', links: [STANDARD, PROPOSAL, THREAD] },
    ...(subjects.length === 1
      ? subjects.map((one): Block => ({ kind: 'paragraph', text: `${one.id}: ${one.title}.` }))
      : []),
    ...report,
    ...(maps.size ? [{ kind: 'heading', text: 'Ring sizes' } as const] : []),
    ...[...maps].flatMap(([id, map]): Block[] => {
      const told: Block[] = [
        { kind: 'paragraph', text: `${id}: each cell is one run, on a device ${map.device}.` },
        mapBlock(map),
      ];
      return maps.size > FEW ? [{ kind: 'details', summary: id, blocks: told }] : told;
    }),
    ...deviceTypeNames.flatMap((type): Block[] => {
      const own = subjects.filter((subject) => subject.type === type);
      return own.length
        ? [{ kind: 'heading', text: `Every verdict, virtio-${type}` }, verdictsTable(type, own)]
        : [];
    }),
  ];
}

// --- internal ---

/** Policies up to which each map is open. */
const FEW = 2;
