import { describe, expect, it } from 'vitest';
import { deviceRefusesInvalid } from '../../properties/device.ts';
import { acceptsOnlyOffered } from '../../properties/features.ts';
import { RING_PACKED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, windowOf } from '../../spec/features.ts';
import { MAC, MTU } from '../../spec/net/features.ts';
import { ACKNOWLEDGE, DRIVER } from '../../spec/status.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import type { TraceEvent } from '../trace/events.ts';
import { accepts, offers, reads, reset, roundsOf, writes } from '../trace/fixtures/events.ts';
import { netPolicy } from '../types/net/policy.ts';
import { runNetPolicy } from '../types/net/run.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { wholeOffer } from './offers.ts';

const greets = [reset, reads(0), writes(ACKNOWLEDGE), writes(ACKNOWLEDGE | DRIVER)];
const answers = [offers(0, windowOf(MAC, 0)), accepts(0, windowOf(MAC, 0)), accepts(1, 1)];
const changing = (...sets: readonly FeatureSet[]) => sets.map((offer) => aRound({ offer }));

/** What is offered in each of two negotiations, the second of which is of another script. */
function offeredTo(events: readonly TraceEvent[], changes: Partial<NetScenario> = {}): FeatureSet[] {
  const rounds = roundsOf(...events);
  const scenario = aNetDevice({ rounds: changing(MAC | VERSION_1, MAC | MTU), ...changes });
  return rounds.map((round) => wholeOffer(round, rounds, scenario));
}

describe('what a device offers where nobody looked', () => {
  it('should be what its scenario says, round by round', () =>
    expect(offeredTo([...greets, ...answers, ...greets, ...answers])).toEqual([MAC | VERSION_1, MAC]));

  it('should be what it shows in packed rings too', () =>
    expect(offeredTo([...greets, ...answers], { format: 'packed' })).toEqual([
      MAC | VERSION_1 | RING_PACKED,
    ]));

  it('should be the same round as long as no driver has set DRIVER', () =>
    expect(offeredTo([reset, reset, ...greets, ...answers])[2]).toBe(MAC | VERSION_1));

  it('should be taken for what was accepted where the round cannot be told', () => {
    const blind = [reset, ...greets.slice(2), ...answers];
    const unread = offeredTo([...blind, ...blind], { resetPolls: 3 });
    expect(unread).toEqual([MAC | VERSION_1, MAC | VERSION_1]);
    expect(offeredTo([...blind, ...blind], { resetPolls: 0 })).toEqual([MAC | VERSION_1, MAC]);
    expect(offeredTo([...greets, ...answers], { quirks: { vanishesAfter: 9 } })).toEqual([MAC | VERSION_1]);
    const fixed = changing(MAC);
    expect(offeredTo([...blind, ...blind], { resetPolls: 3, rounds: fixed })).toEqual([MAC, MAC]);
  });
});

describe('a driver that accepts VERSION_1 unread', () => {
  const unread = netPolicy({
    id: 'unread',
    title: 'Takes VERSION_1 for granted',
    probe(net) {
      net.core.reset();
      net.core.greet();
      net.core.transport.readOffer(0);
      net.core.accept(VERSION_1);
      return net.core.confirm() ? net.fail('enough') : net.giveUp();
    },
  });
  const saidOf = (offer: FeatureSet) => {
    const run = runNetPolicy(unread, aNetDevice({ rounds: changing(offer) }));
    const again = { on: () => expect.unreachable(), rebind: () => expect.unreachable() };
    return [acceptsOnlyOffered, deviceRefusesInvalid].map((property) =>
      property.check(run, again)?.because(),
    );
  };

  it('should not accept what is not offered, nor its device let it', () =>
    expect(saidOf(VERSION_1)).toEqual([undefined, undefined]));

  it('should be wrong on a device that does not offer it, which refuses', () =>
    expect(saidOf(NONE)).toEqual(['the driver accepts {VERSION_1}, which is not offered', undefined]));
});
