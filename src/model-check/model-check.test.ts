import { describe, expect, it } from 'vitest';
import { type FeatureSet, intersects } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { override, policyOf } from '../mutants/mutant.ts';
import { faultyPolicy } from '../mutants/net/mutant.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { probeRenegotiate } from '../policies/probe-renegotiate.ts';
import { rejectSmall } from '../policies/reject-small.ts';
import { bestSet, isSafe } from '../types/net/oracle.ts';
import { type Model, ourModel } from './judge-device.ts';
import { changesLine, faultText, missedChanges, sliceTable } from './report.ts';
import { extentOf, type Slice, slices } from './slices.ts';
import type { Checked } from './threads.ts';
import { joined, NOTHING_WALKED, walk } from './walk.ts';

const checkEdges = (slice: Slice, model: Model = ourModel): Checked => ({
  slice,
  extent: extentOf(slice, slice.edges()),
  walked: walk(slice, slice.edges(), undefined, model),
});

const mapped = (set: FeatureSet | undefined, change: (set: FeatureSet) => FeatureSet) =>
  set === undefined ? undefined : change(set);

/** The powers of two, and after each the first size that is none. */
const POWERS = Array.from({ length: 16 }, (_, exponent) => 2 ** exponent)
  .flatMap((size) => (size < 4 ? [size] : [size, size + 1]))
  .toSpliced(2, 0, 3)
  .join(', ');

describe('the model', () => {
  const found: Checked[] = [];

  it.each(slices)('should hold at the edges of "$name"', (slice) => {
    const checked = checkEdges(slice);
    found.push(checked);
    const { fault, devices, offers } = checked.walked;
    expect(fault && faultText(fault, 'recommended')).toBeUndefined();
    expect([devices, offers]).toEqual([checked.extent.devices, checked.extent.pairs]);
    expect(missedChanges(checked)).toEqual([]);
  });

  it('should have been checked by thousands of pairs of a device and an offer', () => {
    const { devices, offers, sets } = found.map(({ walked }) => walked).reduce(joined, NOTHING_WALKED);
    console.log(
      `The slices of the model, of which this walked ${devices} devices, ${offers} pairs and ${sets} sets; ` +
        `\`npm run check-model\` walks them all:\n${sliceTable(slices)}`,
    );
    expect(offers).toBeGreaterThan(50_000);
  });

  it.each([
    ['packed', '1, 2, 3, 4, 5, 6, 17, 19, 32769'],
    ['split', POWERS],
  ])('should answer otherwise on %s rings from these sizes on: %s', (format, sizes) => {
    const [first] = found.filter(({ slice }) => slice.name.includes(format));
    expect(first && changesLine(first)).toBe(
      `every ring size, ${format} rings: answers change at ${sizes} entries\n`,
    );
  });
});

const withoutMtu = policyOf(
  faultyPolicy({
    id: 'without-mtu',
    title: 'Never takes an MTU',
    breaks: [],
    caughtBy: [],
    tamper: (probe) =>
      override(
        probe,
        'tryNegotiate',
        (negotiate) =>
          (blocked = 0n, ...given) =>
            negotiate(blocked | net.MTU, ...given),
      ),
  }),
);

describe('a wrong model', () => {
  const [packed] = slices;
  const small = packed?.edges().slice(1, 6) ?? [];
  /** What is found first, of the smallest offers and rings, in packed rings of up to a few entries. */
  const firstFault = (wrong: Partial<Model>): string => {
    if (!packed) throw new Error('no slice');
    const { fault } = walk(packed, small, undefined, { ...ourModel, ...wrong });
    const policy = wrong.policy?.id ?? ourModel.policy.id;
    return fault ? (faultText(fault, policy).split('\n  Replay')[0] ?? '') : 'none';
  };

  it('should be found nowhere in ours', () => expect(firstFault({})).toBe('none'));

  const on = (offer: string, size: number, peek = true): string =>
    `\n  Smallest: pci${peek ? '' : ' without peek'}, packed rings, offers ${offer} on rings of ${size}, MTU 9000`;

  it.each([
    [
      linuxMainline,
      `linux-mainline ends with {VERSION_1, RING_PACKED}, and traffic does not move${on('{VERSION_1}', 1)}`,
    ],
    [rejectSmall, `reject-small fails though {VERSION_1, RING_PACKED} is safe${on('{VERSION_1}', 1)}`],
    [
      probeRenegotiate,
      'probe-renegotiate fails though {GUEST_CSUM, VERSION_1, RING_PACKED} is safe' +
        on('{GUEST_CSUM, GUEST_TSO4, VERSION_1}', 1, false),
    ],
    [
      withoutMtu,
      'without-mtu ends with {VERSION_1, RING_PACKED} though {MTU, VERSION_1, RING_PACKED} is safe' +
        on('{MTU, VERSION_1}', 5),
    ],
  ])('should be found by its smallest counterexample where the policy is $id', (policy, text) =>
    expect(firstFault({ policy })).toBe(text),
  );

  it.each<[string, Partial<Model>, string]>([
    [
      'takes CTRL_VQ for safe on a ring of one entry',
      { isSafe: (set, ...where) => isSafe(set & ~net.CTRL_VQ, ...where) },
      `{CTRL_VQ, VERSION_1} is called safe, and traffic does not move${on('{CTRL_VQ, VERSION_1}', 1, false)}`,
    ],
    [
      'takes no MTU for safe',
      { isSafe: (set, ...where) => isSafe(set, ...where) && !intersects(set, net.MTU) },
      '{MTU, VERSION_1, RING_PACKED} is called unsafe, and all traffic moves' +
        on('{MTU, VERSION_1}', 5, false),
    ],
    [
      'and the policy forget the MTU alike',
      { policy: withoutMtu, bestSet: (...where) => mapped(bestSet(...where), (set) => set & ~net.MTU) },
      '{VERSION_1, RING_PACKED} is called the largest safe set; what moves is {MTU, VERSION_1}' +
        on('{MTU, VERSION_1}', 5),
    ],
  ])('should be found where the oracle %s', (_, wrong, text) => expect(firstFault(wrong)).toBe(text));
});
