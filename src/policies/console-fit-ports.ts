import { EMERG_WRITE } from '../../spec/console/features.ts';
import { ANY_LAYOUT } from '../../spec/feature-bits.ts';
import { intersects, NONE, union, without } from '../../spec/features.ts';
import { probeError } from '../driver/errors.ts';
import { consolePolicy } from '../types/console/policy.ts';

/** What is written first of all: a line that nothing stands on yet. */
const NEWLINE = 10;

/**
 * A driver of consoles that fits what it does to the queues that exist: MULTIPORT goes where a port or the control lacks one, at the price of
 * another negotiation; writes are as long as the shortest ring that transmits; and where it can it writes before it has any.
 */
export const consoleFitPorts = consolePolicy({
  id: 'console-fit-ports',
  title: 'A driver of consoles that fits ports and writes to the queues that exist',
  probe(console) {
    const besides = console.core.legacy ? union(EMERG_WRITE, ANY_LAYOUT) : EMERG_WRITE;
    let dropped = NONE;
    do {
      const known = console.begin(besides);
      console.writeEmergency(known, NEWLINE);
      console.settle(without(known, dropped));
      const [input, output] = console.findQueues(console.readMaxPorts(), true);
      if (input === 0 || output === 0) throw probeError('a virtqueue of the first port is missing');
      dropped = union(dropped, console.unfit());
    } while (intersects(console.accepted, dropped));
    console.enableQueues();
    console.readSize();
    return console.goLive(console.segmentsThatFit());
  },
});
