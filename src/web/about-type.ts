import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { Fate } from '../report/size-map.ts';
import type { ScenarioJson } from '../scenario/json.ts';

/** What stands in the page as plain data. */
export interface Built {
  readonly fields: Readonly<Record<DeviceTypeName, readonly Field[]>>;
}

/** What the page shows its forms by, before a worker has begun. */
export interface About {
  /** Name and version of the suite. */
  readonly version: string;
  readonly types: Readonly<Record<DeviceTypeName, AboutType>>;
  readonly fates: readonly { readonly fate: Fate; readonly sign: string; readonly meaning: string }[];
}

export interface AboutType {
  readonly fields: readonly Field[];
  /** In the order of their bits, each with what it requires: one of every text, by ` or `. */
  readonly features: readonly { readonly name: string; readonly needs: readonly string[] }[];
  readonly policies: readonly { readonly id: string; readonly title: string }[];
  /** The device that one meets first. */
  readonly scenario: ScenarioJson;
}

/** A field of a scenario by its path in the JSON, and what is meant where it is left out. */
export type Field = { readonly path: readonly string[]; readonly usual?: unknown } & (
  | { readonly kind: 'flag' | 'numbers' | 'number-or-word' }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'choice' | 'choices'; readonly values: readonly string[] }
);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
