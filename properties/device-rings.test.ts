import { describe, expect, it } from 'vitest';
import { type RingFault, ringFaults, ringFaultValue } from '../spec/ring-faults.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { event, reset, writes } from '../src/trace/fixtures/events.ts';
import { deviceRingProperties } from './device-rings.ts';
import { AD, ADF, LIVE, said } from './fixtures/runs.ts';

const looks = (value: number): TraceEvent => event('ring-look', 0, value);
const shows = (fault: RingFault['name']): TraceEvent => looks(ringFaultValue(fault));

/** What each property says of a driver that looks into its ring once it is live. */
const saidOf = (...events: TraceEvent[]) =>
  deviceRingProperties.map((one) => said(one, [reset, writes(AD), writes(ADF), writes(LIVE), ...events]));

describe('a look into a ring', () => {
  it('should find nothing wrong where there is nothing', () =>
    expect(new Set(saidOf(looks(0)))).toEqual(new Set(['holds'])));

  it.each(ringFaults.map(({ name }) => name))(
    'should tell nothing of other faults where it finds one: %s',
    (name) => {
      const found = saidOf(shows(name)).filter((one) => one !== 'does not apply');
      expect(found).toEqual([4]);
      expect(saidOf(looks(0), shows(name)).toSorted()).toEqual([5, 'holds', 'holds', 'holds']);
    },
  );
});
