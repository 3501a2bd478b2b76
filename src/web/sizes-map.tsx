import { useState } from 'preact/hooks';
import type { Fate } from '../report/size-map.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import type { About } from './about-type.ts';
import type { CellLook, MapLook, Stretch } from './look.ts';

/** What becomes of each pair of ring sizes: a click pins one. */
export function SizesMap({
  about,
  map,
  scenario,
  names,
  pin,
}: {
  about: About;
  map: MapLook;
  scenario: ScenarioJson;
  /** The policies, in the order of each cell. */
  names: readonly string[];
  pin: (scenario: ScenarioJson) => void;
}) {
  const [told, setTold] = useState<readonly [row: number, column: number]>();
  const signs = new Map(about.fates.map(({ fate, sign }) => [fate, sign]));
  const cells = (told && map.cells[told[0]]?.[told[1]])?.looks;
  const pinSizes = (sizes: readonly (readonly number[])[]): void =>
    pin({
      ...scenario,
      rounds: scenario.rounds.map((round, i) => ({ ...round, sizes: [...(sizes[i] ?? round.sizes)] })),
    });
  const isCompared = names.length > 1;
  return (
    <section class="panel" aria-labelledby="map">
      <h2 id="map">Ring sizes: which go well</h2>
      <p class="hint">
        {map.down && `Down: ${map.down}. `}
        Across: {map.across}. {named(scenario)}Choose a cell to see its run.
      </p>
      <div class="wide">
        <table class="sizes" aria-labelledby="map">
          <thead>
            <tr>
              <td />
              {map.columns.map((column) => (
                <th scope="col" key={column.least}>
                  {stretchText(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.rows.map((row, r) => (
              <tr key={row.least}>
                {map.down ? <th scope="row">{stretchText(row)}</th> : <td />}
                {map.columns.map((column, c) => {
                  const { looks = [], sizes = [] } = map.cells[r]?.[c] ?? {};
                  const isHere = map.at?.[0] === r && map.at[1] === c;
                  return (
                    <td key={column.least}>
                      <button
                        type="button"
                        class={`${classesOf(looks)} ${isHere ? 'here' : ''}`}
                        aria-current={isHere}
                        onClick={() => pinSizes(sizes)}
                        onMouseEnter={() => setTold([r, c])}
                        onFocus={() => setTold([r, c])}
                      >
                        {looks.map(({ fate }) => signs.get(fate)).join(isCompared ? ' ' : '')}
                        <span class="unseen">{labelOf(looks, names)}</span>
                      </button>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="told">
        {cells?.map(({ sentence }, i) => (
          <span key={names[i]}>
            {isCompared && <strong>{names[i]}: </strong>}
            {sentence}{' '}
          </span>
        ))}
      </p>
      <ul class="legend" aria-label="Signs">
        {about.fates.map(({ fate, sign, meaning }) => (
          <li key={fate}>
            <span class={`sign ${fate}`}>{sign}</span> {meaning}
          </li>
        ))}
        {isCompared && <li>Faint where both come to the same.</li>}
      </ul>
    </section>
  );
}

// --- internal ---

/** The size that the proposal's table turns on. */
const named = (scenario: ScenarioJson): string =>
  'maxSkbFrags' in scenario ? `MAX_SKB_FRAGS + 2 is ${Number(scenario.maxSkbFrags) + 2}. ` : '';

const stretchText = ({ least, largest }: Stretch): string =>
  least === largest ? `${least}` : largest === LARGEST ? `${least}…` : `${least}–${largest}`;

/** Entries of the largest ring: a stretch to there is open. */
const LARGEST = 32768;

const classesOf = (cells: readonly CellLook[]): string => {
  const [first, second] = cells;
  const worst: Fate = first?.fate ?? 'live';
  return `cell ${worst} ${second && second.key === first?.key ? 'same' : ''}`;
};

const labelOf = (cells: readonly CellLook[], names: readonly string[]): string =>
  cells.map(({ sentence }, i) => (names.length > 1 ? `${names[i]}: ${sentence}` : sentence)).join(' ');
