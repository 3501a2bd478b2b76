import { chunkJudge, serve } from '../judge/serve.ts';
import { loadPolicy } from './load-policy.ts';
import { blkSuite, suite } from './suite.ts';

serve(chunkJudge(suite, blkSuite), loadPolicy);
