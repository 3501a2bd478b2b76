import { type DeviceType, deviceTypes } from '../../spec/device-types.ts';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import { type JudgeOptions, judge, type Subject } from '../judge/judge.ts';
import { withBlk } from '../judge/merge.ts';
import type { Judgement } from '../judge/result.ts';
import { propertiesOf, typeOf } from './built-in.ts';
import { UsageError } from './exit-codes.ts';
import type { Progress } from './progress.ts';
import { suiteUnder } from './readings.ts';
import { blkSuite, suite } from './suite.ts';

/** Judges policies of any device type, each by the suite of its own under the chosen readings, and tells how far it is. */
export async function judgeSubjects(
  subjects: readonly Subject[],
  options: JudgeOptions,
  progress: Progress,
  chosen: ChosenReadings = new Map(),
): Promise<Judgement> {
  const { maxSeconds } = options;
  const start = Date.now();
  const judgements = new Map<DeviceType, Judgement>();
  for (const type of deviceTypes) {
    const own = subjects.filter(({ policy }) => typeOf(policy) === type);
    if (own.length === 0 || (options.device && !isAsked(type, options))) continue;
    const campaign: JudgeOptions = {
      ...options,
      maxSeconds:
        maxSeconds === undefined ? undefined : Math.max(0, maxSeconds - (Date.now() - start) / 1000),
      onProgress: (done, total) => progress.show(`virtio-${type}`, done, total),
    };
    judgements.set(
      type,
      await (type === 'net'
        ? judge(suiteUnder(suite, chosen), own, campaign)
        : judge(suiteUnder(blkSuite, chosen), own, campaign)),
    );
  }
  progress.end();
  const judgement = withBlk(judgements.get('net'), judgements.get('blk'));
  if (!judgement) throw new UsageError('judge: there is nothing to judge');
  return judgement;
}

// --- internal ---

/** Whether any of the chosen properties judges this device type. */
const isAsked = (type: DeviceType, { properties }: JudgeOptions): boolean =>
  properties === undefined || propertiesOf(type).some(({ id }) => properties.includes(id));
