import type { ChosenReadings } from '../../spec/named-readings.ts';
import type { SubjectResult } from '../judge/result.ts';
import type { SizeMap } from '../report/size-map.ts';
import { mapOf } from '../suites/under-readings.ts';
import type { LoadedSubjects } from './subjects.ts';

/** What becomes of ring sizes with each policy that was judged to the end, by id; a foreign one is run in a process of its own. */
export async function sizeMaps(
  judged: readonly SubjectResult[],
  { subjects, foreign }: LoadedSubjects,
  readings: ChosenReadings,
): Promise<ReadonlyMap<string, SizeMap>> {
  const maps = new Map<string, SizeMap>();
  for (const { name, policy } of subjects) {
    if (judged.find(({ id }) => id === policy.id)?.unfinished !== undefined) continue;
    const apart = foreign.get(name);
    if (!apart) {
      maps.set(policy.id, mapOf(policy, readings));
      continue;
    }
    const [reply, host] = await apart.run({ kind: 'map', as: apart.id, readings });
    apart.giveBack(host);
    // One that does not come to an end has no map: that it does not is told elsewhere.
    if (reply.kind === 'mapped') maps.set(policy.id, reply.map);
  }
  return maps;
}
