import { describe, expect, it } from 'vitest';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { probeRenegotiate } from '../policies/probe-renegotiate.ts';
import { recommended } from '../policies/recommended.ts';
import { rfcAsPosted } from '../policies/rfc-as-posted.ts';
import { switchOffloadsOff } from '../policies/switch-offloads-off.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import { runNetPolicy } from '../types/net/run.ts';
import { parseNetScenario } from '../types/net/scenario.ts';
import { policy } from '../types/policy.ts';
import { scenarioOn } from './fixtures/judgement.ts';
import { runOf } from './fixtures/runs.ts';
import { story } from './story.ts';
import { forMail, renderText } from './text.ts';

const tell = (subject: Parameters<typeof runOf>[0], scenario: ScenarioJson, asked?: string): string => {
  const { run, breaches } = runOf(subject, scenario);
  return renderText(story({ driver: subject.id, subject: subject.id }, run, breaches, asked), forMail);
};

/** A text without its line breaks: where a line is broken is no matter of the story. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

const small = scenarioOn(4, '{GUEST_CSUM, GUEST_TSO6, VERSION_1}');

describe('a story', () => {
  it('should tell of a second negotiation what was found and given up, and end live', () => {
    const text = flat(tell(probeRenegotiate, small));
    expect(text).toMatch(
      /^probe-renegotiate meets a virtio-net device over pci\. It offers \{GUEST_CSUM, GUEST_TSO6, VERSION_1\} on rings of 4\./,
    );
    expect(text).toContain('Round 1, events 0 to 15: reset, which the status shows after 1 read.');
    expect(text).toContain('Peeked: receiveq1 of 4, transmitq1 of 4 Then: given up for a reset.');
    expect(text).toContain('given up since the round before: {GUEST_TSO6}; FEATURES_OK stays');
    expect(text).toContain('Then: DRIVER_OK. Traffic after DRIVER_OK, the device marked vring_small:');
    expect(text).toContain('The driver is live: status ACKNOWLEDGE|DRIVER|FEATURES_OK|DRIVER_OK');
  });

  it('should tell which offloads a driver had its device switch off', () => {
    const offer = '{GUEST_CSUM, CTRL_GUEST_OFFLOADS, GUEST_TSO6, CTRL_VQ, VERSION_1}';
    expect(flat(tell(switchOffloadsOff, scenarioOn(16, offer)))).toContain(
      'Traffic after DRIVER_OK, the device marked vring_small, {GUEST_TSO6} switched off:',
    );
  });

  it('should argue: the rule, what it makes one expect, what was seen and where, therefore', () => {
    const text = flat(tell(rfcAsPosted, small));
    expect(text).toContain(
      'Broken: acknowledge-then-driver (must) Rule: Step 2: set ACKNOWLEDGE (VIRTIO 1.3 § 3.1.1, MUST, drivernormative:General',
    );
    expect(text).toContain('Expected: Every negotiation begins with ACKNOWLEDGE and then DRIVER');
    expect(text).toContain(
      'Seen: at event 36 (the driver accepts bits 0 to 31: {GUEST_CSUM}): features are written before',
    );
    expect(text).toContain('Therefore: rfc-as-posted does not conform to VIRTIO 1.2.');
    expect(text).toContain('Therefore also: live-status-complete (must):');
  });

  it('should give what is only recommended a line among the warnings', () => {
    const text = flat(tell(rfcAsPosted, small));
    expect(text).toContain('Warnings no-queue-made-in-abandoned-round: at event');
    expect(text).not.toContain('Broken: no-queue-made-in-abandoned-round');
  });

  it('should tell where traffic stops', () => {
    expect(flat(tell(linuxMainline, scenarioOn(16)))).toContain(
      'transmitq1: the largest frame sent, 1 descriptor, and no small one; stopped with 15 of 16 entries free, it waits for 19: for ever.',
    );
  });

  it('should tell of a ring that no receive buffer fits, and a control ring that no command does', () => {
    const text = flat(tell(linuxMainline, scenarioOn(1, '{GUEST_CSUM, GUEST_TSO4, CTRL_VQ, VERSION_1}')));
    expect(text).toMatch(
      /receiveq1: no buffer posted: each takes \d+ descriptors for \d+ bytes, the ring has 1\./,
    );
    expect(text).toMatch(
      /controlq: the longest command takes \d descriptors, the ring has 1: it never goes out\./,
    );
  });

  it('should say that nothing is broken where nothing is', () => {
    const text = tell(recommended, scenarioOn(256));
    expect(text).toContain('recommended breaks no rule here.');
    expect(text).not.toContain('Broken');
  });

  it('should tell by itself what binds, though what is only recommended explains it', () => {
    const used = { ...scenarioOn(1), transport: 'mmio', resetPolls: 1, initialStatus: 0x4f } as const;
    const text = flat(tell(linuxMainline, used));
    expect(text).toMatch(
      /Broken: sides-agree-on-features \(must\).* Because of: reset-awaited \(should\), a warning below\./,
    );
    expect(text).toMatch(/Warnings .*reset-awaited: /);
    expect(text).not.toContain('breaks no rule here');
  });

  it('should give what is asked about its level, and say of the standard what a consequence breaks of it', () => {
    const jumbo = { ...scenarioOn(1, '{MTU, VERSION_1}'), mtu: 9000 };
    const text = flat(tell(linuxMainline, jumbo, 'mtu-frame-received'));
    expect(text).toMatch(
      /Broken: mtu-frame-received \(must\) .* Therefore: linux-mainline does not conform to VIRTIO 1\.2\./,
    );
    expect(text).toMatch(/Because of: \S+ \(policy\), below\./);
    expect(text).toMatch(
      /Therefore also: mtu-frame-received \(must\): .* So: linux-mainline does not conform to VIRTIO 1\.2\./,
    );
  });

  it('should judge by relations too', () => {
    let probes = 0;
    const moody = policy({
      id: 'moody',
      title: 'Ends another way the second time',
      probe: (core) => {
        if (probes++ > 0) throw new Error('not again');
        core.reset();
        return core.fail('always');
      },
    });
    expect(tell(moody, scenarioOn(256))).toContain('Broken: same-device-same-answer');
  });

  it('should tell a refusal, a failure and a device that is gone', () => {
    const scenario = scenarioOn(16);
    const refusing: ScenarioJson = {
      ...scenario,
      rounds: [{ offer: '{VERSION_1}', sizes: [16, 16, 16], acceptance: { kind: 'refuses' } }],
    };
    const refused = flat(tell(linuxMainline, refusing));
    expect(refused).toContain('FEATURES_OK does not stay: the device refuses Then: FAILED.');
    expect(refused).toContain('The probe fails: ');
    expect(flat(tell(recommended, { ...scenario, quirks: { vanishesAfter: 0 } }))).toContain(
      'reset, not done after 100 reads of the status.',
    );
  });

  it('should tell a crash, and a reset that nobody waited for', () => {
    const crashes = policy({
      id: 'crashes',
      title: 'Throws in the middle',
      probe: (core) => {
        core.startReset();
        core.greet();
        throw new Error('no idea');
      },
    });
    const text = flat(tell(crashes, scenarioOn(16)));
    expect(text).toContain('reset, without a look at the status. Then: the probe breaks off.');
    expect(text).toContain('The probe crashes: Error: no idea; status ACKNOWLEDGE|DRIVER');
    expect(text.match(/Broken(: | policy: )\S+/g)).toEqual([
      'Broken policy: crashes',
      'Broken: reset-awaited-over-pci',
    ]);
    expect(text).toContain('Therefore also: served-where-it-can-be (policy): ');
  });

  it('should stay short where a probe goes round and round', () => {
    const endless = policy({
      id: 'endless',
      title: 'Never stops',
      probe: (core) => {
        for (let i = 0; i < 500; i++) {
          core.startReset();
          core.greet();
        }
        return core.fail('enough');
      },
    });
    const text = tell(endless, scenarioOn(16));
    expect(text).toContain('496 more rounds, and then:');
    expect(text.match(/^Round /gm)).toHaveLength(4);
  });

  it('should fit a mail, and tell a run of two rounds in some twenty lines', () => {
    const lines = tell(rfcAsPosted, small).split('\n');
    expect(lines.filter((line) => line.length > 72)).toEqual([]);
    expect(lines.findIndex((line) => line.startsWith('Broken'))).toBeLessThanOrEqual(26);
  });

  it('should tell of a device with all the queues that there can be', () => {
    const pairs = 0x8000;
    const sizes = new Array<number>(2 * pairs + 1).fill(256);
    const rounds = [{ offer: '{CTRL_VQ, MQ, VERSION_1}', sizes }];
    const run = runNetPolicy(linuxMainline, parseNetScenario({ maxVirtqueuePairs: pairs, rounds }, 'test'));
    const roles = { driver: linuxMainline.id, subject: linuxMainline.id };
    expect(flat(renderText(story(roles, run, []), forMail))).toContain('Traffic after DRIVER_OK:');
  });
});
