import { negotiated } from '../spec/net/negotiated.ts';
import { newestLinux, receivesLarge } from '../src/driver/linux-kernels.ts';
import { DEFAULT_MTU } from '../src/driver/net-probe.ts';
import type { LivePlan } from '../src/driver/outcome.ts';
import { isLiveOnDevice } from '../src/run/applies.ts';
import { AT_THE_END, property, violation } from '../src/run/property.ts';
import { ofPlan } from './plans.ts';
import { entries, queueIn } from './print.ts';

export const derivedStateFresh = property({
  id: 'derived-state-fresh',
  title: 'What the driver derives from features follows from the final set, not from an earlier one',
  clauses: [
    'seed:fix-up',
    'sec:Device Types / Network Device / Virtqueues #2',
    'sec:Device Types / Network Device / Device configuration layout #2',
    'drivernormative:Device Types / Network Device / Device configuration layout #6',
    'sec:Device Types / Network Device / Device Operation #1',
    'sec:Device Types / Network Device / Device Operation / Legacy Interface: Device Operation #1',
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue #1',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: isLiveOnDevice,
  check: ofPlan((run, plan) => {
    const { derived, features } = plan;
    const { version, maxVirtqueuePairs, mtu } = run.scenario;
    const now = negotiated(features, version, run.legacy);
    const stale =
      derived.hasControlQueue !== now.controlQueue && !isIdle(plan)
        ? 'hasControlQueue'
        : derived.mergeableBuffers !== now.mergeable
          ? 'mergeableBuffers'
          : derived.headerLength !== now.headerLength
            ? 'headerLength'
            : now.controlQueue && derived.queuePairs !== (now.multiqueue ? maxVirtqueuePairs : 1)
              ? 'queuePairs'
              : derived.mtu !== (now.mtu ? mtu : DEFAULT_MTU)
                ? 'mtu'
                : // Linux takes one of GUEST_USO4 and GUEST_USO6 for none; what follows of that is told of its buffers.
                  receivesLarge(newestLinux, features) && !derived.bigPackets
                  ? 'bigPackets'
                  : undefined;
    return (
      stale &&
      violation(AT_THE_END, () => {
        const due = {
          hasControlQueue: now.controlQueue,
          mergeableBuffers: now.mergeable,
          headerLength: now.headerLength,
          queuePairs: now.multiqueue ? maxVirtqueuePairs : 1,
          mtu: now.mtu ? mtu : DEFAULT_MTU,
          bigPackets: true,
        };
        return `${stale} is ${derived[stale]}, from the negotiated features follows ${due[stale]}`;
      })
    );
  }),
});

/** A driver that negotiated a control queue and sends no command may well say that it has none. */
const isIdle = ({ derived, controlChain }: LivePlan): boolean =>
  !derived.hasControlQueue && controlChain === 0;

export const sizesAsMade = property({
  id: 'sizes-as-made',
  title: 'The driver counts with the ring sizes that the device uses',
  clauses: [
    'seed:peek-differs',
    'sec:Basic Facilities of a Virtio Device / Virtqueues / Legacy Interfaces: A Note on Virtqueue Layout #1',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: isLiveOnDevice,
  check: ofPlan((run, { queues }) => {
    for (let queue = 0; queue < queues.length; queue++) {
      const [taken = 0, used] = [queues[queue], run.device.effectiveSize(queue)];
      if (taken === used) continue;
      return violation(
        AT_THE_END,
        () => `the driver takes ${queueIn(run, queue)} to have ${entries(taken)}, the device uses ${used}`,
      );
    }
    return undefined;
  }),
});

/** What a live driver has in mind of its device. */
export const derivedStateProperties = [derivedStateFresh, sizesAsMade] as const;
