import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulatedDevice } from '../judge/judge.ts';
import { findingOn } from '../judge/minimise.ts';
import { counterexamplesTo, type Judgement, type SubjectResult, unmetOf } from '../judge/result.ts';
import type { Suite } from '../judge/suite.ts';
import { sentenceOf } from '../ledger/ledger.ts';
import { blkPolicies, netPolicies, policies } from '../policies/index.ts';
import { judgementReport } from '../report/judgement-report.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { readmeSection, withSection } from '../report/readme-section.ts';
import type { Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { blkSuite } from '../suites/blk.ts';
import { propertiesOf } from '../suites/built-in.ts';
import { netSuite } from '../suites/net.ts';
import { replayer } from '../suites/replay.ts';
import type { NetRun } from '../types/net/run.ts';
import { parseScenario } from '../types/types.ts';
import { publishedCampaign, sampleCampaign } from './campaign.ts';
import { sampleOf } from './figures.ts';
import { findingsFiles } from './findings.ts';
import { judgeSubjects } from './judge-subjects.ts';
import { builtInLedger } from './ledger.ts';
import { progressOn } from './progress.ts';
import { readmeFile, readPublication, reportFile } from './published.ts';
import { builtInSubjects } from './subjects.ts';

const read = (file: URL): string => readFileSync(file, 'utf8');
const published: Judgement = JSON.parse(read(reportFile('judgement.json')));

const violations = published.subjects.flatMap((subject) =>
  subject.properties.flatMap((property) =>
    counterexamplesTo(property).map(
      (counterexample) => [counterexample.id, subject, property.id, counterexample] as const,
    ),
  ),
);

const replay = replayer({
  subjects: builtInSubjects().subjects,
  published: violations.map(([, , , counterexample]) => counterexample),
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
  const policy = [...netPolicies, ...blkPolicies].find((candidate) => candidate.id === driver);
  const property = properties.find((candidate) => candidate.id === id);
  const parsed = parseScenario(scenario, 'published');
  if (!policy || !property || !deviceType.owns(parsed))
    throw new Error(`${driver}/${id} is published and unknown`);
  return findingOn(deviceType, policy, property, parsed);
}

describe('the published judgement', () => {
  let small: Judgement = published;

  beforeAll(async () => {
    small = await judgeSubjects(builtInSubjects(), {
      options: sampleCampaign,
      jobs: 1,
      progress: progressOn({ isTTY: false, write() {} }),
    });
  });

  it('should be of the published campaign, done to its end', () => {
    expect(published.cut).toBeUndefined();
    expect([published.suite, published.seed, published.space.random.runs]).toEqual([
      netSuite.name,
      publishedCampaign.seed,
      publishedCampaign.runs,
    ]);
    expect([published.space.done, published.space.blk?.done]).toEqual([1, 1]);
  });

  it('should fit its schema', () => {
    const isJudgement = new Ajv({ strict: true }).compile(
      JSON.parse(read(reportFile('judgement.schema.json'))),
    );
    expect(isJudgement(published) ? [] : isJudgement.errors).toEqual([]);
  });

  it('should have a verdict on every property of every built-in subject', () => {
    expect(published.subjects.map(({ id }) => id)).toEqual([
      ...netPolicies.map(({ id }) => id),
      simulatedDevice('net'),
      ...blkPolicies.map(({ id }) => id),
      simulatedDevice('blk'),
    ]);
    for (const { id, kind, type, properties } of published.subjects) {
      const policy = policies.find((known) => known.id === id);
      const all = type === 'net' ? netSuite.properties : blkSuite.properties;
      const isOwn = ({ side, binds }: Pick<Property<NetRun>, 'side' | 'binds'>): boolean =>
        side === (kind === 'device' ? 'device' : 'driver') && (!policy || !binds || binds(policy));
      const own = all.filter(isOwn);
      expect([id, properties.map((property) => property.id)]).toEqual([
        id,
        own.map((property) => property.id),
      ]);
    }
  });

  it('should find every property exercised on every subject', () => {
    const unknown = published.subjects.flatMap(({ id, properties }) =>
      properties.filter(({ verdict }) => verdict === 'unknown').map((property) => `${id}: ${property.id}`),
    );
    // It can handle such zones.
    expect(unknown).toEqual(['blk-linux-zoned: unhandled-zones-fail-before-features-ok']);
  });

  it('should find the recommended policies and the devices safe', () => {
    const safe = published.subjects.filter(({ verdict }) => verdict === 'holds').map(({ id }) => id);
    expect(safe).toEqual(['recommended', simulatedDevice('net'), 'blk-fit-requests', simulatedDevice('blk')]);
  });

  it.each(violations)('should still replay: %s', (_, { type }, id, { driver, scenario, because, at }) => {
    const finding =
      type === 'net' ? found(netSuite, id, driver, scenario) : found(blkSuite, id, driver, scenario);
    expect([finding?.violation.because(), finding?.violation.at]).toEqual([because, at]);
  });

  it('should hold the figures that its small campaign has today', () => {
    const read = readPublication();
    const sample = read.kind === 'read' ? read.publication.sample : undefined;
    expect(sampleOf(small), 'npm run publish-reports renews the published judgement').toEqual(sample);
  });

  it('should agree with that on whatever it sees violated', () => {
    const broken = (subjects: readonly SubjectResult[]): string[] =>
      subjects.flatMap(({ id, properties }) =>
        properties.filter(({ verdict }) => verdict === 'violated').map((property) => `${id}/${property.id}`),
      );
    const known = new Set(broken(published.subjects));
    expect(broken(small.subjects).filter((violation) => !known.has(violation))).toEqual([]);
  });

  it('should be what reports/judgement.md and the README tell', () => {
    expect(read(reportFile('judgement.md'))).toBe(renderMarkdown(judgementReport(published, knowledge)));
    const readme = read(readmeFile);
    expect(readme).toBe(
      withSection(readme, readmeSection(published, knowledge, sentenceOf(builtInLedger().totals))),
    );
  });

  it('should be what reports/findings.md and .html tell', async () => {
    for (const [name, text] of await findingsFiles(published, knowledge))
      expect(read(reportFile(name)), name).toBe(text);
  });

  it('should link to the web and to what is published beside it', () => {
    const links = [...read(reportFile('findings.html')).matchAll(/href="([^"]*)"/g)].map(
      ([, href = '']) => href,
    );
    const beside = links.filter((href) => !href.startsWith('https://'));
    expect(beside.length).toBeGreaterThan(0);
    expect(beside.filter((href) => !existsSync(reportFile(href)))).toEqual([]);
  });

  it('should be of a campaign that met all that it must', () => {
    expect(unmetOf(published)).toEqual([]);
    expect(published.space.random.labels.map(({ id }) => id)).toEqual(netSuite.labels.map(({ id }) => id));
    expect(published.space.sometimes.map(({ id }) => id)).toEqual(netSuite.sometimes.map(({ id }) => id));
  });
});
