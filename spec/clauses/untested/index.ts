import { untestedBasics } from './basics.ts';
import { untestedConsoles } from './consoles.ts';
import { untestedDisks } from './disks.ts';
import { untestedHosts } from './hosts.ts';
import { untestedMessages } from './messages.ts';
import { untestedTransports } from './transports.ts';
import type { Untested } from './untested.ts';

export type { Untested, UntestedState } from './untested.ts';

/** Every clause that no property tests, each with its state. Which clauses are tested, the properties say. */
export const untested: readonly Untested[] = [
  ...untestedBasics,
  ...untestedTransports,
  ...untestedMessages,
  ...untestedDisks,
  ...untestedHosts,
  ...untestedConsoles,
];
