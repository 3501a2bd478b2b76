import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { About } from './about-type.ts';
import type { EditKit } from './edit-kit.ts';
import type { Change, Driver, PageState } from './state.ts';

/** Who drives the device, and whom that is held against. */
export function DriverForm({
  about,
  state,
  kit,
  loadKit,
  change,
  stop,
}: {
  about: About;
  state: PageState;
  kit: EditKit | undefined;
  loadKit: () => Promise<void>;
  change: (part: Change) => void;
  stop: () => void;
}) {
  const { driver, beside, scenario } = state;
  const type: DeviceTypeName = scenario.type ?? 'net';
  const [isEditing, setEditing] = useState(false);
  const [trouble, setTrouble] = useState('');
  const { policies } = about.types[type];
  const known = policies.find(({ id }) => id === driver.id);
  const setBeside = (id: string): void => {
    change({ beside: id ? { id } : undefined });
  };
  return (
    <fieldset>
      <legend>The driver</legend>
      <PolicySelect about={about} type={type} driver={driver} choose={(id) => change({ driver: { id } })} />
      {known && <p class="hint">{known.title}.</p>}
      <label>
        compared with
        <select value={beside?.id ?? ''} onChange={({ currentTarget }) => setBeside(currentTarget.value)}>
          <option value="">nobody</option>
          {policies.map(({ id, title }) => (
            <option key={id} value={id} title={title}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <p>
        <button
          type="button"
          aria-expanded={isEditing}
          onClick={async () => {
            try {
              if (!isEditing) await loadKit();
              setEditing(!isEditing);
              setTrouble('');
            } catch (error) {
              setTrouble(error instanceof Error ? error.message : String(error));
            }
          }}
        >
          {isEditing ? 'Close the editor' : 'Edit this policy'}
        </button>{' '}
        {driver.source !== undefined && (
          <>
            <button type="button" onClick={stop}>
              Stop it
            </button>{' '}
            <button type="button" onClick={() => change({ driver: { id: driver.id } })}>
              Back to the built-in one
            </button>
          </>
        )}
      </p>
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      {isEditing && kit && (
        <Editor
          key={driver.id}
          kit={kit}
          text={driver.source ?? kit.sourceOf(driver.id) ?? ''}
          run={(source) => change({ driver: { id: driver.id, source }, beside: beside ?? { id: driver.id } })}
        />
      )}
    </fieldset>
  );
}

// --- internal ---

function PolicySelect({
  about,
  type,
  driver,
  choose,
}: {
  about: About;
  type: DeviceTypeName;
  driver: Driver;
  choose: (id: string) => void;
}) {
  const { policies } = about.types[type];
  const isForeign = driver.source !== undefined || !policies.some(({ id }) => id === driver.id);
  return (
    <label>
      policy
      <select
        value={isForeign ? EDITED : driver.id}
        onChange={({ currentTarget }) => currentTarget.value !== EDITED && choose(currentTarget.value)}
      >
        {isForeign && (
          <option value={EDITED}>
            {driver.id}
            {driver.source === undefined ? '' : ', edited'}
          </option>
        )}
        {policies.map(({ id, title }) => (
          <option key={id} value={id} title={title}>
            {id}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The value of the choice that is no built-in policy. */
const EDITED = '(edited)';

function Editor({ kit, text, run }: { kit: EditKit; text: string; run: (source: string) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const source = useRef(text);
  useEffect(() => {
    if (!place.current) return;
    return kit.editor(place.current, text, (changed) => {
      source.current = changed;
    });
  }, []);
  return (
    <div class="editor">
      <div ref={place} />
      <p>
        <button type="button" onClick={() => run(source.current)}>
          Run it
        </button>{' '}
        <span class="hint">It runs here, in a worker without network, and is stopped after 10 seconds.</span>
      </p>
    </div>
  );
}
