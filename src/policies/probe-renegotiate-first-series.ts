import { netPolicy } from '../driver/policy.ts';
import { blockedByFirstSeries } from '../driver/seed-table.ts';
import { probeAsProposed } from './probe-renegotiate.ts';

/** The first of the two series: 2 < ring < MAX_FRAGS + 2 only; a ring of 2 or less blocks nothing. */
export const probeRenegotiateFirstSeries = netPolicy({
  id: 'probe-renegotiate-first-series',
  title: 'The proposal without its ring < 2 case',
  probe: (net) => probeAsProposed(net, blockedByFirstSeries),
});
