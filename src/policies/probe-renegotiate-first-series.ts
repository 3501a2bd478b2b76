import { NONE } from '../../spec/features.ts';
import { probeAsProposed } from './probe-renegotiate.ts';
import { underBothReadings } from './seed-policy.ts';

/**
 * The first of the two series: 2 < ring < MAX_FRAGS + 2 only; a ring of 2 or less blocks nothing, and of the table it claims no
 * more. The model adds what it adds to `probe-renegotiate`.
 */
export const [probeRenegotiateFirstSeries, probeRenegotiateFirstSeriesOwnRing] = underBothReadings({
  id: 'probe-renegotiate-first-series',
  // The table of a judgement has room for no longer one.
  ownRingId: 'first-series-own-ring',
  title: 'The proposal without its ring < 2 case',
  claims: (table) => ({ ...table, below2: NONE }),
  probe: probeAsProposed,
});
