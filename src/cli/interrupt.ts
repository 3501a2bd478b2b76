/** A signal of the first Ctrl-C; a second one ends the process as ever. */
export function firstInterrupt(): AbortSignal {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  return abort.signal;
}
