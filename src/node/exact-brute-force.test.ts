import { describe, expect, it } from 'vitest';
import { transports } from '../../spec/transports.ts';
import { decide, oneByOne } from '../exact/decide.ts';
import { saidOf, triplesOf } from '../exact/fixtures/trees.ts';
import { profilesOf } from '../judge/sweep.ts';
import { builtInPolicy } from '../policies/built-in.ts';
import { netSuite } from '../suites/net.ts';
import { Trace } from '../trace/trace.ts';
import { netType } from '../types/net/net.ts';
import { sweptNet } from '../types/net/sweep.ts';
import { ExactRealm } from './exact-realm.ts';

const realm = new ExactRealm();
const profiles = profilesOf(netType.offers);
const trace = new Trace();
const some = Array.from({ length: 25 }, (_, size) => size);

const policies = ['linux-mainline', 'recommended', 'probe-renegotiate'];
/** Numbers of profiles: over PCI with packed rings where the second round is refused, MMIO with split ones, MMIO without peek, legacy PCI. */
const varied = [200, 150, 231, 340];

describe('what is decided of every combination of ring sizes', () => {
  it.each(policies.flatMap((id) => varied.map((number) => [id, number] as const)))(
    'should be what %s does on the device of profile %i',
    async (id, number) => {
      const policy = builtInPolicy(id);
      const profile = profiles[number];
      if (!policy || !profile) throw new Error('nothing to decide');
      const properties = netSuite.properties.filter(({ side, relation }) => side === 'driver' && !relation);
      const trees = await realm.decide({
        type: 'net',
        policy: id,
        properties: properties.map((property) => property.id),
        readings: new Map(),
        bounds: { transports },
        profiles: [number],
        most: 4000,
      });
      const scenario = sweptNet(profile, 0);
      const differing = triplesOf(some).filter((sizes) => {
        const rounds = scenario.rounds.map((round) => ({ ...round, sizes }));
        const done = decide(netType, oneByOne(properties), policy, { ...scenario, rounds }, trace);
        return JSON.stringify(done) !== JSON.stringify(saidOf(trees, sizes));
      });
      expect(differing).toEqual([]);
    },
  );
});
