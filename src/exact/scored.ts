import type { QuestionJson, TreeJson, Trees } from './certificate.ts';
import { evaluate, slotsIn } from './expression.ts';

/**
 * Entries of the rings of the devices that scores are of: one with every combination of these sizes, each virtqueue by its own, of every
 * profile. Most are small, as it is there that policies differ.
 */
export const SCORED_SIZES: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16, 17, 18, 19, 24, 32, 64, 256, 1024];

/** A cell of a tree: its smallest sizes, by slot, in entries, and how many of the devices that scores are of lie in it. */
export interface ScoredCell {
  readonly sizes: readonly number[];
  readonly weight: number;
}

/** Entries of the rings of the devices that scores are of, within some sizes: those of `SCORED_SIZES`, or the smallest where none of these is there. */
export function scoredAmong(sizes: readonly number[]): readonly number[] {
  const scored = SCORED_SIZES.filter((size) => sizes.includes(size));
  return scored.length > 0 ? scored : sizes.slice(0, SCORED_SIZES.length);
}

/** The cells of a tree, and why some sizes are undecided. `scored`: by slot, entries of the rings of the devices that scores are of. */
export function scoredCells(
  { questions }: Pick<Trees, 'questions'>,
  tree: TreeJson,
  scored: Box,
): { readonly cells: readonly ScoredCell[]; readonly undecided: readonly string[] } {
  const cells: ScoredCell[] = [];
  const undecided: string[] = [];
  const look = (node: TreeJson | undefined, boxes: readonly Box[]): void => {
    if (node === null || node === undefined) return;
    if (typeof node === 'string') undecided.push(node);
    else if ('does' in node) cells.push({ sizes: node.sizes, weight: boxes.reduce(addMembers, 0) });
    else {
      const [number, yes, no] = node;
      const question = questions[number];
      if (question)
        for (const answer of [true, false]) look(answer ? yes : no, answering(boxes, question, answer));
    }
  };
  look(tree, [scored]);
  return { cells, undecided };
}

// --- internal ---

/** All combinations of some sizes of each slot. */
type Box = readonly (readonly number[])[];

const addMembers = (sum: number, box: Box): number =>
  sum + box.reduce((product, sizes) => product * sizes.length, 1);

/** Those of some combinations that answer a question in one way. */
function answering(boxes: readonly Box[], question: QuestionJson, answer: boolean): Box[] {
  if ('among' in question) {
    const { of, among } = question;
    const holds = (size: number): boolean =>
      among.some(([first, last]) => first <= size && size <= last) === answer;
    return boxes.flatMap((box) => within(box, of, (box[of] ?? []).filter(holds)));
  }
  const slots = [...slotsIn(question.is)];
  const holds = (box: Box): boolean =>
    (evaluate(
      question.is,
      box.map(([size = 0]) => size),
    ) !==
      0) ===
    answer;
  const [slot = 0] = slots;
  if (slots.length < 2)
    return boxes.flatMap((box) =>
      within(
        box,
        slot,
        (box[slot] ?? []).filter((size) => holds(box.with(slot, [size]))),
      ),
    );
  // What relates slots to one another leaves no more than one combination of their sizes in a box.
  const single = slots.reduce<readonly Box[]>(
    (parts, one) => parts.flatMap((box) => (box[one] ?? []).map((size) => box.with(one, [size]))),
    boxes,
  );
  return single.filter(holds);
}

const within = (box: Box, slot: number, sizes: readonly number[]): Box[] =>
  sizes.length > 0 ? [box.with(slot, sizes)] : [];
