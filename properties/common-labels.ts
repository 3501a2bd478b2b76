import { modernTransports, type Transport, transports } from '../spec/transports.ts';
import { type SpecVersion, specVersions } from '../spec/versions.ts';
import { isLegalSize } from '../spec/virtqueues.ts';
import type { Label } from '../src/run/label.ts';
import type { RoundScript, Scenario } from '../src/scenario/scenario.ts';

/** The sizes of all virtqueues of the first negotiation, in entries. */
export const sizesOf = ({ rounds: [first] }: Scenario): readonly number[] => first?.sizes ?? [];

const someSize =
  (is: (size: number, scenario: Scenario) => boolean) =>
  (scenario: Scenario): boolean =>
    sizesOf(scenario).some((size) => is(size, scenario));

const hasQuirk =
  <S extends Scenario>(quirk: keyof S['quirks']) =>
  ({ quirks }: S): boolean =>
    Reflect.get(quirks, quirk) !== undefined;

/** Whether something of the script of a negotiation is not as in the one before. */
const changes =
  (differs: (script: RoundScript, before: RoundScript) => boolean) =>
  ({ rounds }: Scenario): boolean =>
    rounds.some((script, i) => {
      const before = rounds[i - 1];
      return before !== undefined && differs(script, before);
    });

const overTransport = (transport: Transport): Label<Scenario> => ({
  id: `over-${transport}`,
  title: `The transport is ${transport}`,
  least: 0.12,
  of: (scenario) => scenario.transport === transport,
  over: [transport],
});

const inVersion = (version: SpecVersion): Label<Scenario> => ({
  id: `version-${version}`,
  title: `The version of the standard is ${version}`,
  least: 0.12,
  of: (scenario) => scenario.version === version,
});

export const withQuirk = <S extends Scenario>(
  id: string,
  title: string,
  quirk: keyof S['quirks'],
  least: number,
): Label<S> => ({
  id,
  title,
  least,
  of: hasQuirk(quirk),
});

/** What scenarios of any device type must be like often enough. */
export const commonLabels: readonly Label<Scenario>[] = [
  ...transports.map(overTransport),
  ...specVersions.map(inVersion),
  {
    id: 'peek',
    title: 'The transport can peek',
    least: 0.4,
    of: ({ peek }) => peek,
  },
  {
    id: 'no-peek',
    title: 'The transport cannot peek',
    least: 0.4,
    of: ({ peek }) => !peek,
  },
  {
    id: 'packed-rings',
    title: 'The rings are packed',
    least: 0.15,
    of: ({ format }) => format === 'packed',
  },
  {
    id: 'a-ring-absent',
    title: 'Some virtqueue does not exist',
    least: 0.04,
    ofSizes: true,
    of: someSize((size) => size === 0),
  },
  {
    id: 'a-ring-of-1',
    title: 'Some ring has 1 entry',
    least: 0.05,
    ofSizes: true,
    of: someSize((size) => size === 1),
  },
  {
    id: 'a-ring-of-2',
    title: 'Some ring has exactly 2 entries',
    least: 0.05,
    ofSizes: true,
    of: someSize((size) => size === 2),
  },
  {
    id: 'a-ring-illegal',
    title: 'Some ring has a size that no ring of its format may have',
    least: 0.03,
    ofSizes: true,
    of: someSize((size, { format }) => size !== 0 && !isLegalSize(size, format)),
  },
  {
    id: 'a-ring-of-its-own-size',
    title: 'The rings are not all of one size',
    least: 0.3,
    ofSizes: true,
    of: (scenario) => sizesOf(scenario).some((size, _, [first]) => size !== first),
  },
  {
    id: 'one-round',
    title: 'The device does the same in every negotiation',
    least: 0.5,
    of: ({ rounds }) => rounds.length === 1,
  },
  {
    id: 'two-rounds',
    title: 'The device does something else after one reset',
    least: 0.12,
    of: ({ rounds }) => rounds.length === 2,
  },
  {
    id: 'three-rounds',
    title: 'The device does something else after each of two resets',
    least: 0.02,
    of: ({ rounds }) => rounds.length === 3,
  },
  {
    id: 'sizes-change-on-reset',
    title: 'Ring sizes change on a reset',
    least: 0.06,
    ofSizes: true,
    of: changes(
      ({ sizes }, before) =>
        sizes !== before.sizes && sizes.some((size, slot) => size !== before.sizes[slot]),
    ),
  },
  {
    id: 'offer-changes-on-reset',
    title: 'The offer changes on a reset',
    least: 0.03,
    of: changes(({ offer }, before) => offer !== before.offer),
  },
  {
    id: 'refuses-at-once',
    title: 'The device refuses the first set, whatever it is',
    least: 0.04,
    of: ({ rounds: [first] }) => first?.acceptance.kind === 'refuses',
    // Refusing takes FEATURES_OK.
    over: modernTransports,
  },
  {
    id: 'refuses-unless',
    title: 'Some negotiation refuses all sets but those that it likes',
    least: 0.06,
    of: ({ rounds }) => rounds.some(({ acceptance }) => acceptance.kind === 'refuses-unless'),
    // Refusing takes FEATURES_OK.
    over: modernTransports,
  },
  {
    id: 'no-fault',
    title: 'The device has no quirk',
    least: 0.5,
    of: ({ quirks }) => Object.keys(quirks).length === 0,
  },
  withQuirk('accepted-bits-accumulate', 'Accepted bits only accumulate', 'accumulates', 0.01),
  withQuirk('reset-keeps-something', 'A reset clears only part', 'resetKeeps', 0.04),
  withQuirk(
    'status-stored-otherwise',
    'The status is stored verbatim, or one bit at a time',
    'status',
    0.025,
  ),
  withQuirk('features-ok-unchecked', 'FEATURES_OK is never checked', 'featuresOkUnchecked', 0.01),
  withQuirk(
    'peeked-size-differs',
    'A queue is created of another size than was peeked',
    'createdSizes',
    0.03,
  ),
  withQuirk('device-vanishes', 'The device stops answering', 'vanishesAfter', 0.03),
  {
    id: 'reset-takes-time',
    title: 'A reset takes some polls',
    least: 0.12,
    of: ({ resetPolls }) => typeof resetPolls === 'number' && resetPolls > 0,
  },
  {
    id: 'reset-never-ends',
    title: 'A reset never ends',
    least: 0.03,
    of: ({ resetPolls }) => resetPolls === 'never',
  },
  {
    id: 'found-in-use',
    title: 'The driver finds the device as firmware left it',
    least: 0.2,
    of: ({ initialStatus }) => initialStatus !== 0,
  },
];
