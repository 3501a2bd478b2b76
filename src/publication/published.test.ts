import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { publishedCampaign, sampleCampaign } from '../cli/campaign.ts';
import { judgeSubjects } from '../cli/judge-subjects.ts';
import { builtInLedger } from '../cli/ledger.ts';
import { progressOn } from '../cli/progress.ts';
import { withStories } from '../cli/stories.ts';
import { builtInSubjects } from '../cli/subjects.ts';
import { type Policy, typeOf } from '../driver/policy.ts';
import { simulatedDevice } from '../judge/judge.ts';
import { breachOn } from '../judge/minimise.ts';
import type { Judgement } from '../judge/result.ts';
import type { Suite } from '../judge/suite.ts';
import { sentenceOf } from '../ledger/ledger.ts';
import { netPolicies, policies } from '../policies/index.ts';
import type { Side } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { propertiesOf } from '../suites/built-in.ts';
import { netSuite } from '../suites/net.ts';
import { replayer } from '../suites/replay.ts';
import { withEverySuite, withSuite } from '../suites/suites.ts';
import { parseScenario } from '../types/types.ts';
import type { Judged } from './compare.ts';
import { readPublication } from './digest.ts';
import { sampleOf } from './figures.ts';
import { findingsPage, schemaFiles } from './publication.ts';
import { readmeFile, reportFile } from './reports.ts';

const read = readPublication();
if (read.kind === 'none') throw new Error(read.why);
const { publication: published } = read;

const replay = replayer({
  subjects: builtInSubjects().subjects,
  published: published.counterexamples,
  saved: new Map(),
});
const knowledge = { propertiesOf, replay };

/** What a property says of a built-in policy on a published scenario. */
function found<R extends Run>(
  { deviceType, properties }: Suite<R>,
  id: string,
  driver: string,
  scenario: unknown,
) {
  const policy = policies.find((candidate) => candidate.id === driver);
  const property = properties.find((candidate) => candidate.id === id);
  const parsed = parseScenario(scenario, 'published');
  if (!policy || !property || !deviceType.owns(parsed))
    throw new Error(`${driver}/${id} is published and unknown`);
  return breachOn(deviceType, policy, property, parsed);
}

describe('the published judgement', () => {
  let small: Judgement;

  beforeAll(async () => {
    small = await judgeSubjects(builtInSubjects(), {
      options: sampleCampaign,
      jobs: 1,
      progress: progressOn({ isTTY: false, write() {} }),
    });
  });

  it('should be of the published campaign, which met all that it must', () => {
    const { seed, space, unmet } = published;
    expect([published.suite, seed, space.random.runs]).toEqual([
      netSuite.name,
      publishedCampaign.seed,
      publishedCampaign.runs,
    ]);
    expect(unmet).toEqual([]);
    expect(small.space.net?.random.labels.map(({ id }) => id)).toEqual(netSuite.labels.map(({ id }) => id));
    expect(small.space.net?.sometimes.map(({ id }) => id)).toEqual(netSuite.sometimes.map(({ id }) => id));
  });

  it('should have a verdict on every property of every built-in subject', () => {
    const expected = withEverySuite(({ deviceType: { name }, properties }): [string, string[]][] => {
      const own = (side: Side, policy?: Policy): string[] =>
        properties
          .filter(
            (one) => one.side === side && !one.ofMachine && (!policy || !one.binds || one.binds(policy)),
          )
          .map(({ id }) => id);
      const drivers = policies.filter((policy) => typeOf(policy) === name);
      return [
        ...drivers.map((policy): [string, string[]] => [policy.id, own('driver', policy)]),
        [simulatedDevice(name), own('device')],
      ];
    });
    expect(
      published.subjects.map(({ id, properties }) => [id, properties.map((property) => property.id)]),
    ).toEqual(expected.flat());
  });

  it('should find every property exercised on every subject', () => {
    const unknown = published.subjects.flatMap(({ id, properties }) =>
      properties.filter(({ verdict }) => verdict === 'unknown').map((property) => `${id}: ${property.id}`),
    );
    // It can handle such zones.
    expect(unknown).toEqual(['blk-linux-zoned: unhandled-zones-fail-before-features-ok']);
  });

  it('should find the recommended policies and the devices safe', () => {
    const safe = published.subjects.filter(({ verdict }) => verdict === 'holds');
    expect(safe.map(({ id }) => id)).toEqual([
      'recommended',
      simulatedDevice('net'),
      'blk-fit-requests',
      simulatedDevice('blk'),
      'scsi-fit-commands',
      simulatedDevice('scsi'),
      'console-fit-ports',
      simulatedDevice('console'),
    ]);
  });

  it.each(published.counterexamples.map((one) => [one.id, one] as const))(
    'should still replay: %s',
    (_, { id, driver, scenario, because, at }) => {
      const [, property = ''] = id.split('/');
      const breach = withSuite(scenario.type ?? 'net', (suite) => found(suite, property, driver, scenario));
      expect([breach?.violation.because(), breach?.violation.at]).toEqual([because, at]);
    },
  );

  it('should hold the figures that its small campaign has today', () => {
    expect(sampleOf(small), 'npm run publish-reports renews the published judgement').toEqual(
      published.sample,
    );
  });

  it('should agree with that on whatever it sees violated', () => {
    const broken = ({ subjects }: Judged): string[] =>
      subjects.flatMap(({ id, properties }) =>
        properties.filter(({ verdict }) => verdict === 'violated').map((property) => `${id}/${property.id}`),
      );
    const known = new Set(broken(published));
    expect(broken(small).filter((violation) => !known.has(violation))).toEqual([]);
  });

  it('should be told by the table of the README, as far as that tells the scores', () => {
    const readme = readFileSync(readmeFile, 'utf8');
    expect(readme).toContain(`${sentenceOf(builtInLedger().totals)}.`);
    for (const { id, scores } of published.subjects.slice(0, netPolicies.length)) {
      const told = `${(100 * scores.serves).toFixed(1)}%  ${scores.regret.toFixed(3)} `;
      expect(readme).toMatch(new RegExp(`^${id} .*  ${told}`, 'm'));
    }
  });

  it('should link, on the page of what was found, to the web and to what is published beside it', async () => {
    const page = await findingsPage(small, knowledge, (tell) => withStories(tell, builtInSubjects()));
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
    const beside = links.filter((href) => !href.startsWith('https://'));
    expect(beside.length).toBeGreaterThan(0);
    expect(beside.filter((href) => !existsSync(reportFile(href)))).toEqual([]);
  });
});

describe('the JSON schemas', () => {
  it.each([...schemaFiles()])('should be in reports/%s as the code has it', (name, text) => {
    expect(readFileSync(reportFile(name), 'utf8'), 'npm run publish-reports renews it').toBe(text);
  });
});
