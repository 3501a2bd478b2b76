import type { ChosenReadings } from '../../spec/named-readings.ts';
import { type Judgement, resultIn } from '../judge/result.ts';
import { partingOf } from '../report/against.ts';
import type { Block } from '../report/blocks.ts';
import type { Contest } from './baselines.ts';
import { beside, type Told } from './beside.ts';

/** Where the one subject of a judgement and its baseline part, told in two columns; nothing where there are several, or neither breaks what the other keeps. */
export async function partingBlocks(
  judgement: Judgement,
  contest: Contest,
  readings: ChosenReadings,
): Promise<Block[]> {
  const [first, ...others] = judgement.against ?? [];
  const subject = first && resultIn(judgement, first.subject);
  const baseline = first && resultIn(judgement, first.baseline);
  if (!first || others.length || !subject || !baseline) return [];
  const parting = partingOf(subject, baseline, first);
  const told = [subject, baseline].map(({ id }) => toldOf(contest, id));
  const [ours, theirs] = told;
  if (!ours || !theirs) return [];
  if (!parting)
    return [
      {
        kind: 'paragraph',
        text: `On no counterexample that was made smaller does only one of ${subject.id} and ${baseline.id} break something.`,
      },
    ];
  const { counterexample, shows } = parting;
  const { blocks } = await beside([ours, theirs], counterexample.scenario, counterexample.id, readings, true);
  return [{ kind: 'heading', text: `Where they part: ${shows}` }, ...blocks];
}

// --- internal ---

/** A policy of a contest by its id; undefined: it was judged before, and is not here. */
function toldOf({ subjects, beside: others, foreign }: Contest, id: string): Told | undefined {
  const found = [...subjects, ...others].find(({ policy }) => policy.id === id);
  return found && { name: id, loaded: foreign.get(found.name) ?? found.policy };
}
