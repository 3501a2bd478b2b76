import { messageOf } from '../driver/thrown.ts';
import { isRecord } from './about-type.ts';
import type { EditKit } from './edit-kit.ts';
import type { RecordingReply, RecordingRequest } from './recorded.ts';
import type { Reply, Request } from './serve.ts';
import { type PageState, sourcesOf } from './state.ts';

/** Milliseconds after which a worker that has not answered is stopped. */
const BOUND = 10_000;

/** What a worker answered, or what became of it. */
export type Heard = Reply | RecordingReply;

/** The judge of the page, in workers: one for built-in policies, and one for edited sources, which ends where others are asked for. */
export class Judge {
  private readonly code: string;
  private readonly heard: (reply: Heard) => void;
  private builtIn: Worker;
  private edited: { readonly key: string; readonly worker: Worker } | undefined;
  /** The worker that was asked last: no other is heard. */
  private active: Worker;
  private bound: ReturnType<typeof setTimeout> | undefined;
  private askForMap: () => void = () => {};
  private number = 0;
  /** What was asked for last, as the beginning of a sentence. */
  private asked = '';

  /** `code`: the worker's. `heard` gets the replies to what was asked last, and no other. */
  constructor(code: string, heard: (reply: Heard) => void) {
    this.code = code;
    this.heard = heard;
    this.builtIn = this.workerOf(code);
    this.active = this.builtIn;
  }

  /** Asks for a state, and for its map once its run is there. Edited sources need the kit, and run from here on. */
  show(state: Omit<PageState, 'step'>, kit: EditKit | undefined): void {
    const sources = sourcesOf(state);
    const isEdited = sources.length > 0 && kit !== undefined;
    this.ask(
      isEdited ? 'The edited policy' : 'The judge',
      isEdited ? () => this.editedFor(sources, kit) : undefined,
      (worker, number) => {
        worker.postMessage({ kind: 'show', number, state } satisfies Request);
        this.askForMap = () => worker.postMessage({ kind: 'map', number, state } satisfies Request);
      },
    );
  }

  /** Asks for a recording, which the kit's worker reads; `device`: of which one, where it is a log with several. */
  recording({ name, text, device }: Omit<RecordingRequest, 'kind' | 'number'>, kit: EditKit): void {
    this.ask(
      `Judging ${name}`,
      () => this.editedFor([], kit),
      (worker, number) => {
        const asked: RecordingRequest = { kind: 'recording', number, name, text, device };
        worker.postMessage(asked);
      },
    );
  }

  /** Ends what runs. */
  stop(because: string): void {
    const isBuiltIn = this.active === this.builtIn;
    this.endEdited();
    if (isBuiltIn) {
      this.builtIn.terminate();
      this.builtIn = this.workerOf(this.code);
      this.active = this.builtIn;
    }
    this.refuse(`${this.asked} was stopped: ${because}.`);
  }

  /** Asks a worker, that of built-in policies where no other is given. */
  private ask(
    asked: string,
    other: (() => Worker) | undefined,
    ask: (worker: Worker, number: number) => void,
  ): void {
    this.number++;
    this.asked = asked;
    clearTimeout(this.bound);
    try {
      if (!other) this.endEdited();
      this.active = other ? other() : this.builtIn;
      ask(this.active, this.number);
      const seconds = BOUND / 1000;
      this.bound = setTimeout(() => this.stop(`it did not come to an end within ${seconds} seconds`), BOUND);
    } catch (error) {
      this.refuse(messageOf(error));
    }
  }

  private editedFor(sources: readonly string[], kit: EditKit): Worker {
    const key = JSON.stringify(sources);
    if (this.edited?.key !== key) {
      this.endEdited();
      this.edited = { key, worker: this.workerOf(kit.workerWith(sources)) };
    }
    return this.edited.worker;
  }

  private endEdited(): void {
    this.edited?.worker.terminate();
    this.edited = undefined;
  }

  private refuse(because: string): void {
    clearTimeout(this.bound);
    this.heard({ kind: 'refused', number: this.number, because });
  }

  private workerOf(code: string): Worker {
    const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    const worker = new Worker(url);
    worker.addEventListener('message', ({ data }: MessageEvent<Heard>) => {
      if (worker !== this.active || data?.number !== this.number) return;
      // Code of somebody else's may say anything; what is amiss within is met where it is drawn.
      if (!isHeard(data)) {
        this.stop('it gave an answer that makes no sense');
        return;
      }
      if (data.kind === 'shown') this.askForMap();
      else clearTimeout(this.bound);
      this.heard(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (worker !== this.active) return;
      // What did not load will not answer.
      if (worker !== this.builtIn) this.endEdited();
      this.refuse(event.message || 'the worker did not load');
    });
    return worker;
  }
}

// --- internal ---

const isHeard = (data: Heard): boolean =>
  data.kind === 'shown'
    ? Array.isArray(data.looks) && data.looks.every(isLook)
    : typeof data.kind === 'string';

const isLook = (look: unknown): boolean =>
  isRecord(look) &&
  ['id', 'sentence', 'fate'].every((field) => typeof look[field] === 'string') &&
  ['slots', 'features', 'messages', 'moments', 'story'].every((field) => Array.isArray(look[field]));
