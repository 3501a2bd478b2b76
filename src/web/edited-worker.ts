import type { Policy } from '../driver/policy.ts';
import * as suite from '../index.ts';
import { type RecordingRequest, serveRecording } from './recorded.ts';
import { type Request, serve } from './serve.ts';

/** What a module of somebody else's is handed, as a CommonJS loader does. */
type Factory = (
  require: (name: string) => unknown,
  module: { exports: Record<string, unknown> },
  exports: Record<string, unknown>,
) => void;

/** What would let code of somebody else's out of its worker to where the page came from, or keep something there. An `import()` in it finds the suite alone, as it is compiled. */
const withheld = [
  'BroadcastChannel',
  'EventSource',
  'FileReaderSync',
  'SharedWorker',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'Worker',
  'XMLHttpRequest',
  'caches',
  'cookieStore',
  'fetch',
  'importScripts',
  'indexedDB',
  'navigator',
  'webkitRequestFileSystem',
  'webkitRequestFileSystemSync',
];
for (const name of withheld)
  for (let at: object | null = globalThis; at !== null; at = Object.getPrototypeOf(at))
    Reflect.deleteProperty(at, name);

const edited = new Map<string, () => readonly Policy[]>();

/** What the page appends to this worker's text for each edited source calls this. */
Object.assign(globalThis, {
  edited(source: string, factory: Factory): void {
    let policies: readonly Policy[] | undefined;
    edited.set(source, () => {
      policies ??= policiesOf(factory);
      return policies;
    });
  },
});

addEventListener('message', ({ data }: MessageEvent<Request | RecordingRequest>) =>
  postMessage(data.kind === 'recording' ? serveRecording(data) : serve(data, edited)),
);

// --- internal ---

function policiesOf(factory: Factory): Policy[] {
  const module = { exports: {} };
  factory(required, module, module.exports);
  return Object.values(module.exports).flat().filter(isPolicy);
}

function required(name: string): unknown {
  if (name === 'virtio-conformance') return suite;
  throw new Error(`"${name}" cannot be imported on the page, only "virtio-conformance" can`);
}

const isPolicy = (value: unknown): value is Policy =>
  typeof value === 'object' &&
  value !== null &&
  'probe' in value &&
  typeof value.probe === 'function' &&
  'id' in value;
