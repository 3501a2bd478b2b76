import { describe, expect, it } from 'vitest';
import { type FeatureSet, NONE, windowOf } from '../../spec/features.ts';
import { scsiConfig } from '../../spec/scsi/configuration.ts';
import { INOUT, T10_PI } from '../../spec/scsi/features.ts';
import { type HostAnswer, hostRequests, hostValue } from '../../spec/scsi/requests.ts';
import { scsiFitCommands } from '../../src/policies/scsi-fit-commands.ts';
import type { Property } from '../../src/run/property.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { accepts, event, offers, reads, reset, writes } from '../../src/trace/fixtures/events.ts';
import { runScsiPolicy, type ScsiRun } from '../../src/types/scsi/run.ts';
import { host } from '../examples/example.ts';
import { ADF, runOf } from '../fixtures/runs.ts';
import {
  hostAnswersBadTarget,
  hostAnswersControl,
  hostCountsWhatItMoved,
  hostFailsWhatGoesBothWays,
  hostListsUnits,
  hostSaysHowItEnds,
  hostSaysThatDataDoNotFit,
  hostWritesStatus,
} from './hosts.ts';

const ordinary = runScsiPolicy(scsiFitCommands, host());
const again = { on: () => ordinary, rebind: () => ordinary };

const READY = 'TEST UNIT READY';
const asks = (name: string, answer: Partial<HostAnswer> = { response: 0 }): TraceEvent => {
  const place = hostRequests.findIndex((request) => request.name === name);
  return event('request', hostRequests[place]?.queue === 'control' ? 0 : 2, hostValue({ place, ...answer }));
};

/** What a property says of the last request to a host that settles on some features. */
function saidOf(
  property: Property<ScsiRun>,
  requests: readonly TraceEvent[],
  features: FeatureSet = NONE,
  live: readonly TraceEvent[] = [writes(ADF), reads(ADF), writes(ADF | 4)],
) {
  const begin = [reset, offers(0, windowOf(features, 0)), accepts(0, windowOf(features, 0)), ...live];
  const { view, trace, rounds, last, negotiations, final } = runOf([...begin, ...requests]);
  const run = { ...ordinary, view, trace, rounds, last, negotiations, final };
  if (!property.appliesTo(run)) return 'does not apply';
  return property.check(run, again)?.because() ?? 'holds';
}

describe('a command', () => {
  it.each<[number, number, string]>([
    [0, 0x00, 'holds'],
    [0, 0x02, 'holds'],
    [0, 0x40, 'holds'],
    [0, 0x01, 'INQUIRY: the status is 1'],
    [0, 0xff, 'INQUIRY: the status is 255'],
    [3, 0xff, 'does not apply'],
  ])('should have a status of SCSI where it is done: response %i, status %i', (response, status, said) =>
    expect(saidOf(hostWritesStatus, [asks('INQUIRY', { response, status })])).toBe(said),
  );

  it.each<[string, number, string]>([
    ['INQUIRY', 9, 'holds'],
    ['INQUIRY', 10, 'INQUIRY: the response is 10'],
    ['INQUIRY', 255, 'INQUIRY: the response is 255'],
    ['INQUIRY', 2, 'INQUIRY: the response is 2'],
    ['INQUIRY', 1, 'INQUIRY: the response is 1'],
    [READY, 1, `${READY}: the response is 1`],
    ['INQUIRY without room', 1, 'holds'],
    ['QUERY TASK', 11, 'does not apply'],
  ])('should have a response that there is for what became of it: %s, %i', (name, response, said) =>
    expect(saidOf(hostSaysHowItEnds, [asks(name, { response })])).toBe(said),
  );

  it.each<[string, Partial<HostAnswer>, string]>([
    ['INQUIRY without room', { response: 1 }, 'holds'],
    ['INQUIRY without room', { response: 0 }, 'INQUIRY without room: the response is 0'],
    ['INQUIRY without room', { response: 0, status: 2 }, 'holds'],
    ['INQUIRY', { response: 0 }, 'does not apply'],
  ])('should not be well done where data do not fit: %s, %j', (name, answer, said) =>
    expect(saidOf(hostSaysThatDataDoNotFit, [asks(name, answer)])).toBe(said),
  );

  const BOTH = 'INQUIRY with data both ways';
  it.each<[FeatureSet, number, string]>([
    [NONE, 9, 'holds'],
    [NONE, 0, `${BOTH}: the response is 0`],
    [INOUT, 0, 'does not apply'],
  ])('should have data both ways with INOUT alone: %s, response %i', (features, response, said) =>
    expect(saidOf(hostFailsWhatGoesBothWays, [asks(BOTH, { response })], features)).toBe(said),
  );

  const NO_FORMAT = 'INQUIRY of an address of no format';
  const LAST = 'INQUIRY of the last target';
  const upTo = (target: number): TraceEvent => event('config-read', scsiConfig.maxTarget, target);
  it.each<[readonly TraceEvent[], string]>([
    [[asks(NO_FORMAT, { response: 3 })], 'holds'],
    [[asks(NO_FORMAT)], `${NO_FORMAT}: the response is 0`],
    [[asks(LAST)], 'does not apply'],
    [[upTo(255), asks(LAST)], 'does not apply'],
    [[upTo(7), asks(LAST)], `${LAST}: the response is 0`],
    [[upTo(7), asks(LAST, { response: 3 })], 'holds'],
    [[asks('INQUIRY')], 'does not apply'],
  ])('should find no target where none can be: %#', (requests, said) =>
    expect(saidOf(hostAnswersBadTarget, requests)).toBe(said),
  );

  it.each<[Partial<HostAnswer>, string]>([
    [{ response: 0, senseBytes: 96, residual: 36 }, 'holds'],
    [{ response: 0, residual: 37 }, 'INQUIRY: 0 bytes of sense data are told, and 37 of data left'],
    [{ response: 0, senseBytes: 97 }, 'INQUIRY: 97 bytes of sense data are told, and 0 of data left'],
    [{ response: 3, residual: 37 }, 'does not apply'],
  ])('should leave and tell no more than there is: %j', (answer, said) =>
    expect(saidOf(hostCountsWhatItMoved, [asks('INQUIRY', answer)])).toBe(said),
  );

  it('should be asked of as it is laid out', () => {
    const wrong = asks('INQUIRY', { response: 0, status: 9 });
    const wider = event('config-write', scsiConfig.cdbSize, 64);
    expect(saidOf(hostWritesStatus, [wrong], T10_PI)).toBe('does not apply');
    expect(saidOf(hostWritesStatus, [wider, wrong])).toBe('does not apply');
    expect(saidOf(hostWritesStatus, [wrong, wider])).toBe('INQUIRY: the status is 9');
    expect(saidOf(hostWritesStatus, [wider, reset, writes(ADF | 4), wrong])).toBe('INQUIRY: the status is 9');
  });

  it('should be one of a driver that is live', () =>
    expect(saidOf(hostWritesStatus, [asks('INQUIRY', { response: 0, status: 9 })], NONE, [])).toBe(
      'does not apply',
    ));
});

describe('a host', () => {
  it('should list its units', () => {
    expect(saidOf(hostListsUnits, [asks('REPORT LUNS')])).toBe('holds');
    expect(saidOf(hostListsUnits, [asks('REPORT LUNS', { response: 3 })])).toBe(
      'REPORT LUNS: the response is 3',
    );
    expect(saidOf(hostListsUnits, [asks('INQUIRY', { response: 3 })])).toBe('does not apply');
  });

  const TASK = 'QUERY TASK';
  const QUERY = 'query of asynchronous events';
  it.each<[string, number, string]>([
    [TASK, 0, 'holds'],
    [TASK, 11, 'holds'],
    [TASK, 12, 'holds'],
    [TASK, 1, `${TASK}: the response is 1`],
    [TASK, 255, `${TASK}: the response is 255`],
    [QUERY, 9, 'holds'],
    [QUERY, 10, `${QUERY}: the response is 10`],
    ['INQUIRY', 13, 'does not apply'],
  ])('should answer a control request: %s by %i', (name, response, said) =>
    expect(saidOf(hostAnswersControl, [asks(name, { response })])).toBe(said),
  );
});
