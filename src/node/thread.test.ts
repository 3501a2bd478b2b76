import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { dist } from '../cli/fixtures/command-line.ts';
import { Thread } from './thread.ts';

const library = pathToFileURL(join(dist, 'src/node/thread.js'));
const threads: Thread<number, unknown>[] = [];
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.end();
});

/** A thread that does this with each number that it is sent. */
function doing(work: string, data?: unknown): Thread<number, unknown> {
  const script = `import { serveTasks, startedWith } from '${library}';\nserveTasks(${work});`;
  const module = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
  const thread = new Thread<number, unknown>(module, data);
  threads.push(thread);
  return thread;
}

const never = new AbortController().signal;

describe('a thread', () => {
  it('should do one task after the other, with what it was started with', async () => {
    const thread = doing('(number) => startedWith() + number', 40);
    expect([await thread.ask(1, never), await thread.ask(2, never)]).toEqual([41, 42]);
  });

  it('should be given up where the signal comes in the middle of a task, and asked no more', async () => {
    const abort = new AbortController();
    const thread = doing('() => { for (;;); }');
    const answer = thread.ask(1, abort.signal);
    setTimeout(() => abort.abort(), 100);
    expect(await answer).toBeUndefined();
    expect(await thread.ask(2, abort.signal)).toBeUndefined();
  });

  it.each([
    [`() => { throw new Error('no'); }`, 'no'],
    ['() => process.exit(3)', 'a thread ended with 3'],
  ])('should tell of its failure: %s', (work, message) =>
    expect(doing(work).ask(1, never)).rejects.toThrow(message),
  );
});
