import { describe, expect, it } from 'vitest';
import { type FeatureSet, NONE } from '../../spec/features.ts';
import { CHANGE, HOTPLUG, T10_PI } from '../../spec/scsi/features.ts';
import { scsiFitCommands } from '../../src/policies/scsi-fit-commands.ts';
import { factsOf } from '../../src/ring/queue-facts.ts';
import type { Property } from '../../src/run/property.ts';
import { event } from '../../src/trace/fixtures/events.ts';
import { Trace } from '../../src/trace/trace.ts';
import { runScsiPolicy, type ScsiRun } from '../../src/types/scsi/run.ts';
import { host } from '../examples/example.ts';
import { eventBuffersAsStated, eventBuffersHoldAnEvent, eventBuffersPosted } from './events.ts';

/** A live driver whose event queue tells of buffers of so many bytes each. */
function withBuffers(inUse: FeatureSet, count: number, bytes = 16, eventInfoSize = 16): ScsiRun {
  const run = runScsiPolicy(scsiFitCommands, host(HOTPLUG, 256, { eventInfoSize }));
  const events = count > 0 ? [event('chain', 1, 1), event('bytes', 1, bytes), event('post', 1, count)] : [];
  return { ...run, inUse, queues: factsOf(Trace.of(events), true) };
}

const again = { on: () => withBuffers(NONE, 0), rebind: () => withBuffers(NONE, 0) };
const saidOf = (property: Property<ScsiRun>, run: ScsiRun) =>
  property.appliesTo(run) ? (property.check(run, again)?.because() ?? 'holds') : 'does not apply';

describe('the event queue', () => {
  it.each([HOTPLUG, CHANGE])('should have buffers where %s may bring events', (feature) => {
    expect(saidOf(eventBuffersPosted, withBuffers(feature, 1))).toBe('holds');
    expect(saidOf(eventBuffersPosted, withBuffers(feature, 0))).toBe(
      'the event queue has no buffer, and every event is lost',
    );
  });

  it('may be empty where nothing brings any, and where nobody is live', () => {
    expect(saidOf(eventBuffersPosted, withBuffers(T10_PI, 0))).toBe('does not apply');
    const run = { ...withBuffers(HOTPLUG, 0), plan: undefined };
    expect(saidOf(eventBuffersPosted, run)).toBe('does not apply');
  });

  it('should have buffers that hold an event', () => {
    expect(saidOf(eventBuffersHoldAnEvent, withBuffers(HOTPLUG, 1, 16))).toBe('holds');
    expect(saidOf(eventBuffersHoldAnEvent, withBuffers(HOTPLUG, 1, 15))).toBe(
      'a buffer for events has 15 bytes, not 16',
    );
    expect(saidOf(eventBuffersHoldAnEvent, withBuffers(HOTPLUG, 0))).toBe('does not apply');
  });

  it('should have buffers as large as event_info_size', () => {
    expect(saidOf(eventBuffersAsStated, withBuffers(HOTPLUG, 1, 64, 64))).toBe('holds');
    expect(saidOf(eventBuffersAsStated, withBuffers(HOTPLUG, 1, 63, 64))).toBe(
      'a buffer for events has 63 bytes, not 64',
    );
  });
});
