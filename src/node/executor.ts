import type { ChosenReadings } from '../../spec/named-readings.ts';
import type { Executor, Listener, Strand } from '../judge/executor.ts';
import type { PropertyResult } from '../judge/result.ts';
import type { Task, TaskResult } from '../judge/task.ts';
import type { BuiltInErrand } from './built-in-thread.ts';
import type { ForeignPolicies, ForeignPolicy } from './sandbox/foreign-policy.ts';
import {
  AGAIN,
  describeFate,
  type Failure,
  type Host,
  isEndless,
  isGuilty,
  straysIn,
} from './sandbox/host.ts';
import { LEFT_BEHIND } from './sandbox/leftover-words.ts';
import { runnable, Thread } from './thread.ts';

/** Milliseconds between two looks at whether all is to stop. */
const LOOK = 50;

/** Milliseconds that a policy has to hand over what it has when all is to stop. */
const GRACE = 400;

/** Of the heap of a thread. PERF: some 30 live; where V8 is told of no end, it lets 100 more of them lie in each before it collects. */
const MEGABYTES = 512;

/** Threads without a task: whoever judges again, as where a file is watched, finds them warmed up. */
const idle: Thread<BuiltInErrand, TaskResult>[] = [];

/** Built-in policies in threads, several strands at a time, and each foreign one in a process of its own. */
export class Workshop implements Executor {
  private readonly jobs: number;
  private readonly foreign: ForeignPolicies;
  private readonly readings: ChosenReadings;
  private readonly stop = new SharedArrayBuffer(4);
  private readonly flag = new Int32Array(this.stop);
  /** Processes with an errand. */
  private readonly busy = new Set<Host>();
  private readonly lost = new Set<string>();

  /** `jobs`: how many strands at a time. */
  constructor(jobs: number, foreign: ForeignPolicies, readings: ChosenReadings = new Map()) {
    this.jobs = jobs;
    this.readings = readings;
    this.foreign = foreign;
  }

  readonly isAlone = (policy: string): boolean => this.foreign.has(policy);

  async run(strands: readonly Strand[], listener: Listener, stopped: () => boolean): Promise<void> {
    Atomics.store(this.flag, 0, 0);
    let sinceStop = 0;
    const late = new AbortController();
    const timer = setInterval(() => {
      if (!stopped()) return;
      if (sinceStop === 0) {
        Atomics.store(this.flag, 0, 1);
        for (const host of this.busy) host.stop(true);
      }
      sinceStop += LOOK;
      if (sinceStop <= GRACE) return;
      late.abort();
      for (const host of this.busy) host.kill();
    }, LOOK);
    // Long strands first, so that no lane has much to do when the others are done.
    const waiting = strands.toSorted((a, b) => b.tasks.length - a.tasks.length);
    const lane = async (): Promise<void> => {
      for (let strand = waiting.shift(); strand; strand = waiting.shift()) {
        if (stopped()) return;
        await (strand.alone === undefined
          ? this.doTogether(strand, listener, late.signal)
          : this.doAlone(strand.alone, strand, listener, stopped));
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(this.jobs, strands.length) }, lane));
    } finally {
      clearInterval(timer);
    }
  }

  /** `kept`: how many threads wait for another campaign of this process, which may end all the same. */
  async close(kept = 2): Promise<void> {
    this.foreign.close();
    await Promise.all(idle.splice(kept).map((thread) => thread.end()));
  }

  private async doTogether({ tasks }: Strand, { done }: Listener, late: AbortSignal): Promise<void> {
    const thread = idle.pop() ?? new Thread(runnable('built-in-thread'), undefined, MEGABYTES);
    const { stop, readings } = this;
    for (const task of tasks) {
      const result = await thread.ask({ task, stop, readings }, late);
      // It has had its time.
      if (result === undefined) return thread.end();
      done(task, result);
    }
    idle.push(thread);
  }

  private async doAlone(
    name: string,
    { tasks, apart = false }: Strand,
    listener: Listener,
    stopped: () => boolean,
  ): Promise<void> {
    const policy = this.foreign.get(name);
    if (!policy) return;
    const isOver = (task: Task): boolean => stopped() || (this.lost.has(name) && task.kind !== 'summing');
    if (tasks.every(isOver)) return;
    const host = await (apart ? policy.anotherHost() : policy.host());
    this.busy.add(host);
    host.stop(stopped());
    try {
      for (const task of tasks) {
        if (isOver(task)) return;
        const reply = await host.do({ kind: 'task', task, as: policy.id, readings: this.readings });
        if (reply.kind === 'task') {
          listener.done(task, await this.withAfterword(reply.result, task, host));
        } else if (reply.kind === 'fate') {
          if (!stopped()) await this.lose(policy, task, reply, listener, stopped);
          return;
        } else if (reply.kind === 'broke' || reply.kind === 'refused') {
          this.lost.add(name);
          const because = `could not be judged: ${reply.message}`;
          listener.lost({ policy: name, task, scenario: 0, because, guilty: false });
          return;
        }
      }
      const left = await host.do({ kind: 'settle' });
      if (left.kind === 'settled') for (const because of left.strays) listener.stray(name, because);
      else if (left.kind === 'fate' && !stopped()) {
        listener.stray(name, `went on after its probe had ended, and ${describeFate(left.fate)}`);
      }
    } finally {
      this.busy.delete(host);
      if (apart) host.kill();
      else policy.giveBack(host);
    }
  }

  /** Says what kept a policy from ending: of a run that seemed to go on for ever only what it did once more, alone. */
  private async lose(
    policy: ForeignPolicy,
    task: Task,
    { fate, place }: Failure,
    listener: Listener,
    stopped: () => boolean,
  ): Promise<void> {
    const { name } = policy;
    this.lost.add(name);
    const tell = (because: string, guilty: boolean): void =>
      listener.lost({ policy: name, task, scenario: place, because, guilty });
    if (!isEndless(fate) || task.kind === 'summing')
      return tell(describeFate(fate), isGuilty(fate) && !isEndless(fate));
    const host = await policy.anotherHost();
    this.busy.add(host);
    const again = await host.do(
      { kind: 'task', task: { ...task, only: place }, as: policy.id, readings: this.readings },
      AGAIN,
    );
    this.busy.delete(host);
    host.kill();
    if (stopped()) return tell(`${describeFate(fate)}, and there was no time to try that again`, false);
    if (again.kind !== 'fate')
      return tell(`${describeFate(fate)}, and ended when that run was tried again alone`, false);
    tell(`${describeFate(again.fate)}, alone in a process of its own`, isGuilty(again.fate));
  }

  /** What a policy that leaves something behind then does is part of what is told of it. */
  private async withAfterword(result: TaskResult, task: Task, host: Host): Promise<TaskResult> {
    if (result.kind !== 'summed' || task.kind !== 'summing') return result;
    const results: PropertyResult[] = [];
    for (const one of result.results) {
      const { counterexample } = one;
      if (!counterexample?.because.includes(LEFT_BEHIND)) {
        results.push(one);
        continue;
      }
      const reply = await host.do({ kind: 'afterword', scenario: counterexample.scenario });
      const because = [counterexample.because, ...straysIn(reply)].join('; it ');
      results.push({ ...one, counterexample: { ...counterexample, because } });
    }
    return { kind: 'summed', results };
  }
}
