import { showPage } from './app.tsx';
import { type Request, serve } from './serve.ts';

// One script for the page and for its worker, as the two share much of it.
if (typeof document === 'undefined')
  addEventListener('message', ({ data }: MessageEvent<Request>) => postMessage(serve(data, new Map())));
else showPage();
