import { describe, expect, it } from 'vitest';
import { RO, ZONED } from '../../spec/blk/features.ts';
import { requestNamed, requestValue } from '../../spec/blk/requests.ts';
import { type FeatureSet, NONE, windowOf } from '../../spec/features.ts';
import { blkFitRequests } from '../../src/policies/blk-fit-requests.ts';
import type { Property } from '../../src/run/property.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { accepts, event, offers, reads, reset, writes } from '../../src/trace/fixtures/events.ts';
import { type BlkRun, runBlkPolicy } from '../../src/types/blk/run.ts';
import { disk } from '../examples/example.ts';
import { ADF, runOf } from '../fixtures/runs.ts';
import { diskKeepsWhatItProtects, diskKnowsNoZones, diskSaysHowItEnds } from './disks.ts';

const ordinary = runBlkPolicy(blkFitRequests, disk());
const again = { on: () => ordinary, rebind: () => ordinary };

const asks = (name: string, status: number, begins = 0): TraceEvent =>
  event('request', 0, requestValue({ place: requestNamed(name), status, begins }));

const live = [writes(ADF), reads(ADF), writes(ADF | 4)];

/** What a property says of requests to a disk that offers and settles on some features: where it is violated, counted from the first of them. */
function saidOf(
  property: Property<BlkRun>,
  features: FeatureSet,
  requests: readonly TraceEvent[],
  before: readonly TraceEvent[] = live,
) {
  const begin = [reset, offers(0, windowOf(features, 0)), accepts(0, windowOf(features, 0)), ...before];
  const { view, trace, rounds, last, negotiations, final } = runOf([...begin, ...requests]);
  const run = { ...ordinary, view, trace, rounds, last, negotiations, final };
  if (!property.appliesTo(run)) return 'does not apply';
  const found = property.check(run, again);
  return found ? found.at - begin.length : 'holds';
}

describe('a disk that is read only', () => {
  it.each<[string, readonly TraceEvent[], unknown]>([
    ['fails', [asks('write', 1)], 'holds'],
    ['is done', [asks('read', 0), asks('write', 0)], 1],
    ['is not supported', [asks('write', 2)], 0],
    ['fails and changes nothing', [asks('read', 0, 7), asks('write', 1), asks('read', 0, 7)], 'holds'],
    ['fails and changes all', [asks('read', 0, 7), asks('write', 1), asks('read', 0, 8)], 2],
    [
      'fails, and reads do',
      [asks('read', 0, 7), asks('write', 1), asks('read', 1, 9), asks('read', 0, 7)],
      'holds',
    ],
    ['is not asked for', [asks('read', 0, 7), asks('read', 0, 8)], 'does not apply'],
  ])('should keep what is on it where a write %s', (_, requests, said) =>
    expect(saidOf(diskKeepsWhatItProtects, RO, requests)).toBe(said),
  );

  it('should be one that says so, to a driver that is live', () => {
    expect(saidOf(diskKeepsWhatItProtects, NONE, [asks('write', 0)])).toBe('does not apply');
    expect(saidOf(diskKeepsWhatItProtects, RO, [asks('write', 0)], [])).toBe('does not apply');
  });

  it('may change by itself where nobody writes to it', () => {
    const changes = [asks('read', 0, 7), asks('read', 0, 8), asks('write', 1), asks('read', 0, 8)];
    expect(saidOf(diskKeepsWhatItProtects, RO, changes)).toBe('holds');
  });
});

describe('a disk without zones', () => {
  it.each<[FeatureSet, string, number, unknown]>([
    [NONE, 'zone open', 2, 'holds'],
    [NONE, 'zone open', 0, 0],
    [NONE, 'zone report', 1, 0],
    [ZONED, 'zone open', 0, 'does not apply'],
    [NONE, 'read', 0, 'does not apply'],
  ])('should support no request for them: with %s a %s in status %i', (features, name, status, said) =>
    expect(saidOf(diskKnowsNoZones, features, [asks(name, status)])).toBe(said),
  );
});

describe('a request that is used', () => {
  it.each<[FeatureSet, string, number, unknown]>([
    [NONE, 'read', 0, 'holds'],
    [NONE, 'get ID', 1, 'holds'],
    [NONE, 'get ID', 2, 'holds'],
    [NONE, 'read', 255, 0],
    [NONE, 'read', 3, 0],
    [ZONED, 'zone open', 3, 'holds'],
    [NONE, 'request of no type', 2, 'holds'],
    [NONE, 'request of no type', 0, 0],
  ])('should tell how it ended: with %s a %s in status %i', (features, name, status, said) =>
    expect(saidOf(diskSaysHowItEnds, features, [asks(name, status)])).toBe(said),
  );
});
