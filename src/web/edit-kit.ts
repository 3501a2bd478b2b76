import type { Changes } from './changes.ts';

/** What is loaded only where a policy is edited, or a recording is judged. */
export interface EditKit {
  /** Puts an editor into an element; `changed` hears of every change. Gives what ends it. */
  readonly editor: (parent: Element, text: string, changed: (text: string) => void) => () => void;
  /** The source of a built-in policy as a file that stands alone; undefined for one that has none. */
  readonly sourceOf: (id: string) => string | undefined;
  /** What a source changes of the built-in policy of an id; undefined where there is none. */
  readonly changesOf: (id: string, source: string) => Changes | undefined;
  /** The source that such changes make. Throws Error where they are none, or that policy has another source by now. */
  readonly changedBy: (id: string, changes: unknown) => string;
  /** Texts of the recordings in which published findings show, by name. */
  readonly recordings: Readonly<Record<string, string>>;
  /** The text of a worker that judges policies of such sources too. Throws SyntaxError where one is no TypeScript. */
  readonly workerWith: (sources: readonly string[]) => string;
}

declare global {
  /** Set by the script that brings the kit. */
  var virtioEditKit: EditKit | undefined;
}
