import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../../properties/net/generators.ts';
import { netProperties } from '../../../properties/net/index.ts';
import { RING_PACKED } from '../../../spec/feature-bits.ts';
import { intersects, NONE } from '../../../spec/features.ts';
import { MQ, RSS } from '../../../spec/net/features.ts';
import { headerOf } from '../../../spec/net/headers.ts';
import { receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import { netPolicies } from '../../policies/index.ts';
import type { Again } from '../../run/property.ts';
import { stalled } from '../../run/queues.ts';
import type { EventKind, TraceEvent } from '../../trace/events.ts';
import { lower } from '../../transport/pci-registers.ts';
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
  const { scenario, trace, device, plan } = run;
  const [round] = scenario.rounds;
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
    const { kind, index: queue, value } = event;
    const isTable = events[at - 1]?.kind === 'indirect';
    const before = events[at - (isTable ? 2 : 1)];
    const header = before?.kind === 'transmit-header' ? headerOf(before.value) : undefined;
    switch (kind) {
      case 'transmit':
        return [
          {
            op: kind,
            bytes: 64,
            descriptors: value,
            indirect: isTable,
            header,
            queue,
          },
        ];
      case 'post': {
        // How its buffers are made up is told before them, or after.
        const of = (told: EventKind) => events.findIndex((one) => one.kind === told && one.index === queue);
        const [chain, bytes] = [of('chain'), of('bytes')];
        const indirect = events[chain - 1]?.kind === 'indirect';
        const [descriptors, each] = [events[chain]?.value ?? 1, events[bytes]?.value ?? 64];
        return [{ op: kind, queue, buffers: value, descriptors, bytes: each, indirect }];
      }
      case 'used':
        return [{ op: kind, queue, chains: value }];
      case 'control': {
        const command =
          events.slice(at + 1, at + 2).find((next) => next.kind === 'command')?.value ?? UNKNOWN;
        return [
          {
            op: kind,
            class: command >> 8,
            command: command & 0xff,
            descriptors: value,
            indirect: isTable,
            queue,
          },
        ];
      }
      case 'descriptor':
      case 'transmit-header':
        return [];
    }
    return lower([event]);
  });
  return parseRecording([header, ...lines].map((line) => JSON.stringify(line)).join('\n'), 'run.jsonl');
}

const never: Again<NetRun> = {
  on: () => expect.unreachable('no relation'),
  rebind: () => expect.unreachable('no relation'),
};

/** A recorded driver claims no table. */
const asRecorded = (run: NetRun): NetRun => ({ ...run, seedTable: undefined });

/** How buffers are made up shows where some are posted; what a driver drops, and when it stops, in no ring. */
const isShown = ({ kind }: TraceEvent): boolean =>
  !/^(indirect|chain|bytes|descriptor|drop|stop|wake|command.*)$/.test(kind);

describe('a recording of a simulated run', () => {
  it.each(netPolicies)('should hold the events of the run of $id, and nothing else', (policy) => {
    fc.assert(
      fc.property(recordable, (scenario) => {
        const run = runNetPolicy(policy, scenario);
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
          // Of several pairs only the first is observed.
          const partly = scenario.maxVirtqueuePairs > 1;
          if (verdict === 'violated' || !partly) expect([id, verdict]).toEqual([id, ofRun]);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
    expect(told).toBeGreaterThan(1000);
  });
});
