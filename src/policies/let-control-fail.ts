import { without } from '../../spec/features.ts';
import { CTRL_VQ } from '../../spec/net/features.ts';
import { netPolicy } from '../driver/policy.ts';
import { blockedBySeed } from '../driver/seed-table.ts';
import { probeAsProposed } from './probe-renegotiate.ts';

/** The proposal, but that CTRL_VQ is blocked on no ring: where no command fits, each fails by itself. */
export const letControlFail = netPolicy({
  id: 'let-control-fail',
  title: 'Keeps CTRL_VQ on a ring that no command fits, and lets each command fail',
  probe: (net) => probeAsProposed(net, (net, sizes) => without(blockedBySeed(net, sizes), CTRL_VQ)),
});
