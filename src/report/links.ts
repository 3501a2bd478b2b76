import { clauseById } from '../../spec/clauses/index.ts';
import type { Link } from './blocks.ts';

/** The standard as OASIS publishes it. Anchors within it differ from one printing to the next, so sections go by number. */
export const STANDARD: Link = {
  text: 'VIRTIO 1.3',
  href: 'https://docs.oasis-open.org/virtio/virtio/v1.3/virtio-v1.3.html',
};

/** The mail of 25 April 2023 with the proposal: its table, the peek and the order of the steps. */
export const PROPOSAL: Link = {
  text: 'the proposal',
  href: 'https://lore.kernel.org/lkml/AM0PR04MB4723E09C948B92912C796BEAD4649@AM0PR04MB4723.eurprd04.prod.outlook.com/',
};

/** The series of 30 April 2023 that came of it, and what was answered. */
export const THREAD: Link = {
  text: 'the thread',
  href: 'https://lore.kernel.org/lkml/20230430131518.2708471-1-alvaro.karsz@solid-run.com/',
};

/** Where a rule can be read, by its id; undefined where nothing that is known to be published has it, as of clauses that are new in 1.4. */
export function linkOf(id: string): Link | undefined {
  if (id.startsWith('seed:')) return PROPOSAL;
  if (id.startsWith('thread:')) return THREAD;
  return clauseById.get(id)?.section.v1_3 === undefined ? undefined : STANDARD;
}

/** Where rules can be read, each place once. */
export const linksOf = (ids: readonly string[]): readonly Link[] => [
  ...new Set(ids.flatMap((id) => linkOf(id) ?? [])),
];
