import { netProperties } from '../../properties/net/index.ts';
import { transports } from '../../spec/transports.ts';
import { cellsIn } from '../exact/certificate.ts';
import { allSizes, profilesOf } from '../judge/sweep.ts';
import { ExactRealm } from '../node/exact-realm.ts';
import { netType } from '../types/net/net.ts';
import { interleave, type Work } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const LAPS = 3;
const SUBJECTS = ['linux-mainline', 'recommended'];
const bounds = { transports };
const properties = netProperties
  .filter(({ side, relation }) => side === 'driver' && !relation)
  .map(({ id }) => id);
/** Every sixteenth profile. */
const profiles = profilesOf(netType.offers, bounds).flatMap((_, number) =>
  number % 16 === 0 ? [number] : [],
);

/** Cells of ring sizes that are found and decided a second of CPU time, on one thread, and the scenarios that they decide. */
export async function benchExact(): Promise<void> {
  const realm = new ExactRealm();
  const decide = (policy: string) =>
    realm.decide({ type: 'net', policy, properties, readings: new Map(), bounds, profiles, most: 1000 });
  const cells = new Map<string, number>();
  const work = new Map<string, Work>();
  for (const policy of SUBJECTS) {
    const { profiles: decided } = await decide(policy);
    const found = decided.reduce((sum, { tree }) => sum + cellsIn(tree).sizes.length, 0);
    cells.set(policy, found);
    work.set(policy, async () => {
      const start = process.cpuUsage();
      await decide(policy);
      const { user, system } = process.cpuUsage(start);
      return (1e6 * found) / (user + system);
    });
  }
  const figures = await interleave(LAPS, work);
  printHeading('Cells of ring sizes decided a second of CPU time, one thread', '', LAPS);
  for (const [policy, side] of figures) {
    const found = cells.get(policy) ?? 1;
    const scenarios = profiles.length * allSizes().length ** 3;
    printFigures(`${policy}, ${(found / profiles.length).toFixed(1)} cells a profile`, side);
    printFigures(
      `${policy}, scenarios decided, in 10^12`,
      side.map((rate) => ((rate / found) * scenarios) / 1e12),
    );
  }
}
