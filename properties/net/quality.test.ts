import { describe, expect, it } from 'vitest';
import { type FeatureSet, NONE } from '../../spec/features.ts';
import {
  CTRL_VQ,
  GUEST_CSUM,
  GUEST_TSO4,
  HASH_REPORT,
  MAC,
  MRG_RXBUF,
  MTU,
} from '../../spec/net/features.ts';
import type { Policy } from '../../src/driver/policy.ts';
import { againOn } from '../../src/judge/again.ts';
import { mutants, policyOf } from '../../src/mutants/index.ts';
import { policies } from '../../src/policies/index.ts';
import { linuxMainline } from '../../src/policies/linux-mainline.ts';
import { recommended } from '../../src/policies/recommended.ts';
import { AT_THE_END } from '../../src/run/property.ts';
import { netType } from '../../src/types/net/net.ts';
import { type NetRun, runNetPolicy } from '../../src/types/net/run.ts';
import type { NetScenario } from '../../src/types/net/scenario.ts';
import { net, refusing } from '../examples/example.ts';
import { failedOf, recordedOf, saidOf, told } from '../fixtures/runs.ts';
import {
  eachQueueByItsOwnSize,
  failsWhereBlind,
  goodPathCostsNothing,
  largeRingNegotiatesOnce,
  largeRingServed,
  laterOfferAnsweredByItself,
  noOverBlocking,
  servedWhereSafe,
  whatAMaskShouldLeave,
} from './quality.ts';

const segmentation = GUEST_CSUM | GUEST_TSO4;

/** The same, had it accepted `given` less. */
function without(run: NetRun, given: FeatureSet): NetRun {
  const { final } = run;
  if (!final) throw new Error('nothing was negotiated');
  const accepted = final.answer.accepted & ~given;
  return { ...run, final: { ...final, answer: { ...final.answer, accepted } } };
}

const live = (scenario: NetScenario): NetRun => runNetPolicy(recommended, scenario);

describe('on large rings', () => {
  const mainline = runNetPolicy(linuxMainline, net(MAC, 64));

  it('should cost as many accesses as linux-mainline, polls apart', () => {
    expect(saidOf(goodPathCostsNothing, mainline)).toBe('holds');
    const { accesses, polls } = mainline;
    expect(saidOf(goodPathCostsNothing, { ...mainline, accesses: accesses - 1 })).toBe('holds');
    expect(saidOf(goodPathCostsNothing, { ...mainline, accesses: accesses + 1 })).toBe(AT_THE_END);
    const patient = { ...mainline, accesses: accesses + 9, polls: polls + 9 };
    expect(saidOf(goodPathCostsNothing, patient)).toBe('holds');
    expect(told(goodPathCostsNothing, { ...mainline, accesses: accesses + 1 })).toMatch(
      new RegExp(`^${accesses - polls + 1} register accesses, .* needs ${accesses - polls}$`),
    );
  });

  it('should cost one negotiation', () => {
    const { negotiations } = mainline;
    const twice = { ...mainline, negotiations: [...negotiations, ...negotiations] };
    expect(told(largeRingNegotiatesOnce, twice)).toBe('2 negotiations on large rings');
    expect(saidOf(largeRingNegotiatesOnce, mainline)).toBe('holds');
    const used = { ...twice, scenario: net(MAC, 64, { initialStatus: 15 }) };
    expect(saidOf(largeRingNegotiatesOnce, used)).toBe('does not apply');
  });

  it('should serve the device where linux-mainline does', () => {
    expect(saidOf(largeRingServed, mainline)).toBe('holds');
    expect(saidOf(largeRingServed, failedOf(mainline))).toBe(AT_THE_END);
    expect(saidOf(largeRingServed, recordedOf(mainline))).toBe('does not apply');
    expect(saidOf(goodPathCostsNothing, failedOf(mainline))).toBe('does not apply');
  });

  it('should ask nothing where linux-mainline gives up: hashes without a control queue', () => {
    const alone = { scenario: net(HASH_REPORT, 64), accesses: 1e6 };
    expect(runNetPolicy(linuxMainline, alone.scenario).plan).toBeUndefined();
    expect(saidOf(goodPathCostsNothing, { ...mainline, ...alone })).toBe('holds');
    expect(saidOf(largeRingServed, failedOf({ ...mainline, ...alone }))).toBe('holds');
  });

  it.each<[string, NetScenario]>([
    ['of fewer than 64 entries', net(MAC, 32)],
    ['one of which has fewer', net(MAC, [256, 256, 32])],
    ['that change', { ...net(MAC), rounds: [...net(MAC).rounds, ...net(MTU).rounds] }],
    ['of a device that refuses', refusing(net(MAC))],
    ['of a device with a quirk', net(MAC, 256, { quirks: { accumulates: true } })],
  ])('should ask nothing on rings %s', (_, scenario) => {
    for (const property of [largeRingNegotiatesOnce, goodPathCostsNothing, largeRingServed])
      expect(saidOf(property, { ...mainline, scenario })).toBe('does not apply');
  });
});

describe('a device that can be served', () => {
  const served = live(net(0n, 16));

  it('should be served', () => {
    expect(saidOf(servedWhereSafe, served)).toBe('holds');
    expect(saidOf(servedWhereSafe, failedOf(served))).toBe(AT_THE_END);
  });

  it('should be one with rings, a peek, and one answer', () => {
    const on = (scenario: NetScenario) => saidOf(servedWhereSafe, failedOf(live(scenario)));
    expect(on(net(0n, 0))).toBe('holds');
    expect(on(net(0n, 16, { peek: false }))).toBe('does not apply');
    expect(on(refusing(net(0n, 16)))).toBe('holds');
    expect(on(net(0n, 16, { quirks: { accumulates: true } }))).toBe('does not apply');
    expect(saidOf(servedWhereSafe, recordedOf(served))).toBe('does not apply');
  });

  it('should not be served blindly: without a peek no live feature may lack its ring', () => {
    const blind = live(net(segmentation, 256, { peek: false }));
    const on = (unfit: FeatureSet): NetRun => ({
      ...blind,
      ...(blind.rings && { rings: { ...blind.rings, unfit } }),
    });
    expect(saidOf(failsWhereBlind, on(NONE))).toBe('holds');
    expect(saidOf(failsWhereBlind, on(MTU))).toBe('holds');
    expect(told(failsWhereBlind, on(MTU | GUEST_TSO4))).toBe(
      'live with {GUEST_TSO4} on a ring too small for it',
    );
    expect(saidOf(failsWhereBlind, failedOf(blind))).toBe('holds');
    expect(saidOf(failsWhereBlind, recordedOf(on(GUEST_TSO4)))).toBe('does not apply');
    expect(saidOf(failsWhereBlind, { ...on(GUEST_TSO4), scenario: net(segmentation) })).toBe(
      'does not apply',
    );
  });
});

describe('a feature that would have fitted', () => {
  const run = live(net(MAC | MRG_RXBUF, 16));

  it('should not be given up', () => {
    expect(saidOf(noOverBlocking, run)).toBe('holds');
    expect(told(noOverBlocking, without(run, MRG_RXBUF))).toBe(
      '{MRG_RXBUF} would have fitted the rings and is given up',
    );
    expect(saidOf(noOverBlocking, without(run, GUEST_TSO4))).toBe('holds');
    expect(saidOf(noOverBlocking, failedOf(run))).toBe('does not apply');
    expect(saidOf(noOverBlocking, live(net(MAC, 256, { quirks: { accumulates: true } })))).toBe(
      'does not apply',
    );
  });

  it('should count as lost, where nothing was negotiated, with all others', () => {
    expect(told(noOverBlocking, { ...run, final: undefined })).toBe(
      '{MAC, MRG_RXBUF, VERSION_1} would have fitted the rings and is given up',
    );
  });

  it('should above all be MAC, MTU or STANDBY', () => {
    expect(saidOf(whatAMaskShouldLeave, without(run, MRG_RXBUF))).toBe('holds');
    expect(told(whatAMaskShouldLeave, without(run, MAC | MRG_RXBUF))).toBe(
      '{MAC} is offered, would work, and is not accepted',
    );
    expect(saidOf(whatAMaskShouldLeave, failedOf(run))).toBe('does not apply');
  });
});

describe('a small queue', () => {
  const offer = segmentation | MRG_RXBUF | CTRL_VQ | MTU | MAC;

  /** What is said of a driver that gives up `lost` on these rings, and keeps it where `keeps` says so of others. */
  function loses(
    lost: FeatureSet,
    sizes: readonly number[],
    keeps: (sizes: readonly number[]) => boolean,
    change: Partial<NetScenario> = {},
  ) {
    const run = live(net(offer, sizes, change));
    const asked: (readonly number[])[] = [];
    const because = told(eachQueueByItsOwnSize, without(run, lost), {
      on: (scenario) => {
        const others = scenario.rounds[0]?.sizes ?? [];
        asked.push(others);
        return { ...run, inUse: keeps(others) ? run.inUse : run.inUse & ~lost };
      },
      rebind: () => {
        throw new Error('nobody binds again');
      },
    });
    return { because, asked };
  }
  const always = () => true;
  const never = () => false;

  it('should cost no feature of the receive ring', () => {
    expect(loses(MRG_RXBUF, [32, 16, 512], always)).toEqual({
      because: "{MRG_RXBUF} goes for another queue's sake: with every other ring large receiveq1 keeps it",
      asked: [[32, 256, 512]],
    });
    expect(loses(MTU, [16, 256, 4], always).because).toMatch(/^\{MTU\} goes/);
    expect(loses(MRG_RXBUF, [32, 16, 256], never)).toEqual({ because: undefined, asked: [[32, 256, 256]] });
  });

  it('should cost no command', () => {
    expect(loses(CTRL_VQ, [16, 256, 8], always)).toEqual({
      because: "{CTRL_VQ} goes for another queue's sake: with every other ring large controlq keeps it",
      asked: [[256, 256, 8]],
    });
    const many = { maxVirtqueuePairs: 2 };
    expect(loses(CTRL_VQ, [256, 32, 16, 16, 64], always, many).asked).toEqual([[256, 256, 256, 256, 64]]);
    expect(loses(CTRL_VQ, [256, 32, 64], never).because).toBeUndefined();
  });

  it('should be no matter of what was not given up, or goes live nowhere', () => {
    expect(loses(NONE, [32, 16, 256], always).asked).toEqual([]);
    expect(loses(MAC, [32, 16, 256], always).asked).toEqual([]);
    const run = without(live(net(offer, [32, 16, 256])), MRG_RXBUF);
    const fails = { on: () => failedOf(run), rebind: () => failedOf(run) };
    expect(told(eachQueueByItsOwnSize, run, fails)).toBeUndefined();
  });

  it('should be asked of live drivers only', () => {
    expect(saidOf(eachQueueByItsOwnSize, failedOf(live(net())))).toBe('does not apply');
    expect(saidOf(eachQueueByItsOwnSize, live(net()))).toBe('holds');
  });
});

describe('a later offer', () => {
  const showing = (...shown: readonly NetScenario[]): NetScenario =>
    net(0n, 256, { rounds: shown.flatMap(({ rounds }) => rounds) });
  const first = net(segmentation, [32, 256, 256]);

  /** What is said of `policy`, which is bound by its first offer or by nothing but the device. */
  const on = (policy: Policy, scenario: NetScenario) =>
    saidOf(laterOfferAnsweredByItself, runNetPolicy(policy, scenario), againOn(netType, policy, scenario));
  const mutant = mutants.find(({ id }) => id === 'first-offer-bounds-all');
  if (mutant?.kind !== 'policy') throw new Error('no policy');
  const bound = policyOf(mutant);

  it('should be answered by itself', () => {
    const grows = showing(net(segmentation, 16), net(segmentation | MAC, 16));
    expect([on(recommended, grows), on(bound, grows)]).toEqual(['holds', AT_THE_END]);
    expect(on(bound, first)).toBe('holds');
  });

  it('should not be taken back where it was given up, nor where the table of the proposal blocks it', () => {
    const rings = showing(net(segmentation, [19, 1], { format: 'packed' }), net(segmentation, 256));
    const packed: NetScenario = { ...rings, format: 'packed' };
    for (const policy of policies) expect(on(policy, packed)).not.toBe(AT_THE_END);
    const later = showing(net(MRG_RXBUF, [256, 16, 256]), net(MRG_RXBUF | segmentation, 256));
    for (const policy of policies) expect(on(policy, later)).not.toBe(AT_THE_END);
  });
});
