import { isSince, type SpecVersion } from '../../spec/versions.ts';
import type { Run } from '../run/run.ts';
import { answersTo, type Question } from './asked.ts';
import type { Executor } from './executor.ts';
import type { Subject } from './options.ts';
import { type Counterexample, counterexamplesTo, type Judgement, type SubjectResult } from './result.ts';
import type { Suite } from './suite.ts';
import { verdictOf } from './verdicts.ts';

/**
 * The judgements of the same subjects under several versions, each told what the others found: a counterexample under one version is
 * tried under every other one, so that what differs hangs on the version and not on what was drawn.
 */
export async function acrossVersions<R extends Run>(
  suite: Suite<R>,
  executor: Executor,
  subjects: readonly Subject[],
  judgements: ReadonlyMap<SpecVersion, Judgement>,
): Promise<Map<SpecVersion, Judgement>> {
  const trials = [...judgements].flatMap(([version, judgement]) =>
    judgement.subjects.flatMap((subject) => trialsOf(subject, version, subjects, judgements, suite)),
  );
  const answers = await answersTo(
    suite,
    executor,
    trials.map(({ question }) => question),
  );
  const shown = trials.filter((_, i) => answers[i] === true);
  return new Map(
    [...judgements].map(([version, judgement]) => [
      version,
      {
        ...judgement,
        subjects: judgement.subjects.map((subject) =>
          withShown(
            subject,
            shown.filter((one) => one.version === version && one.subject === subject.id),
          ),
        ),
      },
    ]),
  );
}

// --- internal ---

/** A counterexample of one version under another, in which the property was not seen broken. */
interface TrialUnder {
  readonly subject: string;
  readonly version: SpecVersion;
  readonly counterexample: Counterexample;
  readonly question: Question;
}

function trialsOf<R extends Run>(
  subject: SubjectResult,
  version: SpecVersion,
  subjects: readonly Subject[],
  judgements: ReadonlyMap<SpecVersion, Judgement>,
  { deviceType }: Suite<R>,
): TrialUnder[] {
  const policy = subjects.find((one) => one.policy.id === subject.id)?.name;
  if (policy === undefined || subject.type !== deviceType.name) return [];
  return subject.properties
    .filter(({ verdict }) => verdict !== 'violated')
    .flatMap(({ id: property }) =>
      [...judgements.values()].flatMap(({ subjects: others }) => {
        const result = others
          .find(({ id }) => id === subject.id)
          ?.properties.find((one) => one.id === property && one.verdict === 'violated');
        return counterexamplesTo(result ?? {})
          .filter(({ scenario }) => scenario.format === 'split' || isSince(version, '1.1'))
          .map((counterexample) => {
            const scenario = { ...counterexample.scenario, version };
            return {
              subject: subject.id,
              version,
              counterexample: {
                ...counterexample,
                scenario,
                ...(counterexample.other
                  ? {
                      other: {
                        ...counterexample.other,
                        scenario: { ...counterexample.other.scenario, version },
                      },
                    }
                  : {}),
              },
              question: { policy, property, scenario },
            };
          });
      }),
    );
}

function withShown(subject: SubjectResult, shown: readonly TrialUnder[]): SubjectResult {
  const properties = subject.properties.map((result) => {
    const trial = shown.find(({ question }) => question.property === result.id);
    return trial
      ? {
          ...result,
          verdict: 'violated' as const,
          applicable: Math.max(1, result.applicable),
          violations: 1,
          counterexample: trial.counterexample,
        }
      : result;
  });
  return { ...subject, properties, verdict: verdictOf(properties) };
}
