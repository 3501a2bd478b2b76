import { deviceTypeNames } from '../../spec/device-types.ts';
import { messageOf } from '../driver/thrown.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import { isRecord } from './about-type.ts';
import type { Changes } from './changes.ts';

/** A driver that is looked at: a built-in policy by its id, or one that was edited on the page, as its source and the id of it that is meant. */
export interface Driver {
  readonly id: string;
  readonly source?: string;
}

/** All that the page shows hangs on this. */
export interface PageState {
  readonly driver: Driver;
  /** Another that is held against it. */
  readonly beside?: Driver;
  readonly scenario: ScenarioJson;
  /** The step of the run that is looked at, counted from 0; the first that breaks something if absent. */
  readonly step?: number;
}

/** The sources of the drivers that were edited. */
export const sourcesOf = ({ driver, beside }: Pick<PageState, 'driver' | 'beside'>): string[] =>
  [driver, beside].flatMap((one) => one?.source ?? []);

/** What changes of a state; a field that is undefined goes. */
export type Change = { readonly [Field in keyof PageState]?: PageState[Field] | undefined };

/** The state after a change, which ends the walk through the run that was shown. */
export function changed(state: PageState, change: Change): PageState {
  const { driver = state.driver, scenario = state.scenario } = change;
  const beside = 'beside' in change ? change.beside : state.beside;
  return { driver, ...(beside && { beside }), scenario };
}

/** A link that cannot be read: says why. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/** The forms of links, the part of a fragment before its first dot: with sources whole, and with what they change of built-in ones. */
const WHOLE = '1';
const CHANGES = '2';

/** Characters that a link may have so that it survives a mail. */
export const LONGEST_LINK = 2000;

/** What makes a source short, and whole again: the sources of built-in policies, which the page loads where they are needed. */
export interface Shortening {
  /** What a source changes of the built-in policy of an id; undefined where there is none. */
  readonly changesOf: (id: string, source: string) => Changes | undefined;
  /** Rejects with an Error where these are no changes, or that policy is another one by now. */
  readonly sourceOf: (id: string, changes: unknown) => Promise<string>;
}

/**
 * The state as the fragment of a link, without its `#`: versioned, compressed, and the same for the same state. Sources stand in it
 * whole as long as that fits a link; else, where that is shorter, by what they change of what they were made from.
 */
export async function fragmentOf(
  { driver, beside, scenario, step }: PageState,
  changesOf?: Shortening['changesOf'],
): Promise<string> {
  const packed = (form: string, write: (driver: Driver) => unknown): Promise<string> =>
    pack(form, {
      driver: write(driver),
      ...(beside && { beside: write(beside) }),
      scenario,
      ...(step !== undefined && { step }),
    });
  const whole = await packed(WHOLE, (one) => one);
  if (!changesOf || whole.length <= LONGEST_LINK - PLACE) return whole;
  const short = await packed(CHANGES, ({ id, source }) => {
    const changes = source === undefined ? undefined : changesOf(id, source);
    return changes ? { id, changes } : { id, source };
  });
  return short.length < whole.length ? short : whole;
}

/** The state that a fragment holds, which may begin with `#`; its scenario is not validated yet. Rejects with LinkError. */
export async function stateIn(fragment: string, sourceOf?: Shortening['sourceOf']): Promise<PageState> {
  const [form, packed] = fragment.replace(/^#/, '').split('.');
  if ((form !== WHOLE && form !== CHANGES) || !packed)
    throw new LinkError(
      `a link that begins with "${WHOLE}." or "${CHANGES}." is expected, not with "${form?.slice(0, 20)}"`,
    );
  let state: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      await through(new DecompressionStream('deflate-raw'), bytesOf(packed)),
    );
    state = JSON.parse(text);
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError('the link is not whole: was a part of it cut off?');
  }
  const { driver, beside, scenario, step } = asRecord(state, 'the link');
  return {
    driver: await driverIn(driver, 'driver', sourceOf),
    ...(beside === undefined ? {} : { beside: await driverIn(beside, 'beside', sourceOf) }),
    scenario: scenarioIn(scenario),
    ...(typeof step === 'number' && Number.isInteger(step) && step >= 0 ? { step } : {}),
  };
}

// --- internal ---

/** Bytes that a link may unfold to. */
const MOST_BYTES = 1_000_000;

/** Characters for where the page lies. */
const PLACE = 200;

const pack = async (form: string, value: unknown): Promise<string> =>
  `${form}.${base64(await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(JSON.stringify(value))))}`;

async function through(
  transform: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of parts(new Blob([bytes]).stream().pipeThrough(transform))) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new LinkError('the link unfolds to more than a page can hold');
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

async function* parts(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}

const base64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));

/** A scenario that has what forms are made of; all else is the parser's to say. */
function scenarioIn(value: unknown): ScenarioJson {
  const scenario = asRecord(value, 'scenario');
  const { type = 'net', rounds } = scenario;
  if (!deviceTypeNames.some((name) => name === type))
    throw new LinkError(`scenario.type: ${deviceTypeNames.join(' or ')} is expected`);
  if (!Array.isArray(rounds) || rounds.length === 0)
    throw new LinkError('scenario.rounds: a list of them is expected');
  for (const [i, each] of rounds.entries()) {
    const { offer, sizes, acceptance = {} } = asRecord(each, `scenario.rounds.${i}`);
    if (typeof offer !== 'string') throw new LinkError(`scenario.rounds.${i}.offer: a text is expected`);
    if (!Array.isArray(sizes) || !sizes.every((size) => typeof size === 'number'))
      throw new LinkError(`scenario.rounds.${i}.sizes: a list of numbers is expected`);
    asRecord(acceptance, `scenario.rounds.${i}.acceptance`);
  }
  return scenario as unknown as ScenarioJson;
}

async function driverIn(
  value: unknown,
  field: string,
  sourceOf: Shortening['sourceOf'] | undefined,
): Promise<Driver> {
  const { id, source, changes } = asRecord(value, field);
  if (typeof id !== 'string') throw new LinkError(`${field}.id: a text is expected`);
  if (source !== undefined && typeof source !== 'string')
    throw new LinkError(`${field}.source: a text is expected`);
  if (changes === undefined) return { id, ...(source === undefined ? {} : { source }) };
  try {
    if (!sourceOf) throw new Error('the sources of built-in policies are expected');
    return { id, source: await sourceOf(id, changes) };
  } catch (error) {
    throw new LinkError(`${field}: ${messageOf(error)}`);
  }
}

function asRecord(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new LinkError(`${field}: an object is expected`);
}
