import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { About, AboutType } from './about-type.ts';
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
  /** `isOwn`: what the reader has typed, and asked to be run. */
  change: (part: Change, isOwn?: boolean) => void;
  /** Absent where nothing runs. */
  stop: (() => void) | undefined;
}) {
  const { driver, beside, scenario } = state;
  const type: DeviceTypeName = scenario.type ?? 'net';
  const [isEditing, setEditing] = useState(false);
  const drafts = useRef(new Map<string, string>());
  const { policies } = about.types[type];
  const known = policies.find(({ id }) => id === driver.id);
  const setBeside = (id: string): void => change({ beside: id ? { id } : undefined });
  return (
    <fieldset>
      <legend>The driver</legend>
      <PolicySelect about={about} type={type} driver={driver} choose={(id) => change({ driver: { id } })} />
      {known && <p class="hint">{known.title}.</p>}
      <label>
        compared with
        <select value={beside?.id ?? ''} onChange={({ currentTarget }) => setBeside(currentTarget.value)}>
          <option value="">nobody</option>
          <PolicyOptions policies={policies} />
        </select>
      </label>
      <p>
        <button
          type="button"
          aria-expanded={isEditing}
          onClick={async () => {
            if (!isEditing) await loadKit();
            setEditing(!isEditing);
          }}
        >
          {isEditing ? 'Close the editor' : 'Edit this policy'}
        </button>{' '}
        {driver.source !== undefined && (
          <>
            <button type="button" disabled={!stop} onClick={stop}>
              Stop it
            </button>{' '}
            <button
              type="button"
              onClick={() => change({ driver: { id: (known ?? policies[0])?.id ?? driver.id } })}
            >
              {known ? 'Back to the built-in one' : 'Back to a built-in one'}
            </button>
          </>
        )}
      </p>
      {isEditing && kit && (
        <Editor
          key={`${driver.id} ${driver.source ?? ''}`}
          kit={kit}
          text={drafts.current.get(driver.id) ?? driver.source ?? kit.sourceOf(driver.id) ?? ''}
          keep={(text) => drafts.current.set(driver.id, text)}
          run={(source) => {
            drafts.current.delete(driver.id);
            change(
              { driver: { id: driver.id, source }, beside: beside ?? (known && { id: driver.id }) },
              true,
            );
          }}
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
        <PolicyOptions policies={policies} />
      </select>
    </label>
  );
}

/** The built-in policies of a device type, to be chosen from. */
const PolicyOptions = ({ policies }: Pick<AboutType, 'policies'>) => (
  <>
    {policies.map(({ id, title }) => (
      <option key={id} value={id} title={title}>
        {id}
      </option>
    ))}
  </>
);

/** The value of the choice that is no built-in policy. */
const EDITED = '(edited)';

function Editor({
  kit,
  text,
  keep,
  run,
}: {
  kit: EditKit;
  text: string;
  /** Hears of every change. */
  keep: (text: string) => void;
  run: (source: string) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const source = useRef(text);
  useEffect(() => {
    if (!place.current) return;
    return kit.editor(place.current, text, (changed) => {
      source.current = changed;
      keep(changed);
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
