import type { Run } from '../run/run.ts';
import { Campaign } from './campaign.ts';
import type { JudgeOptions, Subject } from './options.ts';
import type { Judgement } from './result.ts';
import type { Suite } from './suite.ts';

export { simulatedDevice } from './campaign.ts';
export type { JudgeOptions, Subject } from './options.ts';

/**
 * Judges policies over the sweep and a random campaign. The result depends on the suite, the subjects and the
 * options alone, not on the number of threads; where it was cut short, `cut` says so. Rejects with TypeError where a
 * subject is none.
 */
export async function judge<R extends Run>(
  suite: Suite<R>,
  subjects: readonly Subject[],
  options: JudgeOptions,
): Promise<Judgement> {
  for (const [i, subject] of subjects.entries()) {
    if (typeof subject?.name !== 'string' || typeof subject.policy?.probe !== 'function')
      throw new TypeError(`judge: subject ${i}: expected { name, policy }`);
    const same = subjects.findIndex(
      ({ name, policy }) => name === subject.name || policy?.id === subject.policy.id,
    );
    if (same < i)
      throw new TypeError(
        `judge: subject ${i}: "${subject.policy.id}" is another one too, expected ids and names of their own`,
      );
  }
  const campaign = new Campaign(suite, subjects, options);
  await campaign.run();
  return campaign.judgement();
}
