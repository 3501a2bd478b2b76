import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../../properties/net/generators.ts';
import { netProperties } from '../../../properties/net/index.ts';
import { INDIRECT_DESC, RING_PACKED } from '../../../spec/feature-bits.ts';
import { intersects, NONE } from '../../../spec/features.ts';
import { MQ, RSS } from '../../../spec/net/features.ts';
import { receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import { netPolicies } from '../../policies/index.ts';
import type { Again } from '../../run/property.ts';
import { stalled } from '../../run/queues.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { lower } from '../../transport/pci-registers.ts';
import { ringsInUse } from '../../types/net/rings.ts';
import { type NetRun, runNetPolicy } from '../../types/net/run.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import { FRAMES } from '../../types/net/traffic.ts';
import { agree } from './agreement.ts';
import { judgeRecording } from './judge-recording.ts';
import { eventsOf } from './recorded-events.ts';
import { parseRecording, type Recording } from './recording.ts';
import { layoutOf } from './scenario-of.ts';

const subject = 'linux 7.2 virtio_net';

/** Scenarios of which a recording says all: one round, on a device as the recorder has it. */
const recordable: fc.Arbitrary<NetScenario> = fc
  .tuple(netScenario, fc.boolean())
  .map(([scenario, accepts]) => {
    const { offer, sizes } = scenario.rounds[0] ?? { offer: 0n, sizes: [] };
    const full = scenario.format === 'packed' ? offer | RING_PACKED : offer;
    const many = intersects(full, MQ | RSS);
    return {
      ...scenario,
      transport: 'pci',
      peek: false,
      rounds: [
        {
          offer: full,
          sizes: many ? sizes : [sizes[0] ?? 0, sizes[1] ?? 0, sizes.at(-1) ?? 0],
          acceptance: { kind: accepts ? 'accepts' : 'refuses' },
        },
      ],
      resetPolls: 0,
      initialStatus: 0,
      maxVirtqueuePairs: many ? scenario.maxVirtqueuePairs : 1,
      maxSkbFrags: 17,
      layout: layoutOf(subject),
      quirks: accepts ? { featuresOkUnchecked: true } : {},
    };
  });

/** A command of a class that does not exist. */
const UNKNOWN = 0xffff;

/** A run as a recorder would have written it down. */
function record(run: NetRun): Recording {
  const { scenario, trace, device, plan, inUse } = run;
  const [round] = scenario.rounds;
  const indirect = intersects(inUse, INDIRECT_DESC);
  const events = [...trace];
  const sent = events.filter(({ kind, index }) => kind === 'transmit' && index === transmitQueue(0)).length;
  const posted = events.find(({ kind, index }) => kind === 'post' && index === receiveQueue(0))?.value ?? 0;
  const header = {
    subject,
    transport: 'pci',
    version: scenario.version,
    offered: `0x${round?.offer.toString(16)}`,
    queueSizes: round?.sizes,
    device: { acceptsFeatures: round?.acceptance.kind === 'accepts', mtu: scenario.mtu },
    observed: {
      finalStatus: device.status,
      framesTransmitted: plan ? Math.min(FRAMES, sent) : 0,
      txWatchdog: stalled(run) === transmitQueue(0),
      rxBuffersPostedAtEnd: posted,
    },
  };
  const lines = events.flatMap((event, at): unknown[] => {
    const { kind, index: queue, value: descriptors } = event;
    if (kind === 'transmit') {
      return [{ op: kind, bytes: 64, descriptors, indirect: indirect && descriptors > 1, queue }];
    }
    if (kind !== 'control') return lower([event]);
    const { value = UNKNOWN } = events.slice(at + 1, at + 2).find((next) => next.kind === 'command') ?? {};
    return [{ op: kind, class: value >> 8, command: value & 0xff, descriptors, queue }];
  });
  return parseRecording([header, ...lines].map((line) => JSON.stringify(line)).join('\n'), 'run.jsonl');
}

const never: Again<NetRun> = {
  on: () => expect.unreachable('no relation'),
  rebind: () => expect.unreachable('no relation'),
};

/** What a recording shows only of what was sent: of receive buffers in tables it says nothing. */
const ofPlans = ['indirect-chain-fits-queue'];

/** A recording does not show how long receive buffers are: its driver is taken to lay them out as its scenario has it. */
const asRecorded = (run: NetRun): NetRun => {
  const { plan, scenario, device, legacy } = run;
  const rings = plan && ringsInUse(plan.activePairs, scenario, device, legacy);
  // Nor does a recorded driver claim any table.
  return { ...run, rings, seedTable: undefined };
};

describe('a recording of a simulated run', () => {
  it.each(netPolicies)('should hold the events of the run of $id, and nothing else', (policy) => {
    fc.assert(
      fc.property(recordable, (scenario) => {
        const run = runNetPolicy(policy, scenario);
        // Neither memory nor what a command says is on the bus.
        const isShown = ({ kind }: TraceEvent) =>
          !/^(indirect|chain|bytes|post|drop|used|stop|wake|command.*)$/.test(kind);
        expect([...eventsOf(record(run)).trace].filter(isShown)).toEqual([...run.trace].filter(isShown));
      }),
      { numRuns: 30 },
    );
  });

  it.each(netPolicies)('should agree with $id, which made it', (policy) => {
    fc.assert(
      fc.property(recordable, (scenario) => {
        const differing = agree(policy, record(runNetPolicy(policy, scenario))).filter(
          ({ agrees }) => !agrees,
        );
        expect(differing).toEqual([]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it.each(netPolicies)('should be judged as the run of $id is, as far as it tells', (policy) => {
    let told = 0;
    fc.assert(
      fc.property(recordable, (scenario) => {
        const run = asRecorded(runNetPolicy(policy, scenario));
        // What a command says need not be recorded.
        fc.pre((run.device.switchedOff ?? NONE) === NONE);
        for (const { id, verdict } of judgeRecording(netProperties, record(run)).properties) {
          if (verdict === 'unknown') continue;
          const property = netProperties.find((p) => p.id === id);
          const ofRun = property?.appliesTo(run) && property.check(run, never) ? 'violated' : 'holds';
          told++;
          // Of several pairs only the first is recorded, and of chains those that the device was handed.
          const partly = scenario.maxVirtqueuePairs > 1 || ofPlans.includes(id);
          if (verdict === 'violated' || !partly) expect([id, verdict]).toEqual([id, ofRun]);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
    expect(told).toBeGreaterThan(1000);
  });
});
