import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauseById } from '../spec/clauses/index.ts';
import { deviceTypeNames, negotiable } from '../spec/device-types.ts';
import { ANY_LAYOUT, RING_PACKED, VERSION_1 } from '../spec/feature-bits.ts';
import { type FeatureSet, NONE, singles, windowOf } from '../spec/features.ts';
import { netClosures } from '../spec/net/requirements.ts';
import { mayTell, sizeRules } from '../spec/queue-sizes.ts';
import { readings } from '../spec/readings.ts';
import { type Transport, transportRules, transports } from '../spec/transports.ts';
import { specVersions } from '../spec/versions.ts';
import { isLegalSize } from '../spec/virtqueues.ts';
import type { Suite } from '../src/judge/suite.ts';
import { isBroken, type Trial, trialOf } from '../src/kill/trial.ts';
import { mutants } from '../src/mutants/index.ts';
import {
  clausesBroken,
  type Level,
  type Property,
  type RuleReading,
  type Side,
  underReadings,
} from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { ANYWHERE } from '../src/scenario/bounds.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { allProperties } from '../src/suites/built-in.ts';
import { withSuite } from '../src/suites/suites.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import {
  accepts,
  addresses,
  enables,
  event,
  offers,
  reads,
  reset,
  sizeIs,
  sizeTo,
  writes,
} from '../src/trace/fixtures/events.ts';
import { ownOf } from '../src/types/device-type.ts';
import type { NetRun } from '../src/types/net/run.ts';
import { A, AD, ADF, LIVE, said } from './fixtures/runs.ts';
import { netProperties } from './net/index.ts';

/**
 * Every must-level verdict is held against the model's own words: it rests on a clause that demands something of that side, over
 * that transport and of that device type; and what the model calls allowed, described or unstated no such property condemns.
 */

/** The level that a property has under its reading. */
const strongest = ({
  level,
  reading,
}: {
  readonly level: Level;
  readonly reading?: RuleReading | undefined;
}) => reading?.level ?? level;

/** Whether a clause demands something of a side. */
function demands(id: string, side: Side): boolean {
  const clause = clauseById.get(id);
  return clause?.level === 'must' && (clause.side === side || clause.side === 'both');
}

const everyProperty = allProperties().map(({ id, side, clauses, level, reading }) => ({
  id,
  side,
  clauses,
  level: strongest({ level, reading }),
}));

describe('a must-level property', () => {
  it.each(
    everyProperty.filter(({ level }) => level === 'must').map((property) => [property.id, property] as const),
  )('%s should rest on a clause that demands something of its side', (_, { side, clauses }) =>
    expect(clauses.some((id) => demands(id, side))).toBe(true),
  );
});

/** What a mutant breaks at must-level, of which nothing demands anything there: the property, the transport, and what was cited. */
function baseless<R extends Run>(
  { properties: all }: Suite<R>,
  { side, drivers, judges, wrong }: Trial<R>,
  scenarios: readonly R['scenario'][],
): string[] {
  const musts = all.filter(
    (property) => property.side === side && !property.relation && strongest(property) === 'must',
  );
  const found = new Set<string>();
  for (const scenario of scenarios) {
    if (!judges(scenario)) continue;
    drivers.forEach((_, driver) => {
      const attempt = wrong(scenario, driver);
      for (const property of musts as readonly Property<R>[]) {
        if (!isBroken(property, attempt)) continue;
        const violation = property.check(attempt.run, attempt.again);
        const clauses = violation ? clausesBroken(property, violation, scenario) : [];
        if (!clauses.some((id) => demands(id, side)))
          found.add(`${property.id} over ${scenario.transport}: ${clauses.join(', ') || 'nothing'}`);
      }
    });
  }
  return [...found];
}

describe('a must-level verdict on a mutant', () => {
  const RUNS = 40;
  const samples = new Map<unknown, readonly Scenario[]>();
  /** The same for every mutant of a device type, made once. */
  const sampleOf = <R extends Run>({ scenarios, deviceType }: Suite<R>): R['scenario'][] => {
    const known = samples.get(deviceType) ?? fc.sample(scenarios(ANYWHERE), { seed: 7, numRuns: RUNS });
    samples.set(deviceType, known);
    return known.map((scenario) => ownOf(deviceType, scenario));
  };

  it.each(mutants.map((mutant) => [mutant.id, mutant] as const))(
    'should cite a demand that binds there: %s',
    (_, mutant) =>
      expect(
        withSuite(mutant.type, (suite) =>
          baseless(suite, trialOf(suite.deviceType, mutant), sampleOf(suite)),
        ),
      ).toEqual([]),
  );
});

/** Ids of the must-level properties of a side that condemn events over a transport. */
function condemned(
  side: Side,
  events: readonly TraceEvent[],
  transport: Transport,
  judged: readonly Property<NetRun>[] = netProperties,
): string[] {
  const left = { scenario: { transport }, outcome: { kind: 'failed', reason: 'made up' } } as const;
  return judged
    .filter((property) => property.side === side && property.level === 'must' && !property.relation)
    .filter((property) => typeof said(property, events, left) === 'number')
    .map(({ id }) => id);
}

const isLegacy = (transport: Transport): boolean => transportRules[transport].legacy;
const windowsOf = (set: FeatureSet, how: typeof offers): TraceEvent[] =>
  [0, 1, 2].map((window) => how(window, windowOf(set, window)));

/** A negotiation by the book, from the reset to where queues may be made. */
const negotiates = (transport: Transport, set: FeatureSet = NONE): TraceEvent[] => {
  const whole = set | (isLegacy(transport) ? ANY_LAYOUT : VERSION_1);
  return [
    reset,
    reads(0),
    writes(A),
    writes(AD),
    ...windowsOf(whole, offers),
    ...windowsOf(whole, accepts),
    ...(isLegacy(transport) ? [] : [writes(ADF), reads(ADF)]),
  ];
};
const makes = (queue: number): TraceEvent[] => [
  sizeIs(queue, 256),
  sizeTo(queue, 256),
  addresses(queue),
  enables(queue),
];
const liveStatus = (transport: Transport): number => (isLegacy(transport) ? AD | 4 : LIVE);
const goesLive = (transport: Transport): TraceEvent[] => [
  ...negotiates(transport),
  ...makes(0),
  ...makes(1),
  writes(liveStatus(transport)),
];

const SIZES = [1, 2, 3, 16, 24, 128, 256, 300, 512, 32768];
/** Over a legacy interface there are no packed rings. */
const formatsOver = (transport: Transport) => (isLegacy(transport) ? [NONE] : [NONE, RING_PACKED]);

describe.each(transports)('over %s', (transport) => {
  it('should let a device tell every size that it may tell', () => {
    for (const accepted of formatsOver(transport)) {
      for (const size of SIZES.filter((told) => mayTell(transport, told, accepted))) {
        const events = [...negotiates(transport, accepted), sizeIs(0, size)];
        expect(condemned('device', events, transport), `${size}`).toEqual([]);
      }
    }
  });

  it('should let a driver use every size that it may use, and bind it by a maximum only where that is a demand', () => {
    const { bound } = sizeRules[transport];
    for (const accepted of formatsOver(transport)) {
      for (const maximum of SIZES) {
        for (const size of SIZES) {
          const isLegal = isLegalSize(size, accepted === NONE ? 'split' : 'packed');
          if (!isLegal || (bound === 'must' && size > maximum)) continue;
          const events = [...negotiates(transport, accepted), sizeIs(0, maximum), sizeTo(0, size)];
          expect(condemned('driver', events, transport), `${size} of ${maximum}`).toEqual([]);
        }
      }
    }
  });

  it('should let a driver look at each status, at queues too under the reading that lets it', () => {
    const judged = underReadings(netProperties, new Map([['early-look', 'look']]));
    const whole = negotiates(transport);
    const offer = windowOf(isLegacy(transport) ? ANY_LAYOUT : NONE, 0);
    const looks = [offers(0, offer), event('config-read', 0, 1), sizeIs(2, 256)];
    for (const prefix of [whole.slice(0, 3), whole.slice(0, 10), whole, goesLive(transport)])
      for (const look of looks)
        expect(condemned('driver', [...prefix, look], transport, judged), look.kind).toEqual([]);
  });

  it('should let a driver accept what it may negotiate, whatever the version of its device', () => {
    const closed = netClosures('1.4').must.greatestClosedSubset(negotiable('net', transport));
    const judged = netProperties.filter(({ id }) => id === 'unknown-bits-ignored');
    for (const version of specVersions) {
      for (const set of [closed, ...singles(closed)]) {
        const left = { scenario: { transport, version } } as const;
        const events = [reset, ...windowsOf(set, offers), ...windowsOf(set, accepts)];
        for (const property of judged) expect(said(property, events, left)).toBe('holds');
      }
    }
    for (const type of deviceTypeNames) expect(negotiable(type, transport)).toBeGreaterThan(0n);
  });
});

describe('an open question', () => {
  it.each(readings.map((question) => [question.name, question] as const))(
    '%s should be asked in a sentence, have an answer that is taken, and decide on something',
    (_, { name, question, values, otherwise, clauses }) => {
      expect(question).toMatch(/^[A-Z].*\?$/);
      expect(Object.keys(values)).toContain(otherwise);
      for (const says of Object.values(values)) expect(says).toMatch(/^[a-z].*[^.]$/);
      for (const clause of clauses) expect(clauseById.has(clause), clause).toBe(true);
      const hangs = allProperties().filter(({ reading }) => reading?.name === name);
      expect(hangs.length).toBeGreaterThan(0);
      for (const { reading } of hangs) expect(Object.keys(values)).toContain(reading?.value);
    },
  );

  it('should leave nothing condemned at must-level under the other answer', () => {
    const chosen = new Map(
      readings.map(({ name, values }) => {
        const uses = netProperties.find(({ reading }) => reading?.name === name)?.reading?.value;
        return [name, Object.keys(values).find((value) => value !== uses) ?? ''] as const;
      }),
    );
    const left = underReadings([...netProperties], chosen).filter(({ reading }) => reading !== undefined);
    expect(left.length).toBeGreaterThan(0);
    for (const property of left) expect(property.level).toBe('should');
  });
});
