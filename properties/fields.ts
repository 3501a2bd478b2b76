import { transports } from '../spec/transports.ts';
import { isSince, specVersions } from '../spec/versions.ts';
import type { Acceptance, Scenario } from '../src/scenario/scenario.ts';

/** A field of scenarios with some values, each a change of a scenario that has another one. */
export type Field<S extends Scenario> = readonly ((scenario: S) => S)[];

const refuses: Acceptance = { kind: 'refuses' };
const accepts: Acceptance = { kind: 'accepts' };

/** A script that begins with the first round and does so and so with what is written. */
const answering =
  <S extends Scenario>(...answers: readonly Acceptance[]) =>
  (scenario: S): S => {
    const [first] = scenario.rounds;
    return first
      ? { ...scenario, rounds: answers.map((acceptance) => ({ ...first, acceptance })) }
      : scenario;
  };

/** A field that is one of some values. */
export const as = <S extends Scenario, Name extends keyof S>(
  name: Name,
  ...values: readonly S[Name][]
): Field<S> => values.map((value) => (scenario) => ({ ...scenario, [name]: value }));

const asDrawn = <S extends Scenario>(scenario: S): S => scenario;

/** Fields that every scenario has, but for what hangs on its rings. */
export const commonFields = <S extends Scenario>(): Field<S>[] => [
  specVersions.map((version) => (scenario) => ({
    ...scenario,
    version,
    format: isSince(version, '1.1') ? scenario.format : 'split',
  })),
  as<S, 'transport'>('transport', ...transports),
  as<S, 'peek'>('peek', true, false),
  // The rings of a packed device may be of any size, and older versions have none.
  [asDrawn, (scenario) => (isSince(scenario.version, '1.1') ? { ...scenario, format: 'packed' } : scenario)],
  as<S, 'resetPolls'>('resetPolls', 0, 3, 'never'),
  as<S, 'initialStatus'>('initialStatus', 0, 0x0f),
  [asDrawn, (scenario) => ({ ...scenario, quirks: {} })],
  [
    asDrawn,
    answering(accepts),
    answering(refuses, accepts),
    answering(refuses, refuses, accepts),
    answering(accepts, refuses),
  ],
];
