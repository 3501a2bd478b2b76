import { without } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { linuxNetFeatures } from '../driver/linux-features.ts';
import type { Policy } from '../driver/policy.ts';
import { recommended } from '../policies/recommended.ts';
import { knowing } from './mutant.ts';

/** Knows every modern feature of the newest version. */
export const knowsAll: Policy = {
  ...knowing(recommended, net.knownNetFeatures('1.4')),
  id: 'knows-all',
};

/** Knows what Linux knows but for GUEST_TSO6: a closed set, in which GUEST_ECN stands on GUEST_TSO4. */
export const knowsNoTso6: Policy = knowing(recommended, without(linuxNetFeatures, net.GUEST_TSO6));
