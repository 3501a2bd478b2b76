import { type Request, serve } from './serve.ts';

// The worker of the page for built-in policies.
addEventListener('message', ({ data }: MessageEvent<Request>) => postMessage(serve(data, new Map())));
