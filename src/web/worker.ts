import { type Request, serve } from './serve.ts';

// The worker of the page for built-in policies.
addEventListener('message', ({ data }: MessageEvent<Request>) => serve(data, postMessage, new Map()));
