import { existsSync } from 'node:fs';
import { properties } from '../../../properties/index.ts';
import type { Policy } from '../../driver/policy.ts';
import { runPolicy } from '../../driver/run.ts';
import { loadPolicy } from '../../judge/load-policy.ts';
import { violationOf } from '../../judge/minimise.ts';
import { type Broken, story } from '../../report/story.ts';
import { parseScenario } from '../../scenario/json.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type Command, type Io, readArgs, wantsColour } from '../command.ts';
import { CONFORMS, VIOLATED } from '../exit-codes.ts';
import { builtInIds, defaults, judgeWatched, policyNamed } from '../judging.ts';
import { readJson, readPublished } from '../published.ts';
import { didYouMean, UsageError } from '../usage-error.ts';

export const explainCommand: Command = {
  name: 'explain',
  summary: 'replay one scenario or counterexample and tell it as prose',
  usage: `virtio-conformance explain POLICY|FILE SCENARIO.json|COUNTEREXAMPLE-ID

Runs a policy on a scenario and tells what happened, round by round, and what it breaks. A counterexample's id is
POLICY/PROPERTY, as in linux-mainline/traffic-never-stalls: it is looked up in the published judgement; for a
policy of your own, that property is judged anew.

Exits 0: nothing binding is broken, 1: a must or policy property is, 64: usage.
`,
  run: async (args, io) => {
    const { positionals } = readArgs(args, {});
    const [name, which, more] = positionals;
    if (name === undefined || which === undefined || more !== undefined)
      throw new UsageError('expected two arguments: POLICY SCENARIO.json|COUNTEREXAMPLE-ID');
    const path = policyNamed(name);
    const policy = await loadPolicy(path);
    const scenario = existsSync(which)
      ? parseScenario(readJson(which), which)
      : await counterexample(policy, path, which, io);
    const broken = brokenBy(policy, scenario);
    const subject = `${policy.id}: ${policy.title}`;
    io.stdout.write(story(subject, runPolicy(policy, scenario), broken, wantsColour(io)));
    return broken.some(({ property }) => property.level !== 'should') ? VIOLATED : CONFORMS;
  },
};

// --- internal ---

const brokenBy = (policy: Policy, scenario: Scenario): Broken[] =>
  properties.flatMap((property) => {
    const violation = violationOf(policy, property, scenario);
    return violation ? [{ property, violation }] : [];
  });

async function counterexample(policy: Policy, path: string, id: string, io: Io): Promise<Scenario> {
  const known = (readPublished()?.subjects ?? []).flatMap((subject) =>
    subject.properties.flatMap((result) => result.counterexample ?? []),
  );
  const published = known.find((candidate) => candidate.id === id);
  if (published) return parseScenario(published.scenario, id);
  const property = properties.find((candidate) => `${policy.id}/${candidate.id}` === id);
  if (!property) {
    const ids = [...known.map((candidate) => candidate.id), ...properties.map((p) => `${policy.id}/${p.id}`)];
    throw new UsageError(`"${id}" is neither a file nor a counterexample${didYouMean(id, ids)}`);
  }
  if (builtInIds.includes(path) && known.length > 0)
    throw new UsageError(`the published judgement has no counterexample ${id}`);
  const { judgement } = await judgeWatched([path], { ...defaults(), properties: [property.id] }, io);
  const found = judgement.subjects[0]?.properties[0]?.counterexample;
  if (!found) throw new UsageError(`no counterexample ${id}: none of the scenarios judged breaks it`);
  return parseScenario(found.scenario, id);
}
