import { describe, expect, it } from 'vitest';
import { builtInPolicy } from '../policies/built-in.ts';
import { netPolicy } from '../types/net/policy.ts';
import { cutPoints } from './cut-points.ts';
import { type LookedAt, lookAt, mapOf, scenarioFor } from './look.ts';
import { serve } from './serve.ts';
import type { PageState } from './state.ts';

const builtIn = (id: string): LookedAt => {
  const policy = builtInPolicy(id);
  if (!policy) throw new Error(id);
  return { policy, name: id };
};

const offer = '{CSUM, GUEST_CSUM, MAC, GUEST_TSO4, MRG_RXBUF, CTRL_VQ, VERSION_1}';
const rings = (...sizes: number[]) => ({ rounds: [{ offer, sizes }] });

describe('a look at a run', () => {
  it('should say in one sentence what happens, the standard before the proposal', () => {
    const reject = builtIn('reject-small');
    const { sentence, fate } = lookAt(reject, scenarioFor([reject], rings(2, 2, 2)));
    expect(sentence).toMatch(/^reject-small on rings of 2: the probe fails, where another driver could be/);
    expect(fate).toBe('fails-needlessly');
  });

  it('should tell how driver and device stand after each access of its picture', () => {
    const linux = builtIn('linux-mainline');
    const { sequence, moments } = lookAt(linux, scenarioFor([linux], rings(2, 4, 64)));
    const accesses = sequence.bands.flatMap(({ steps }) => steps).filter(({ kind }) => kind === 'access');
    expect(moments).toHaveLength(accesses.length);
    const last = moments.at(-1);
    expect(last?.status).toBe(15);
    expect(last?.accepted).toContain('MRG_RXBUF');
    expect(last?.queues.map(({ name, size, enabled }) => [name, size, enabled])).toEqual([
      ['receiveq1', 2, true],
      ['transmitq1', 4, true],
      ['controlq', 64, true],
    ]);
    expect(last?.queues[0]?.filled).toBe(2);
    expect(moments[0]).toMatchObject({ status: 0, offered: [], accepted: [], queues: [] });
  });

  it('should tell which message does not fit which ring', () => {
    const linux = builtIn('linux-mainline');
    const { messages } = lookAt(linux, scenarioFor([linux], rings(2, 64, 64)));
    expect(messages.map(({ takes, ring }) => takes <= ring)).toEqual([false, true, true]);
    expect(messages[0]?.takes).toBeGreaterThan(2);
  });

  it('should give a device as many rings as it has, whatever was said of another', () => {
    const linux = builtIn('linux-mainline');
    const { rounds } = scenarioFor([linux], { ...rings(2, 4, 8), maxVirtqueuePairs: 2 });
    expect(rounds[0]?.sizes).toEqual([2, 4, 8, 2, 8]);
  });

  it('should refuse a policy of another device type', () => {
    expect(() => scenarioFor([builtIn('blk-linux')], rings(2, 2, 2))).toThrow('drives virtio-blk');
  });
});

describe('a map', () => {
  it('should join sizes that are alike, and know where the scenario lies', () => {
    const subject = builtIn('reject-small');
    const { rows, columns, at, cells } = mapOf([subject], scenarioFor([subject], rings(16, 64, 64)));
    expect(rows.map(({ least, largest }) => [least, largest])).toContainEqual([32, 32768]);
    expect(rows[at?.[0] ?? -1]).toMatchObject({ largest: 16 });
    expect(columns[at?.[1] ?? -1]).toMatchObject({ least: 32 });
    expect(cells[at?.[0] ?? -1]?.[at?.[1] ?? -1]?.looks[0]?.fate).toBe('fails-needlessly');
  });

  it('should be the same whether the policy was looked at before or not', () => {
    const known = builtIn('core-flags-retry');
    const devices = [rings(2, 2, 2), rings(64, 2, 2), rings(2, 2, 64), { ...rings(2, 2, 64), mtu: 9000 }];
    for (const device of [...devices, ...devices]) {
      const fresh = { ...known, policy: { ...known.policy } };
      const scenario = scenarioFor([known], device);
      expect(mapOf([known], scenario)).toEqual(mapOf([fresh], scenario));
    }
  });

  it('should have one row for a disk', () => {
    const subject = builtIn('blk-linux');
    const disk = { type: 'blk', rounds: [{ offer: '{VERSION_1, SEG_MAX}', sizes: [4] }] };
    const { rows, columns, at } = mapOf([subject], scenarioFor([subject], disk));
    expect(rows).toHaveLength(1);
    expect(columns.length).toBeGreaterThan(1);
    expect(at?.[0]).toBe(0);
  });

  it('should try the numbers of an edited source on packed rings, which may have any size', () => {
    const [subject] = [builtIn('recommended')];
    const packed = scenarioFor([subject], { ...rings(2, 2, 2), format: 'packed' });
    expect(cutPoints(packed, ['if (size === 777)'])).toEqual(
      expect.arrayContaining([18, 19, 20, 776, 777, 778]),
    );
    expect(cutPoints(scenarioFor([subject], rings(2, 2, 2)), ['777'])).not.toContain(777);
  });
});

describe('what a worker answers', () => {
  const state = { driver: { id: 'recommended' }, scenario: rings(2, 2, 2) } as unknown as PageState;

  it('should be the number that it was asked by, whatever comes of it', () => {
    expect(serve({ kind: 'show', number: 3, state }, new Map())).toMatchObject({ kind: 'shown', number: 3 });
    expect(serve({ kind: 'map', number: 4, state }, new Map())).toMatchObject({ kind: 'mapped', number: 4 });
    const nobody = { ...state, driver: { id: 'nobody' } };
    expect(serve({ kind: 'show', number: 5, state: nobody }, new Map())).toEqual({
      kind: 'refused',
      number: 5,
      because: 'there is no built-in policy "nobody"',
    });
  });

  it('should hold an edited policy against the built-in one', () => {
    const mine = netPolicy({ id: 'mine', title: 'Mine', probe: (net) => net.fail('no') });
    const asked = { ...state, driver: { id: 'mine', source: 'text' }, beside: { id: 'recommended' } };
    const reply = serve({ kind: 'show', number: 1, state: asked }, new Map([['text', () => [mine]]]));
    if (reply.kind !== 'shown') throw new Error(reply.kind);
    expect(reply.looks.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['mine', 'violated'],
      ['recommended', 'holds'],
    ]);
    expect(reply.beside).toMatchObject({ kind: 'columns', heads: ['mine, edited', 'recommended'] });
    expect(reply.looks[0]?.command).toMatch(/^npx virtio-conformance explain my-policy\.ts '/);
  });
});
