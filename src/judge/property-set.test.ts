import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { netProperties } from '../../properties/net/index.ts';
import { isSince } from '../../spec/versions.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { rfcAsPosted } from '../policies/rfc-as-posted.ts';
import { type Again, AT_THE_END, type Property, traceProperty, violation } from '../run/property.ts';
import { aNetDevice } from '../scenario/fixtures/scenarios.ts';
import { netType } from '../types/net/net.ts';
import { netProperty } from '../types/net/property.ts';
import { type NetRun, runNetPolicy } from '../types/net/run.ts';
import { PropertySet } from './property-set.ts';
import { profilesOf } from './sweep.ts';

const run = runNetPolicy(linuxMainline, aNetDevice());
const broken = violation(AT_THE_END, () => 'broken');

const named = (id: string, changes: Partial<Property<NetRun>> = {}): Property<NetRun> =>
  netProperty({
    id,
    title: id,
    clauses: [],
    level: 'must',
    side: 'driver',
    appliesTo: () => true,
    check: () => undefined,
    ...changes,
  });

/** What a set says of a run: the ids that applied, and those that are violated. */
function said(set: PropertySet<NetRun>, again?: Again<NetRun>, of: NetRun = run) {
  const groups: number[] = [];
  const violated: string[] = [];
  set.judge(of, again, {
    applied: (group) => groups.push(group),
    violated: (place) => violated.push(set.properties[place]?.id ?? ''),
  });
  const applied = set.properties.filter((_, place) => groups.includes(set.groupOf(place)));
  return { applied: applied.map(({ id }) => id), violated: violated.sort() };
}

const nobodyListens = { applied: () => {}, violated: () => {} };

/** Runs after which a trace is no longer rare. */
const OFTEN = 40;

const everyone = new PropertySet(netProperties.filter(({ side }) => side === 'driver'));

const nobody: Again<NetRun> = { on: () => run, rebind: () => run };

describe('a set', () => {
  it('should ask each property that applies, and tell which is violated by its place in the list', () => {
    const set = new PropertySet([
      named('a', { check: () => broken }),
      named('b', { appliesTo: () => false, check: () => broken }),
      named('c'),
      named('d', { check: () => broken }),
    ]);
    expect(said(set)).toEqual({ applied: ['a', 'c', 'd'], violated: ['a', 'd'] });
    expect(set.properties.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('should check no property that does not apply', () => {
    const check = vi.fn();
    said(new PropertySet([named('a', { appliesTo: () => false, check })]));
    expect(check).not.toHaveBeenCalled();
  });

  it('should ask only once whether those apply that share the question', () => {
    const shared = vi.fn(() => true);
    const own = vi.fn(() => false);
    const set = new PropertySet([
      named('a', { appliesTo: shared }),
      named('b', { appliesTo: own }),
      named('c', { appliesTo: shared }),
    ]);
    expect(said(set, nobody).applied).toEqual(['a', 'c']);
    expect([shared.mock.calls.length, own.mock.calls.length]).toEqual([1, 1]);
  });

  it('should ask a property of the trace once of all runs that leave the same', () => {
    const check = vi.fn(() => broken);
    const own = vi.fn(() => undefined);
    const ofTrace = traceProperty({ ...named('a'), appliesTo: () => true, check });
    const set = new PropertySet<NetRun>([ofTrace, named('b', { check: own })]);
    const again = runNetPolicy(linuxMainline, aNetDevice());
    for (const of of [run, again]) {
      expect(said(set, undefined, of)).toEqual({ applied: ['a', 'b'], violated: ['a'] });
    }
    expect([check.mock.calls.length, own.mock.calls.length]).toEqual([1, 2]);
    // Another set may hold another opinion.
    expect(said(new PropertySet<NetRun>([{ ...ofTrace, check: () => undefined }])).violated).toEqual([]);
  });

  it('should say the same of a run whoever has spoken of it before', () => {
    const sets = (['a', 'b', 'c'] as const).map((id) => {
      const check = () => (id === 'b' ? undefined : broken);
      return new PropertySet<NetRun>([traceProperty({ ...named(id), appliesTo: () => true, check })]);
    });
    for (const turn of [0, 1, 2, 0, 2, 1, 1, 0, 0]) {
      const set = sets[turn];
      const id = 'abc'.charAt(turn);
      expect(set && said(set)).toEqual({ applied: [id], violated: id === 'b' ? [] : [id] });
    }
  });

  it('should ask every run where a property of the trace is made into one of the run', () => {
    const ofTrace = traceProperty({ ...named('a'), appliesTo: () => true, check: () => undefined });
    const small = netProperty({
      ...ofTrace,
      check: ({ scenario }) => (scenario.rounds[0]?.sizes.includes(16) ? broken : undefined),
    });
    const set = new PropertySet([small]);
    const on = (size: number) => {
      const { rounds, ...device } = aNetDevice();
      return runNetPolicy(linuxMainline, {
        ...device,
        rounds: rounds.map((script) => ({ ...script, sizes: script.sizes.map(() => size) })),
      });
    };
    expect([1024, 16, 1024].map((size) => said(set, undefined, on(size)).violated)).toEqual([[], ['a'], []]);
  });

  it('should show a property of the trace nothing but what the trace tells', () => {
    const shown: unknown[] = [];
    const appliesTo = (of: unknown): boolean => shown.push(of) > 0;
    said(new PropertySet<NetRun>([traceProperty({ ...named('a'), appliesTo, check: () => undefined })]));
    expect(shown).toEqual([run.view]);
    expect(shown[0]).toBe(run.view);
  });

  it('should say of a run what each property says of it by itself', () =>
    fc.assert(
      fc.property(netScenario, fc.constantFrom(linuxMainline, rfcAsPosted), (scenario, policy) => {
        const of = runNetPolicy(policy, scenario);
        const asked = netProperties.filter(
          ({ side, relation, since }) => side === 'driver' && !relation && isSince(scenario.version, since),
        );
        const violated = asked.filter((one) => one.appliesTo(of) && one.check(of, nobody) !== undefined);
        expect(said(everyone, undefined, of).violated).toEqual(violated.map(({ id }) => id).sort());
      }),
      { seed: 1, numRuns: 500 },
    ));

  it('should say the same of a run however often its trace has come by, be it with other rings', () => {
    const profiles = profilesOf(netType.offers);
    const swept = [1, 16, 17].flatMap((size) =>
      profiles.map((profile) => netType.sweptScenario(profile, size)),
    );
    for (const policy of [linuxMainline, rfcAsPosted, recommended]) {
      const runs = swept.map((scenario) => runNetPolicy(policy, scenario));
      const first = runs.map((of) => said(new PropertySet(everyone.properties), undefined, of));
      for (const of of runs)
        for (let often = 0; often < OFTEN; often++) everyone.judge(of, undefined, nobodyListens);
      expect(runs.map((of) => said(everyone, undefined, of))).toEqual(first);
    }
  });

  it('should check a property no more that a trace which comes by often shows to hold', () => {
    const [ofTrace, ofRun] = [
      vi.fn(({ last }: NetRun) => (last ? undefined : broken)),
      vi.fn(() => undefined),
    ];
    const set = new PropertySet([
      named('a', { check: ofTrace }),
      named('b', { appliesTo: ({ rounds }) => rounds.length === 0, check: ofRun }),
      named('c', { check: (of) => (of.device.status === 0 ? undefined : broken) }),
    ]);
    for (let often = 0; often < 2 * OFTEN; often++)
      expect(said(set)).toEqual({ applied: ['a', 'c'], violated: ['c'] });
    expect(ofTrace.mock.calls.length).toBeLessThan(OFTEN);
    expect(ofRun).not.toHaveBeenCalled();
  });

  it('should count those together that share the question, the version and how they are asked', () => {
    const shared = () => true;
    const set = new PropertySet([
      named('a', { appliesTo: shared }),
      named('b', { appliesTo: shared, since: '1.3' }),
      named('c', { appliesTo: shared, relation: true }),
      named('d', { appliesTo: shared }),
      named('e', { appliesTo: () => true }),
    ]);
    const groups = set.properties.map((_, place) => set.groupOf(place));
    expect(groups).toEqual([0, 1, 2, 0, 3]);
    expect(set.groupCount).toBe(4);
  });

  it('should leave out what is newer than the standard of the run', () => {
    const set = new PropertySet([
      named('a', { since: '1.2' }),
      named('b', { since: '1.3', check: () => broken }),
    ]);
    const newer = runNetPolicy(linuxMainline, aNetDevice({ version: '1.3' }));
    expect(said(set)).toEqual({ applied: ['a'], violated: [] });
    expect(said(set, undefined, newer)).toEqual({ applied: ['a', 'b'], violated: ['b'] });
  });
});

describe('relations', () => {
  it('should be asked only where the subject may run again', () => {
    const check = vi.fn((_: NetRun, again: Again<NetRun>) => again.on(aNetDevice()) && broken);
    const set = new PropertySet([named('plain'), named('relation', { relation: true, check })]);
    expect(said(set)).toEqual({ applied: ['plain'], violated: [] });
    expect(check).not.toHaveBeenCalled();
    expect(said(set, nobody)).toEqual({ applied: ['plain', 'relation'], violated: ['relation'] });
  });

  it('should not even be asked whether they apply', () => {
    const appliesTo = vi.fn(() => true);
    said(new PropertySet([named('relation', { relation: true, appliesTo })]));
    expect(appliesTo).not.toHaveBeenCalled();
  });

  it.each(['on', 'rebind'] as const)('should be declared as such: %s is refused to others', (way) => {
    const check: Property<NetRun>['check'] = (_, again) => {
      if (way === 'on') again.on(aNetDevice());
      else again.rebind();
      return undefined;
    };
    expect(() => said(new PropertySet([named('undeclared', { check })]))).toThrow(
      /must be declared a relation$/,
    );
  });
});
