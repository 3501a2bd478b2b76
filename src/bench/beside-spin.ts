// Does once what `spin.ts` has SPIN do, and tells its parent how long that took.

import { netProperties } from '../../properties/net/index.ts';
import { propertySetsOf } from '../judge/chunk.ts';
import { allSizes, profilesOf } from '../judge/sweep.ts';
import { emptyTally, judgeOne } from '../judge/tally.ts';
import { ExactRealm } from '../node/exact-realm.ts';
import { probeRenegotiate } from '../policies/probe-renegotiate.ts';
import { netSuite } from '../suites/net.ts';

export interface BesideSpin {
  readonly scenarios: number;
  /** Of CPU time. */
  readonly seconds: number;
  /** At its peak. */
  readonly mebibytes: number;
}

const bounds = { transports: ['mmio'] } as const;
const { deviceType } = netSuite;
const numbered = profilesOf(deviceType.offers, bounds).map((profile, number) => ({ profile, number }));
const profiles = numbered.filter(({ profile }) => profile.format === 'split');
const ids = netProperties.filter(({ side, relation }) => side === 'driver' && !relation).map(({ id }) => id);

async function decide(): Promise<number> {
  await new ExactRealm().decide({
    type: 'net',
    policy: probeRenegotiate.id,
    properties: ids,
    readings: new Map(),
    bounds,
    profiles: profiles.map(({ number }) => number),
    most: 10_000,
  });
  return profiles.length * allSizes().length;
}

function judge(): number {
  const sets = propertySetsOf(netSuite, ids);
  const tally = emptyTally(sets.driver);
  let order = 0;
  for (const size of allSizes())
    for (const { profile } of profiles)
      judgeOne(deviceType, probeRenegotiate, sets, tally, undefined, {
        order: order++,
        scenario: deviceType.sweptScenario(profile, size),
        thorough: false,
      });
  return tally.runs;
}

const start = process.cpuUsage();
const scenarios = process.argv[2] === 'judge' ? judge() : await decide();
const { user, system } = process.cpuUsage(start);
process.send?.({
  scenarios,
  seconds: (user + system) / 1e6,
  mebibytes: process.resourceUsage().maxRSS / 1024,
} satisfies BesideSpin);
