const CELLS = 30;

/** A bar on stderr while a campaign runs; nothing where stderr is no terminal. */
export interface Progress {
  readonly show: (what: string, done: number, total: number) => void;
  /** Wipes the bar away. */
  readonly end: () => void;
}

/** The part of a stream that a bar needs. */
interface Stream {
  readonly isTTY: boolean;
  write(text: string): unknown;
}

export function progressOn(stream: Stream): Progress {
  if (!stream.isTTY) return { show: () => {}, end: () => {} };
  let drawn = '';
  return {
    show: (what, done, total) => {
      const bar = `${progressBar(done, total)} ${what}`;
      if (bar === drawn) return;
      drawn = bar;
      stream.write(`\r${bar}\x1b[K`);
    },
    end: () => {
      if (drawn) stream.write('\r\x1b[K');
      drawn = '';
    },
  };
}

export function progressBar(done: number, total: number): string {
  const share = total ? done / total : 1;
  const filled = Math.floor(CELLS * share);
  return `[${'#'.repeat(filled)}${'.'.repeat(CELLS - filled)}] ${String(Math.floor(100 * share)).padStart(3)} %`;
}
