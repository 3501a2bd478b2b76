import { match } from 'ts-pattern';
import type { Policy } from '../driver/policy.ts';
import type { Verdict } from '../judge/result.ts';
import { ForeignPolicy } from '../node/sandbox/foreign-policy.ts';
import { describeFate, isGuilty, straysIn } from '../node/sandbox/host.ts';
import { isBuiltIn } from '../policies/built-in.ts';
import { type ExplainRequest, type Explanation, explain } from '../suites/explanation.ts';
import { isMutantName } from '../suites/mutant-names.ts';
import { UsageError } from './exit-codes.ts';
import { loadPolicy } from './load-policy.ts';
import { visible } from './message.ts';

/**
 * Explains a run. A policy of the user's own, loaded before or by its name, runs in a process of its own; what it prints is heard on
 * stderr. Throws UsageError and ScenarioError.
 */
export async function explained(
  request: ExplainRequest,
  loaded?: Policy | ForeignPolicy,
): Promise<Explanation> {
  if (loaded === undefined && (isBuiltIn(request.driver) || isMutantName(request.driver)))
    return explain(request);
  const policy = loaded ?? (await loadPolicy(request.driver, (text) => process.stderr.write(visible(text))));
  if (!(policy instanceof ForeignPolicy)) return explain(request, policy);
  const [reply, host] = await policy.run({ kind: 'explain', request, as: policy.id });
  try {
    if (reply.kind === 'refused') throw new UsageError(reply.message);
    if (reply.kind === 'broke') throw new Error(reply.message);
    if (reply.kind === 'fate') return lost(request, describeFate(reply.fate), isGuilty(reply.fate));
    if (reply.kind !== 'explained') throw new Error('the run was lost');
    const left = await host.do({ kind: 'settle' });
    const [stray] = straysIn(left);
    if (stray === undefined) return reply.explanation;
    const { text } = reply.explanation;
    return { text, note: brokenBy(`the policy ${stray}`), verdict: 'violated' };
  } finally {
    host.kill();
  }
}

// --- internal ---

const brokenBy = (what: string): string => `Broken: probe-ends (policy)\n  Seen: ${what}.`;

/** What is told of a run whose policy kept it from coming to an end. */
function lost({ driver, form }: ExplainRequest, because: string, guilty: boolean): Explanation {
  const text = guilty ? brokenBy(`${driver} ${because}`) : `Unknown: ${driver} ${because}.`;
  const verdict: Verdict = guilty ? 'violated' : 'unknown';
  return match(form)
    .with('json', () => {
      const value = { driver, broken: guilty ? ['probe-ends'] : [], because };
      return { text: `${JSON.stringify(value, null, 2)}\n`, note: text, verdict };
    })
    .with('mermaid', 'blocks', () => ({ text: '', note: text, verdict }))
    .with('text', 'column', () => ({ text: `${text}\n`, verdict }))
    .exhaustive();
}
