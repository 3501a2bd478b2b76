import { codeOf } from '../trace/events.ts';
import { CODE_MASK, type Columns, indexIn } from '../trace/trace.ts';

const POST = codeOf('post');
const USED = codeOf('used-read');
const ADDRESSES = codeOf('queue-addresses-write');

/**
 * By queue: the most buffers that lay in its ring at once, as its driver shows: what it put in, less what it saw used. Undefined
 * where it shows none.
 */
export function postsIn({ heads, values, length }: Columns): ReadonlyMap<number, number> | undefined {
  let rings: Map<number, Ring> | undefined;
  for (let at = 0; at < length; at++) {
    const head = heads[at] ?? 0;
    const code = head & CODE_MASK;
    if (code !== POST && (rings === undefined || (code !== USED && code !== ADDRESSES))) continue;
    rings ??= new Map();
    const queue = indexIn(head);
    // A ring that lies elsewhere from now on is empty.
    if (code === ADDRESSES) {
      rings.delete(queue);
      continue;
    }
    const { posted, used, most } = rings.get(queue) ?? EMPTY;
    const now =
      code === POST ? { posted: posted + (values[at] ?? 0), used } : { posted, used: values[at] ?? 0 };
    rings.set(queue, { ...now, most: Math.max(most, now.posted - now.used) });
  }
  return rings && new Map([...rings].map(([queue, { most }]) => [queue, most]));
}

// --- internal ---

interface Ring {
  readonly posted: number;
  readonly used: number;
  readonly most: number;
}

const EMPTY: Ring = { posted: 0, used: 0, most: 0 };
