import { everyNegotiation } from '../judge/devices/drivers.ts';
import { JudgedDevice } from '../judge/devices/judged-device.ts';
import { stepsOf } from '../judge/devices/steps.ts';
import { openV86, type V86Device } from '../subjects/v86.ts';
import { withSuite } from '../suites/suites.ts';
import { interleave, type Work } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const ROUNDS = 5;
const NEGOTIATIONS = 100_000;

const TYPES = ['net', 'console', 'balloon', '9p'] as const;

/** How many negotiations with v86's devices are judged: reset, offer, a set, FEATURES_OK and the status, over all sets of what they offer. */
export async function benchDevices(): Promise<void> {
  const subjects: V86Device[] = [];
  const [anew, again] = [new Map<string, Work>(), new Map<string, Work>()];
  for (const type of TYPES) {
    const subject = await openV86(type);
    subjects.push(subject);
    anew.set(type, () => judged(type, subject, 0));
    again.set(type, () => judged(type, subject, NEGOTIATIONS));
  }
  const goal = 'at least 200,000';
  const figures = await interleave(ROUNDS, again);
  printHeading("Negotiations with v86's devices a second of CPU time, of each trace once", goal, ROUNDS);
  for (const [type, side] of figures) printFigures(type, side);
  printHeading('The same, where no trace was seen before', 'none', ROUNDS);
  for (const [type, side] of await interleave(ROUNDS, anew)) printFigures(type, side);
  for (const subject of subjects) await subject.close();
}

// --- internal ---

/** Judges so many negotiations, or each of them once where that is none. */
const judged = (type: (typeof TYPES)[number], subject: V86Device, count: number): Promise<number> =>
  withSuite(type, async (suite) => {
    const device = await JudgedDevice.of(suite, () => subject.open(), { transport: 'pci' });
    const drives = everyNegotiation(device.known).map((events) => ({
      driver: 'negotiates',
      steps: stepsOf(events),
    }));
    const start = process.cpuUsage();
    let done = 0;
    do {
      for (const drive of drives) await device.judge(drive);
      done += drives.length;
    } while (done < count);
    const { user, system } = process.cpuUsage(start);
    return (1e6 * done) / (user + system);
  });
