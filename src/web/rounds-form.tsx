import { useState } from 'preact/hooks';
import { type DeviceTypeName, deviceTypeRules } from '../../spec/device-types.ts';
import { type FeatureNames, parseFeatures, printFeatures } from '../../spec/feature-names.ts';
import { type FeatureSet, includes, intersects, NONE, sizeOf, union, without } from '../../spec/features.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import type { AboutType } from './about-type.ts';
import { TypedInput } from './field-input.tsx';

type Round = ScenarioJson['rounds'][number];

/** What the device offers, the sizes of its rings, and whether it takes what the driver accepts, round by round. */
export function Rounds({
  known,
  scenario,
  slots,
  cuts,
  change,
}: {
  known: AboutType;
  scenario: ScenarioJson;
  slots: readonly string[];
  cuts: readonly number[];
  change: (scenario: ScenarioJson) => void;
}) {
  const { rounds } = scenario;
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, rounds.length - 1);
  const round = rounds[at];
  if (!round) return null;
  const set = (changed: readonly Round[]): void => change({ ...scenario, rounds: [...changed] });
  const setRound = (part: Partial<Round>): void => set(rounds.with(at, { ...round, ...part }));
  return (
    <fieldset>
      <legend>Round by round</legend>
      <div class="tokens">
        {rounds.map(({ acceptance }, index) => (
          <button key={index} type="button" aria-pressed={index === at} onClick={() => setChosen(index)}>
            {index + 1}
            {index === rounds.length - 1 ? '…' : ''} {answers[acceptance?.kind ?? 'accepts']}
          </button>
        ))}
        <button
          type="button"
          aria-label="Add a round"
          onClick={() => {
            set([...rounds, round]);
            setChosen(rounds.length);
          }}
        >
          +
        </button>
        {rounds.length > 1 && (
          <button
            type="button"
            aria-label={`Remove round ${at + 1}`}
            onClick={() => set(rounds.filter((_, index) => index !== at))}
          >
            −
          </button>
        )}
      </div>
      <label>
        the device
        <select
          value={round.acceptance?.kind ?? 'accepts'}
          onChange={({ currentTarget }) => {
            const kind = currentTarget.value;
            setRound({
              acceptance:
                kind === 'refuses-unless'
                  ? { kind, lacks: '{}', holds: '{}' }
                  : { kind: kind === 'refuses' ? kind : 'accepts' },
            });
          }}
        >
          {Object.entries(answers).map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {round.acceptance?.kind === 'refuses-unless' && (
        <Unless acceptance={round.acceptance} setRound={setRound} />
      )}
      <Sizes round={round} rounds={rounds} slots={slots} cuts={cuts} set={set} at={at} />
      <Chips
        type={scenario.type ?? 'net'}
        known={known}
        round={round}
        change={(offer) => setRound({ offer })}
      />
    </fieldset>
  );
}

// --- internal ---

const answers = {
  accepts: 'takes any set',
  refuses: 'refuses',
  'refuses-unless': 'refuses unless …',
} as const;

function Unless({
  acceptance,
  setRound,
}: {
  acceptance: Extract<Round['acceptance'], { kind: 'refuses-unless' }>;
  setRound: (part: Partial<Round>) => void;
}) {
  const input = (name: 'lacks' | 'holds') => (
    <label>
      {`unless it ${name}`}
      <TypedInput
        type="text"
        value={acceptance[name]}
        onChange={({ currentTarget }) =>
          setRound({ acceptance: { ...acceptance, [name]: currentTarget.value } })
        }
      />
    </label>
  );
  return (
    <>
      {input('lacks')}
      {input('holds')}
    </>
  );
}

/** The sizes of the rings of a round, by slot: of all rounds, as long as they are alike. */
function Sizes({
  round,
  rounds,
  slots,
  cuts,
  at,
  set,
}: {
  round: Round;
  rounds: readonly Round[];
  slots: readonly string[];
  cuts: readonly number[];
  at: number;
  set: (rounds: readonly Round[]) => void;
}) {
  const areAlike = rounds.every(({ sizes }) => sizes.join() === round.sizes.join());
  const setSize = (slot: number, size: number): void => {
    const sizes = round.sizes.with(slot, size);
    set(rounds.map((one, index) => (areAlike || index === at ? { ...one, sizes } : one)));
  };
  return (
    <fieldset class="group" aria-label="Entries of each ring">
      {round.sizes.map((size, slot) =>
        slot >= SHOWN && slot < round.sizes.length - 1 ? null : (
          <Size
            key={slot}
            name={slots[slot] ?? `ring ${slot}`}
            size={size}
            cuts={cuts}
            set={(entries) => setSize(slot, entries)}
          />
        ),
      )}
      {round.sizes.length > SHOWN + 1 && (
        <p class="hint">
          Rings {SHOWN} to {round.sizes.length - 2} are not shown here.
        </p>
      )}
    </fieldset>
  );
}

/** The entries of a ring: any in a field, and a slider from one of the sizes that are tried to the next. */
function Size({
  name,
  size,
  cuts,
  set,
}: {
  name: string;
  size: number;
  cuts: readonly number[];
  set: (size: number) => void;
}) {
  const walked = [...new Set([...cuts, size])].sort((a, b) => a - b);
  return (
    <div class="size">
      <label>
        {name}
        <TypedInput
          type="number"
          min={0}
          max={65535}
          value={size}
          onChange={({ currentTarget }) => {
            // What is no number yet is no size.
            if (Number.isInteger(currentTarget.valueAsNumber)) set(currentTarget.valueAsNumber);
            else currentTarget.value = String(size);
          }}
        />
      </label>
      <input
        type="range"
        aria-label={`${name}, by sizes that are tried`}
        aria-valuetext={`${size} entries`}
        min={0}
        max={walked.length - 1}
        value={walked.indexOf(size)}
        onInput={({ currentTarget }) => set(walked[currentTarget.valueAsNumber] ?? size)}
      />
    </div>
  );
}

/** Rings that have a slider each, besides the last. */
const SHOWN = 7;

/** The set that a text names; empty where it is none, which the judge says. */
function offerIn(text: string, names: FeatureNames): FeatureSet {
  try {
    return parseFeatures(text, names);
  } catch {
    return NONE;
  }
}

/** What the device offers, one button a feature; what a feature requires stands on it. */
function Chips({
  type,
  known,
  round,
  change,
}: {
  type: DeviceTypeName;
  known: AboutType;
  round: Round;
  change: (offer: string) => void;
}) {
  const { names } = deviceTypeRules[type];
  const set = offerIn(round.offer, names);
  return (
    <>
      <fieldset
        class="group chips"
        aria-label={`Offered features, ${sizeOf(set)} of ${known.features.length}`}
      >
        {known.features.map(({ name, needs }) => {
          const feature = parseFeatures(name, names);
          const isOn = includes(set, feature);
          const missing = needs.filter(
            (group) => !intersects(set, parseFeatures(group.split(' or '), names)),
          );
          const says = needs.length ? `${name} requires ${needs.join(', and ')}` : `${name} requires nothing`;
          return (
            <button
              key={name}
              type="button"
              class={`chip ${isOn && missing.length ? 'missing' : ''}`}
              aria-pressed={isOn}
              title={says}
              onClick={() => change(printFeatures(isOn ? without(set, feature) : union(set, feature), names))}
            >
              {name}
              {isOn && missing.length > 0 && <span class="needs"> needs {missing.join(', ')}</span>}
            </button>
          );
        })}
      </fieldset>
      <label>
        as text
        <TypedInput
          type="text"
          value={round.offer}
          onChange={({ currentTarget }) => change(currentTarget.value)}
        />
      </label>
    </>
  );
}
