import { intersects } from '../../spec/features.ts';
import { type NetConfigField, netConfigFields } from '../../spec/net/configuration.ts';
import { modernTransports } from '../../spec/transports.ts';
import { hasRounds, negotiates } from '../../src/run/applies.ts';
import { type Violation, violation, violationAt } from '../../src/run/property.ts';
import type { TraceView } from '../../src/run/trace-view.ts';
import { NEVER, type Round } from '../../src/trace/rounds.ts';
import { netProperty } from '../../src/types/net/property.ts';
import { firstAt } from '../rounds.ts';

/** The fields that some feature stands for, with one bit for each of their offsets. The address is there in any case. */
const optionalFields = netConfigFields
  .filter(({ name }) => name !== 'mac')
  .map((field) => ({ field, offsets: offsetsOf(field) }));

/** Every offset of them. */
const OPTIONAL = optionalFields.reduce((all, { offsets }) => all | offsets, 0);

export const configReadWhereOffered = netProperty({
  id: 'config-read-only-where-offered',
  title: 'A driver reads a configuration field only after it has read that its feature is offered',
  clauses: ['drivernormative:Basic Facilities of a Virtio Device / Device Configuration Space #2'],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    const found = readTooEarly(run);
    // A device that is gone seems to offer everything, and nothing later.
    return found && run.scenario.quirks.vanishesAfter === undefined ? found : undefined;
  },
});

export const noConfigWrite = netProperty({
  id: 'no-config-write',
  title: 'A driver writes no net configuration field',
  clauses: [
    'drivernormative:Device Types / Network Device / Device configuration layout #1',
    'sec:Device Types / Network Device / Device configuration layout #1',
  ],
  level: 'must',
  side: 'driver',
  follows: ['no-config-write-before-features-ok'],
  // A legacy driver may set its MAC address.
  over: modernTransports,
  appliesTo: (run) => !run.legacy && hasRounds(run),
  check: (run) =>
    violationAt(
      firstAt(run, (round) => round.configWrites[0]?.at ?? NEVER),
      'a configuration field is written',
    ),
});

export const netConfigurationProperties = [configReadWhereOffered, noConfigWrite] as const;

// --- internal ---

/** The first read of a field of which its driver has not read that it is there. */
function readTooEarly(run: TraceView): Violation | undefined {
  for (const round of run.rounds) {
    if (round.cut || (round.configOffsetsRead & OPTIONAL) === 0) continue;
    if (round.firstOfferRead < 0 || (round.firstConfigRead < round.firstOfferRead && !readsAddress(round)))
      return violation(round.firstConfigRead, () => 'a field is read before the offer');
    const unasked = firstUnoffered(round);
    if (unasked)
      return violation(round.firstConfigRead, () => `${unasked.name} is read, which nothing offers`);
  }
  return undefined;
}

/** The offsets of a field as bits, as `Round.configOffsetsRead` has them. */
function offsetsOf({ offset, bytes }: NetConfigField): number {
  return ((1 << bytes) - 1) << offset;
}

/** The address may be read at any time, so its read may be the first. */
const readsAddress = ({ configOffsetsRead }: Round): boolean => (configOffsetsRead & ~OPTIONAL) !== 0;

function firstUnoffered({ configOffsetsRead, offered }: Round): NetConfigField | undefined {
  for (const { field, offsets } of optionalFields) {
    if ((configOffsetsRead & offsets) !== 0 && !intersects(offered, field.validWith)) return field;
  }
  return undefined;
}
