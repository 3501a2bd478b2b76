import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceTypeName } from '../../spec/device-types.ts';
import { transports } from '../../spec/transports.ts';
import { cellsIn } from '../exact/certificate.ts';
import { allSizes, profilesOf } from '../judge/sweep.ts';
import { ExactRealm } from '../node/exact-realm.ts';
import { withSuite } from '../suites/suites.ts';
import { interleave, type Work } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const LAPS = 3;
const bounds = { transports };

/** Policies of devices of ever more virtqueues. */
const SUBJECTS: readonly (readonly [type: DeviceTypeName, policy: string])[] = [
  ['blk', 'blk-linux'],
  ['scsi', 'scsi-linux'],
  ['net', 'linux-mainline'],
  ['net', 'recommended'],
  ['console', 'console-linux'],
];

/** How many sizes a planted policy tells apart on each of its rings. */
const THRESHOLDS = [0, 1, 2, 4, 8, 16];

/** What a policy is decided by on every sixteenth profile, or on one. */
const errandOf = (type: DeviceTypeName, policy: string, some: 'sixteenth' | 'one' = 'sixteenth') =>
  withSuite(type, ({ deviceType, properties }) => ({
    type,
    policy,
    properties: properties
      .filter(({ side, relation }) => side === 'driver' && !relation)
      .map(({ id }): string => id),
    readings: new Map(),
    bounds,
    profiles: profilesOf(deviceType.offers, bounds)
      .map((_, number) => number)
      .filter((number) => (some === 'one' ? number === 0 : number % 16 === 0)),
    most: 10_000,
  }));

/** Cells of ring sizes that are found and decided a second of CPU time, on one thread, and the scenarios that they decide; and how that grows. */
export async function benchExact(): Promise<void> {
  let runs = 0;
  const realm = new ExactRealm(() => runs++);
  const figures: string[] = [];
  const work = new Map<string, Work>();
  const scale = new Map<string, number>();
  for (const [type, policy] of SUBJECTS) {
    const errand = errandOf(type, policy);
    const decide = () => realm.decide(errand);
    runs = 0;
    const { profiles } = await decide();
    const found = profiles.reduce((sum, { tree }) => sum + cellsIn(tree).sizes.length, 0);
    const slots = profiles[0]?.scenario.rounds[0]?.sizes.length ?? 0;
    const each = (count: number): string => (count / profiles.length).toFixed(1).padStart(8);
    figures.push(`  ${policy.padEnd(24)}${String(slots).padStart(11)}${each(runs)}${each(found)}`);
    scale.set(policy, (profiles.length * allSizes().length ** slots) / found);
    work.set(policy, async () => {
      const seconds = await cpuSeconds(decide);
      return found / seconds;
    });
  }
  console.log(
    '\nHow deciding grows with virtqueues, a profile\n  policy                   virtqueues    runs   cells',
  );
  for (const line of figures) console.log(line);
  const rates = await interleave(LAPS, work);
  printHeading('Cells of ring sizes decided a second of CPU time, one thread', '', LAPS);
  for (const [policy, side] of rates) {
    printFigures(policy, side);
    const scenarios = scale.get(policy) ?? 0;
    printFigures(
      `${policy}, scenarios decided, as a power of 10`,
      side.map((rate) => Math.log10(rate * scenarios)),
      1,
    );
  }
  await benchThresholds();
}

// --- internal ---

/** How deciding grows with the sizes that a policy tells apart, of one ring and of three, on one profile. */
async function benchThresholds(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'virtio-conformance-'));
  console.log(
    '\nHow deciding grows with the sizes that a policy tells apart, one profile\n  on      sizes    runs   cells  CPU ms',
  );
  try {
    for (const rings of [1, 3]) {
      for (const count of THRESHOLDS) {
        let runs = 0;
        const realm = new ExactRealm(() => runs++);
        const policy = join(folder, `${rings}-${count}.mjs`);
        writeFileSync(policy, planted(rings, count));
        const errand = errandOf('net', policy, 'one');
        await realm.decide({ ...errand, most: 1 });
        runs = 0;
        let found = 0;
        const seconds = await cpuSeconds(async () => {
          const { profiles } = await realm.decide(errand);
          found = profiles.reduce((sum, { tree }) => sum + cellsIn(tree).sizes.length, 0);
        });
        const columns = [count, runs, found, Math.round(1000 * seconds)];
        console.log(
          `  ${rings === 1 ? '1 ring ' : '3 rings'}${columns.map((one) => String(one).padStart(8)).join('')}`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A policy that peeks once more for every size that some of its rings reach. */
const planted = (rings: number, count: number): string => `import { netPolicy } from 'virtio-conformance';
export default netPolicy({ id: 'planted', title: 'Planted', probe(net) {
  net.negotiate();
  const sizes = net.findQueues().slice(0, ${rings});
  for (const size of sizes)
    for (let n = 1; n <= ${count}; n++) if (size >= 100 * n) net.core.transport.readStatus();
  return net.goLive();
} });`;

async function cpuSeconds(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
