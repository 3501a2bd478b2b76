import type { EditKit } from './edit-kit.ts';
import type { RecordingReply, RecordingRequest } from './recorded.ts';
import type { Reply, Request } from './serve.ts';
import type { Driver, PageState } from './state.ts';

/** Milliseconds after which edited code that has not answered is stopped. */
const BOUND = 10_000;

/** The judge of the page, in workers: one for built-in policies, and one for each set of edited sources, which ends where it does not answer. */
export class Judge {
  private readonly builtIn: Worker;
  private readonly heard: (reply: Reply | RecordingReply) => void;
  private edited: { readonly key: string; readonly worker: Worker } | undefined;
  private bound: ReturnType<typeof setTimeout> | undefined;
  private askForMap: () => void = () => {};
  private number = 0;

  /** `code`: the worker's. `heard` gets the replies to what was asked last, and no other. */
  constructor(code: string, heard: (reply: Reply | RecordingReply) => void) {
    this.heard = heard;
    this.builtIn = this.workerOf(code);
  }

  /** Asks for a state, and for its map once its run is there. Edited sources need the kit, and run from here on. */
  show(state: Omit<PageState, 'step'>, kit: EditKit | undefined): void {
    const sources = [state.driver, state.beside].flatMap((driver) => sourceOf(driver));
    const number = ++this.number;
    clearTimeout(this.bound);
    try {
      const worker = sources.length === 0 || !kit ? this.builtIn : this.workerFor(sources, kit);
      worker.postMessage({ kind: 'show', number, state } satisfies Request);
      this.askForMap = () => worker.postMessage({ kind: 'map', number, state } satisfies Request);
      if (sources.length)
        this.bound = setTimeout(
          () => this.stop(`it did not come to an end within ${BOUND / 1000} seconds`),
          BOUND,
        );
    } catch (error) {
      this.heard({
        kind: 'refused',
        number,
        because: error instanceof Error ? error.message : String(error),
      });
    }
  }

  /** Asks for a recording, which the kit's worker reads. */
  recording(name: string, text: string, kit: EditKit): void {
    clearTimeout(this.bound);
    const asked: RecordingRequest = { kind: 'recording', number: ++this.number, name, text };
    this.workerFor([], kit).postMessage(asked);
  }

  /** Ends the edited code. */
  stop(because: string): void {
    clearTimeout(this.bound);
    this.edited?.worker.terminate();
    this.edited = undefined;
    this.heard({
      kind: 'refused',
      number: this.number,
      because: `The edited policy was stopped: ${because}.`,
    });
  }

  private workerFor(sources: readonly string[], kit: EditKit): Worker {
    const key = JSON.stringify(sources);
    if (this.edited?.key !== key) {
      this.edited?.worker.terminate();
      this.edited = undefined;
      this.edited = { key, worker: this.workerOf(kit.workerWith(sources)) };
    }
    return this.edited.worker;
  }

  private workerOf(code: string): Worker {
    const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    const worker = new Worker(url);
    worker.addEventListener('message', ({ data }: MessageEvent<Reply | RecordingReply>) => {
      if (data.number !== this.number) return;
      if (data.kind === 'shown') this.askForMap();
      else clearTimeout(this.bound);
      this.heard(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      clearTimeout(this.bound);
      this.heard({
        kind: 'refused',
        number: this.number,
        because: event.message || 'the worker did not load',
      });
    });
    return worker;
  }
}

// --- internal ---

const sourceOf = (driver: Driver | undefined): string[] =>
  driver?.source === undefined ? [] : [driver.source];
