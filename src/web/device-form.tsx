import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import { type About, type Field, isRecord } from './about-type.ts';
import { FieldInput } from './field-input.tsx';
import { Rounds } from './rounds-form.tsx';

/** The device, and what it does round by round. */
export function DeviceForm({
  about,
  scenario,
  slots,
  cuts,
  change,
}: {
  about: About;
  scenario: ScenarioJson;
  /** Names of its rings. */
  slots: readonly string[];
  /** Sizes that their sliders walk, ascending. */
  cuts: readonly number[];
  change: (scenario: ScenarioJson) => void;
}) {
  const type: DeviceTypeName = scenario.type ?? 'net';
  const known = about.types[type];
  const [common, own] = [known.fields.filter(isCommon), known.fields.filter((field) => !isCommon(field))];
  const field = (one: Field) => (
    <FieldInput
      key={one.path.join('.')}
      field={one}
      value={valueAt(scenario, one.path)}
      change={(value) => change(withValue(scenario, one.path, value) as ScenarioJson)}
    />
  );
  return (
    <>
      <fieldset>
        <legend>The device</legend>
        <label>
          type
          <select
            value={type}
            onChange={({ currentTarget }) => {
              const next = about.types[currentTarget.value as DeviceTypeName];
              if (next) change(next.scenario);
            }}
          >
            {Object.keys(about.types).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {common.map(field)}
      </fieldset>
      <Rounds known={known} scenario={scenario} slots={slots} cuts={cuts} change={change} />
      <details>
        <summary>More of the device and the driver: limits, layouts, quirks</summary>
        {own.map(field)}
      </details>
    </>
  );
}

// --- internal ---

/** What one changes first, whatever the type. */
const COMMON: ReadonlySet<string> = new Set(['version', 'transport', 'peek', 'format', 'mtu', 'maxSkbFrags']);

const isCommon = ({ path }: Field): boolean => path.length === 1 && COMMON.has(path[0] ?? '');

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
}

/** The same with another value at a path; without the field where that is undefined. */
function withValue(value: unknown, [first, ...rest]: readonly string[], leaf: unknown): unknown {
  if (first === undefined) return leaf;
  const { [first]: inner, ...others } = isRecord(value) ? value : {};
  const changed = withValue(inner, rest, leaf);
  return changed === undefined ? others : { ...others, [first]: changed };
}
