import type { Core } from '../../driver/core.ts';
import type { Outcome } from '../../driver/outcome.ts';
import { blkFitRequests } from '../../policies/blk-fit-requests.ts';
import type { DeclaredFault, PolicyMutant } from '../mutant.ts';

/** Declares a virtio-blk policy mutant, of `blk-fit-requests`; `tamper` breaks the steps of the virtio core of one probe before it begins. */
export function faultyDisk({
  base = blkFitRequests,
  tamper,
  ...declared
}: DeclaredFault & { readonly tamper: (core: Core) => void }): PolicyMutant {
  const { id, title } = declared;
  const probe = (core: Core): Outcome => {
    tamper(core);
    return base.probe(core);
  };
  return { kind: 'policy', type: 'blk', base, policy: () => ({ ...base, id, title, probe }), ...declared };
}
