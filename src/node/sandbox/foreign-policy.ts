import type { Policy } from '../../driver/policy.ts';
import { AGAIN, describeFate, type Failure, Host, isEndless } from './host.ts';
import type { Answer, Errand, Fate, PolicyHead, PolicySource } from './messages.ts';

/** Why a policy file cannot be had, in one line that names it. */
export interface Refusal {
  readonly kind: 'refused';
  readonly message: string;
}

/** A policy of the user's own: its text as it was read, and the processes that run it. */
export class ForeignPolicy {
  /** As the user named it. */
  readonly name: string;
  /** The id that it goes by. */
  id: string;
  readonly head: PolicyHead;
  private readonly source: PolicySource;
  private idle: Host | undefined;

  private constructor(source: PolicySource, head: PolicyHead, host: Host) {
    this.name = source.name;
    this.source = source;
    this.head = head;
    this.id = head.id;
    this.idle = host;
  }

  /** Loads a file's text in a process of its own; `heard` gets what it prints. Rejects with Error where the suite is at fault. */
  static async load(source: PolicySource, heard?: (text: string) => void): Promise<ForeignPolicy | Refusal> {
    const host = new Host(heard);
    const answer = await host.do({ kind: 'load', source });
    if (answer.kind === 'loaded') return new ForeignPolicy(source, answer.head, host);
    host.kill();
    if (answer.kind === 'refused') return answer;
    if (answer.kind === 'fate')
      return { kind: 'refused', message: `${source.name}: does not load: ${describeLoading(answer.fate)}` };
    throw new Error(answer.kind === 'broke' ? answer.message : 'a policy was not loaded');
  }

  /** What stands for it where it is not run. */
  get policy(): Policy {
    const { name, head, id } = this;
    const probe = (): never => {
      throw new Error(`${name} runs in a process of its own`);
    };
    return { ...head, id, probe };
  }

  /** The process that loaded it, or another. */
  async host(): Promise<Host> {
    const { idle } = this;
    this.idle = undefined;
    return idle?.isAlive ? idle : this.anotherHost();
  }

  /** A new process, which loads the same text; one that is ended already where that cannot be done twice. */
  async anotherHost(): Promise<Host> {
    const host = new Host();
    const { kind } = await host.do({ kind: 'load', source: this.source });
    // What keeps it now and did not before, is none of the policy's runs.
    if (kind !== 'loaded') host.lose();
    return host;
  }

  /** Has one run done, and gives the process that did it. One that seems to go on for ever is done again, alone and for longer. */
  async run(errand: Errand): Promise<readonly [Answer | Failure, Host]> {
    const host = await this.host();
    const reply = await host.do(errand);
    if (reply.kind !== 'fate' || !isEndless(reply.fate)) return [reply, host];
    const other = await this.anotherHost();
    return [await other.do(errand, AGAIN), other];
  }

  /** Keeps a process for later, or ends it. */
  giveBack(host: Host): void {
    if (this.idle === undefined && host.isAlive) this.idle = host;
    else host.kill();
  }

  /** Ends the process that is kept. */
  close(): void {
    this.idle?.kill();
    this.idle = undefined;
  }
}

/** As `describeFate`, of a file that is being loaded. */
const describeLoading = (fate: Fate): string =>
  fate.kind === 'exits' ? 'ended its thread (process.exit?)' : describeFate(fate);

/** The foreign policies of a command by the names of their subjects. */
export class ForeignPolicies {
  private readonly policies = new Map<string, ForeignPolicy>();

  add(name: string, policy: ForeignPolicy): void {
    this.policies.set(name, policy);
  }

  has(name: string): boolean {
    return this.policies.has(name);
  }

  get(name: string): ForeignPolicy | undefined {
    return this.policies.get(name);
  }

  close(): void {
    for (const policy of this.policies.values()) policy.close();
  }
}
