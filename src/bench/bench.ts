/**
 * How fast the suite is: `npm run bench`, never a test, as machines are noisy. Every figure comes as the smallest, the
 * middle and the largest of some laps in which the compared sides took turns:
 *
 * - full verdicts a second of CPU time on one thread: a scenario made, the policy run on it, its traffic run, every property of the
 *   driver's side judged; once without the properties that run the policy again (relations), once with them;
 * - cells of ring sizes that `judge` decides a second, the scenarios that these stand for, and how many runs that takes by the number of
 *   virtqueues and by the sizes that a policy tells apart;
 * - scenarios that the model checker SPIN explores a second, where there is one, and what this suite does of them;
 * - the random campaign: scenarios that fast-check makes alone, beside runs that are made and judged, by how many
 *   policies there are; the ratio says what judging leaves of the speed;
 * - the same campaign by one worker thread and by two, in seconds on the clock, starts included;
 * - negotiations with QEMU's virtio-net that are judged a second on the clock, where there is a QEMU;
 * - the page in a browser, where there is one: until it shows a run, and until a changed one is there;
 * - the command `judge` as a user starts it: seconds on the clock, and peak resident memory of its process.
 */

import { cpus, loadavg } from 'node:os';
import { benchDefaultJudge } from './default-judge.ts';
import { benchDevices } from './devices.ts';
import { benchExact } from './exact.ts';
import { benchFuzz } from './fuzz.ts';
import { benchPage } from './page.ts';
import { benchQemu } from './qemu.ts';
import { benchRandom } from './random.ts';
import { benchSpin } from './spin.ts';
import { benchThreads } from './threads.ts';
import { benchVerdicts } from './verdicts.ts';

/** The parts by name: `npm run bench -- threads judge` measures only these. */
const parts = new Map([
  ['verdicts', benchVerdicts],
  ['exact', benchExact],
  ['spin', benchSpin],
  ['random', benchRandom],
  ['threads', benchThreads],
  ['judge', benchDefaultJudge],
  ['fuzz', benchFuzz],
  ['devices', benchDevices],
  ['qemu', benchQemu],
  ['page', benchPage],
]);

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !parts.has(name));
if (unknown.length)
  console.error(`no such part: ${unknown.join(', ')}; parts are ${[...parts.keys()].join(', ')}`);

const [load = 0] = loadavg();
const cores = cpus();
console.log(
  `Node ${process.version}, ${cores.length} × ${cores[0]?.model ?? 'unknown'}, load ${load.toFixed(1)}`,
);
for (const [name, measure] of parts) if (chosen.length === 0 || chosen.includes(name)) await measure();
