/**
 * Checks the model exhaustively, in a few minutes: `npm run check-model`. By every device and every offer of the slices,
 * the recommended policy ends with the oracle's largest safe set, what the oracle calls safe moves, and nothing else
 * does. `npm test` walks the edges of the same slices with the same judge.
 */

import { exitCodes } from '../cli/exit-codes.ts';
import { progressOn } from '../cli/progress.ts';
import { messageOf } from '../driver/thrown.ts';
import { ourModel } from './judge-device.ts';
import { changesLine, faultText, missedChanges, sliceTable } from './report.ts';
import { slices } from './slices.ts';
import { checkAll } from './threads.ts';
import { joined, NOTHING_WALKED } from './walk.ts';

const [unexpected] = process.argv.slice(2);
if (unexpected !== undefined) {
  console.error(`check-model: expected no argument, found "${unexpected}"`);
  process.exit(exitCodes.usage);
}
process.on('SIGINT', () => {
  console.log('\nUnknown: cut short.');
  process.exit(exitCodes.unknown);
});

// The reader left before the end: that is no pass.
process.stdout.on('error', () => process.exit(exitCodes.unknown));

console.log(`Every offer to every device of the slices, with peek and without:\n\n${sliceTable(slices)}`);
const start = performance.now();
const progress = progressOn(process.stderr);
const checked = await checkAll(slices, (done, total) => progress.show('of the slices', done, total)).catch(
  (error: unknown) => {
    console.error(`check-model: internal error: ${messageOf(error)}`);
    process.exit(exitCodes.internal);
  },
);
progress.end();
const walked = checked.map((slice) => slice.walked).reduce(joined, NOTHING_WALKED);
console.log(checked.map(changesLine).join(''));
const seconds = Math.round((performance.now() - start) / 1000);
console.log(
  `${walked.offers.toLocaleString('en')} runs of ${ourModel.policy.id}, ${walked.sets.toLocaleString('en')} of drivers that ` +
    `accept one set as it is, in ${seconds} s.`,
);
const missed = checked.filter((slice) => missedChanges(slice).length);
for (const slice of missed) {
  console.log(`Violated: ${slice.slice.name}: npm test does not walk ${missedChanges(slice).join(', ')}.`);
}
if (walked.fault) console.log(`Violated: ${faultText(walked.fault, ourModel.policy.id)}`);
if (walked.fault || missed.length) process.exit(exitCodes.violated);
console.log(
  `Holds: ${ourModel.policy.id} always ends with the largest safe set; every safe set moves, and no other does.`,
);
