import { describe, expect, it } from 'vitest';
import { linuxKernel } from '../../driver/linux-kernels.ts';
import { onKernel } from '../../driver/policy.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { netPolicy } from '../../types/net/policy.ts';
import { agree, outcomeOf } from './agreement.ts';
import type { Header } from './format.ts';
import { parseRecording } from './recording.ts';

const live = { finalStatus: 15, framesTransmitted: 3, txWatchdog: false, rxBuffersPostedAtEnd: 12 };
const mac = '0x100000020';
/** MAC, CTRL_VQ, CTRL_RX. */
const control = '0x100060020';

interface Told {
  readonly subject?: string;
  readonly offered?: string;
  readonly queueSizes?: readonly number[];
  readonly observed?: Header['observed'];
}

/** Of a driver that took MAC on two rings of 64, but for what is told. */
const recorded = ({ subject = 'linux 7.2 virtio_net', ...told }: Told) =>
  parseRecording(
    JSON.stringify({
      subject,
      transport: 'pci',
      offered: mac,
      queueSizes: [64, 64],
      device: { acceptsFeatures: true, mtu: 1500 },
      observed: live,
      ...told,
    }),
    'x.jsonl',
  );

const differing = (told: Told, policy = linuxMainline): string[] =>
  agree(policy, recorded(told)).flatMap(({ field, agrees }) => (agrees === false ? [field] : []));

describe('agreement with Linux', () => {
  it('should be with the kernel that the recording names', () => {
    // USO4 and USO6, on rings of 16: large buffers, of which none fits, where the kernel knows both.
    const told = { offered: '0xc0000100000022', queueSizes: [16, 16] };
    const stalls = { ...live, framesTransmitted: 1, txWatchdog: true };
    const deaf = { ...stalls, rxBuffersPostedAtEnd: 0 };
    expect(differing({ ...told, subject: 'linux 6.1.0-50-686 virtio_net', observed: stalls })).toEqual([]);
    expect(differing({ ...told, subject: 'linux 6.5.0 virtio_net', observed: deaf })).toEqual([]);
    expect(differing({ ...told, subject: 'linux 6.5.0 virtio_net', observed: stalls })).toEqual([
      'receive ring deaf',
    ]);
  });

  it('should be with another kernel where the policy names it', () => {
    const kernel = linuxKernel('6.1');
    if (!kernel) return expect.unreachable('a kernel is missing');
    const told = { offered: '0xc0000100000022', queueSizes: [16, 16], subject: 'linux 6.5.0 virtio_net' };
    const observed = { ...live, framesTransmitted: 1, rxBuffersPostedAtEnd: 0 };
    expect(differing({ ...told, observed }, onKernel(linuxMainline, kernel))).toEqual(['receive ring deaf']);
  });

  it('should go by the frames that came: Linux 5.10 logs no watchdog where its queue has stopped', () => {
    const observed = { ...live, framesTransmitted: 1 };
    expect(differing({ subject: 'linux 5.10.0 virtio_net', queueSizes: [64, 16], observed })).toEqual([]);
  });

  it('should know that Linux 5.10 waits for ever for the answer to a command that it cannot send', () => {
    const subject = 'linux 5.10.0-32-686 virtio_net';
    const hung = { ...live, framesTransmitted: 0 };
    const small = { offered: control, queueSizes: [256, 256, 2] };
    expect(differing({ ...small, subject, observed: hung })).toEqual([]);
    expect(differing({ ...small, subject: 'linux 6.1.0 virtio_net' })).toEqual([]);
    // In the probe, before it has posted a buffer, where it sets the number of pairs.
    const early = { ...hung, rxBuffersPostedAtEnd: 0 };
    const many = { offered: '0x100420020', queueSizes: [256, 256, 1] };
    expect(differing({ ...many, subject, observed: early })).toEqual([]);
  });

  it('should be on a failure after DRIVER_OK: the address cannot be set', () => {
    const told = { offered: '0x100820000', queueSizes: [256, 256, 2] };
    const failed = { finalStatus: 128, framesTransmitted: 0, txWatchdog: false, rxBuffersPostedAtEnd: 0 };
    expect(differing({ ...told, subject: 'linux 6.12.0', observed: failed })).toEqual([]);
    expect(differing({ ...told, subject: 'linux 5.15.0' })).toEqual([]);
  });
});

describe('agreement with a policy that stops for its largest frame alone, and wakes for more than its ring has', () => {
  const waits = netPolicy({
    id: 'waits-for-more',
    title: 'Stops below 16 free descriptors, and goes on at 40',
    probe(net) {
      net.negotiate();
      net.findQueues();
      return net.goLive({ transmitChain: 18, stopBelow: 16, wakeAt: 40 });
    },
  });
  // MAC, CSUM, HOST_TSO4: frames of many pieces, of which a recording asks for none.
  const told = { offered: '0x100000821', queueSizes: [64, 32] };

  it('should be on small frames, whatever would become of that frame', () =>
    expect(differing(told, waits)).toEqual([]));

  it('should lack where a small frame makes it stop', () =>
    expect(differing({ ...told, queueSizes: [64, 16] }, waits)).toEqual([
      'frames transmitted',
      'transmit stalled',
    ]));
});

describe('what was not observed', () => {
  const fields = ['finalStatus', 'framesTransmitted', 'txWatchdog', 'rxBuffersPostedAtEnd'] as const;
  const lacking = (...gone: readonly string[]): Header['observed'] =>
    Object.fromEntries(Object.entries(live).filter(([field]) => !gone.includes(field)));

  it.each<[(typeof fields)[number], string[]]>([
    ['finalStatus', ['live', 'final status', 'transmit stalled', 'receive ring deaf']],
    ['framesTransmitted', ['frames transmitted', 'transmit stalled']],
    ['txWatchdog', []],
    ['rxBuffersPostedAtEnd', ['receive ring deaf']],
  ])('should leave unknown what hangs on it: %s', (field, unknown) => {
    const agreement = agree(linuxMainline, recorded({ observed: lacking(field) }));
    expect(agreement.filter(({ agrees }) => agrees === undefined).map((fact) => fact.field)).toEqual(unknown);
    expect(outcomeOf(agreement)).toBe('agrees');
  });

  it('should be no difference, and no agreement where it is all', () => {
    expect(differing({ observed: {} })).toEqual([]);
    expect(outcomeOf(agree(linuxMainline, recorded({ observed: {} })))).toBe('unknown');
  });

  it('should tell of a stall by the watchdog alone, if it barks', () => {
    const stalled = (txWatchdog: boolean) =>
      agree(linuxMainline, recorded({ observed: { finalStatus: 15, txWatchdog } })).find(
        ({ field }) => field === 'transmit stalled',
      )?.recorded;
    expect([stalled(true), stalled(false)]).toEqual([true, undefined]);
  });
});
