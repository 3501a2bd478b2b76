import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { match } from 'ts-pattern';
import { runnable } from '../thread.ts';
import type { Answer, Errand, Fate, FromChild, ToChild } from './messages.ts';

/** An errand that came to no answer. */
export interface Failure {
  readonly kind: 'fate';
  readonly fate: Fate;
  /** Of a chunk, the run that was under way, counted from 0. */
  readonly place: number;
}

/** What a policy did that kept its process from answering, in words that continue its name. */
export const describeFate = (fate: Fate): string =>
  match(fate)
    .with({ kind: 'spins' }, ({ seconds }) => `never ended: stopped after ${seconds} s of processor time`)
    .with({ kind: 'waits' }, ({ seconds }) => `never ended: stopped after ${seconds} s of waiting`)
    .with({ kind: 'exits' }, () => 'ended the thread that it ran in (process.exit?)')
    .with({ kind: 'memory' }, ({ mebibytes }) => `used up the memory that it may have: ${mebibytes} MiB`)
    .with({ kind: 'killed' }, ({ signal }) => `lost the process that it ran in: ${signal}`)
    .exhaustive();

/** Whether a policy seemed to go on for ever, which it is told of only where it does so again, alone and for longer. */
export const isEndless = ({ kind }: Fate): boolean => kind === 'spins' || kind === 'waits';

/** How many times as long as usual such a run may take then. */
export const AGAIN = 4;

/** Whether an end is the policy's own doing: the others may be the machine's. */
export const isGuilty = ({ kind }: Fate): boolean => kind !== 'killed';

/** What a policy did after its probe, as it was asked to settle, in words that continue its name. */
export const straysIn = (reply: Answer | Failure): readonly string[] =>
  reply.kind === 'settled' ? reply.strays : reply.kind === 'fate' ? [describeFate(reply.fate)] : [];

/** The process of one foreign policy. It has its own descriptors, memory and working directory, and prints to nobody. */
export class Host {
  private readonly child: ChildProcess;
  private hear: ((reply: Answer | Failure) => void) | undefined;
  private fate: Failure | undefined;

  /** `heard`: what the policy prints goes there. Its process starts at once. */
  constructor(heard?: (text: string) => void) {
    this.child = spawn(
      process.execPath,
      // The tool's own options, such as those of a debugger, are not for the policy.
      ['--frozen-intrinsics', '--no-warnings', fileURLToPath(runnable('sandbox/child'))],
      {
        stdio: ['ignore', 'ignore', heard ? 'pipe' : 'ignore', 'ipc'],
        serialization: 'advanced',
        // A group of its own: what it starts ends with it, and a terminal's signals do not reach it.
        detached: true,
      },
    );
    if (heard) this.child.stderr?.setEncoding('utf8').on('data', heard);
    this.child.on('message', (message: FromChild) => {
      if (message.kind === 'answer') this.reply(message.answer);
      else this.end(message);
    });
    this.child.on('error', (error) => this.reply({ kind: 'broke', message: error.message }));
    this.child.on('exit', (_, signal) => {
      const fate: Fate = signal === null ? { kind: 'exits' } : { kind: 'killed', signal };
      this.end({ kind: 'fate', fate, place: 0 });
    });
  }

  /** Whether it can be given another errand. */
  get isAlive(): boolean {
    return this.fate === undefined;
  }

  /** Has an errand done; one at a time. `patience`: how many times as long as usual it may take. */
  do(errand: Errand, patience = 1): Promise<Answer | Failure> {
    const { fate } = this;
    if (fate) return Promise.resolve(fate);
    return new Promise((resolve) => {
      this.hear = resolve;
      this.tell({ kind: 'errand', errand, patience });
    });
  }

  /** Asks it to hand over what it has, or no longer to. */
  stop(stop: boolean): void {
    this.tell({ kind: 'stop', stop });
  }

  /** Ends it, and tells whatever became of it as something that it did not do itself. */
  lose(): void {
    this.fate = undefined;
    this.kill();
  }

  /** Ends it, and what it started. */
  kill(): void {
    this.end({ kind: 'fate', fate: { kind: 'killed', signal: 'SIGKILL' }, place: 0 });
  }

  private tell(message: ToChild): void {
    if (this.child.connected) this.child.send(message, () => {});
  }

  private end(failure: Failure): void {
    this.fate ??= failure;
    const { pid } = this.child;
    if (pid !== undefined && this.child.exitCode === null && this.child.signalCode === null) {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        this.child.kill('SIGKILL');
      }
    }
    this.child.unref();
    this.reply(this.fate);
  }

  private reply(reply: Answer | Failure): void {
    const { hear } = this;
    this.hear = undefined;
    hear?.(reply);
  }
}
