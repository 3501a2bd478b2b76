import { without } from '../../spec/features.ts';
import { CTRL_VQ } from '../../spec/net/features.ts';
import { probeAsProposed } from './probe-renegotiate.ts';
import { underBothReadings } from './seed-policy.ts';

/**
 * The proposal, but that CTRL_VQ is blocked on no ring, and that it does not claim it is: where no command fits, each fails by
 * itself. The model adds what it adds to `probe-renegotiate`, but for the dependents of CTRL_VQ, which all stay.
 */
export const [letControlFail, letControlFailOwnRing] = underBothReadings({
  id: 'let-control-fail',
  title: 'Keeps CTRL_VQ on a ring that no command fits, and lets each command fail',
  claims: (table) => ({ ...table, below2: without(table.below2, CTRL_VQ) }),
  probe: probeAsProposed,
});
