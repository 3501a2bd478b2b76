import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Field } from './about-type.ts';

/** One field of a scenario, as its schema has it. */
export function FieldInput({
  field,
  value,
  change,
}: {
  field: Field;
  value: unknown;
  change: (value: unknown) => void;
}) {
  const label = wordsOf(field.path);
  const current = value === undefined ? field.usual : value;
  switch (field.kind) {
    case 'flag':
      return (
        <label class="flag">
          <input
            type="checkbox"
            checked={current === true}
            onChange={({ currentTarget }) =>
              change(currentTarget.checked || field.usual !== undefined ? currentTarget.checked : undefined)
            }
          />
          {label}
        </label>
      );
    case 'choice':
      return (
        <label>
          {label}
          <select
            value={String(current ?? '')}
            onChange={({ currentTarget }) => change(currentTarget.value || undefined)}
          >
            {field.usual === undefined && <option value="">as it should be</option>}
            {field.values.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      );
    case 'choices': {
      const chosen = Array.isArray(current) ? current.map(String) : [];
      return (
        <fieldset class="group" aria-label={label}>
          {label}:{' '}
          {field.values.map((one) => (
            <label key={one} class="flag">
              <input
                type="checkbox"
                checked={chosen.includes(one)}
                onChange={({ currentTarget }) => {
                  const next = field.values.filter((each) =>
                    each === one ? currentTarget.checked : chosen.includes(each),
                  );
                  change(next.length ? next : undefined);
                }}
              />
              {one}
            </label>
          ))}
        </fieldset>
      );
    }
    case 'number':
      return (
        <label>
          {label}
          <TypedInput
            type="number"
            min={field.min}
            max={field.max}
            value={current === undefined ? '' : Number(current)}
            onChange={({ currentTarget }) =>
              change(currentTarget.value === '' ? undefined : currentTarget.valueAsNumber)
            }
          />
        </label>
      );
    case 'number-or-word':
    case 'numbers':
      return (
        <label>
          {label}
          <TypedInput
            type="text"
            value={Array.isArray(current) ? current.join(', ') : String(current ?? '')}
            onChange={({ currentTarget }) => change(readText(currentTarget.value, field.kind === 'numbers'))}
          />
        </label>
      );
  }
}

/** An input whose half-typed text stays while the page is drawn anew; it gives way to another value, and to its own once it is left. */
export function TypedInput({ value, ...rest }: JSX.IntrinsicElements['input']) {
  const input = useRef<HTMLInputElement>(null);
  const restore = (): void => {
    if (input.current) input.current.value = String(value);
  };
  useLayoutEffect(restore, [value]);
  return <input ref={input} onBlur={restore} {...rest} />;
}

// --- internal ---

/** `maxSkbFrags` as words. */
const wordsOf = (path: readonly string[]): string =>
  path
    .map((name) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
    .join(', ')
    .replace('max skb frags', 'MAX_SKB_FRAGS')
    .replace('mtu', 'MTU');

const readText = (text: string, isList: boolean): unknown => {
  const read = (word: string): unknown => (/^\d+$/.test(word) ? Number(word) : word);
  const words = text.split(/[\s,]+/).filter(Boolean);
  if (words.length === 0) return undefined;
  return isList ? words.map(read) : read(text.trim());
};
