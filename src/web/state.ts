import { deviceTypeNames } from '../../spec/device-types.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import { isRecord } from './about-type.ts';

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

/** The form of links, the part of a fragment before its first dot; it changes where an old one would be read wrongly. */
const FORM = '1';

/** Characters that a link may have so that it survives a mail. */
export const LONGEST_LINK = 2000;

/** The state as the fragment of a link, without its `#`: versioned, compressed, and the same for the same state. */
export async function fragmentOf({ driver, beside, scenario, step }: PageState): Promise<string> {
  const kept = { driver, ...(beside && { beside }), scenario, ...(step !== undefined && { step }) };
  const packed = await through(
    new CompressionStream('deflate-raw'),
    new TextEncoder().encode(JSON.stringify(kept)),
  );
  return `${FORM}.${base64(packed)}`;
}

/** The state that a fragment holds, which may begin with `#`; its scenario is not validated yet. Rejects with LinkError. */
export async function stateIn(fragment: string): Promise<PageState> {
  const [form, packed] = fragment.replace(/^#/, '').split('.');
  if (form !== FORM || !packed)
    throw new LinkError(`a link that begins with "${FORM}." is expected, not with "${form?.slice(0, 20)}"`);
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
  return checked(state);
}

// --- internal ---

/** Bytes that a link may unfold to. */
const MOST_BYTES = 1_000_000;

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

function checked(state: unknown): PageState {
  const { driver, beside, scenario, step } = asRecord(state, 'the link');
  return {
    driver: driverIn(driver, 'driver'),
    ...(beside === undefined ? {} : { beside: driverIn(beside, 'beside') }),
    scenario: scenarioIn(scenario),
    ...(typeof step === 'number' && Number.isInteger(step) && step >= 0 ? { step } : {}),
  };
}

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

function driverIn(value: unknown, field: string): Driver {
  const { id, source } = asRecord(value, field);
  if (typeof id !== 'string') throw new LinkError(`${field}.id: a text is expected`);
  if (source !== undefined && typeof source !== 'string')
    throw new LinkError(`${field}.source: a text is expected`);
  return { id, ...(source === undefined ? {} : { source }) };
}

function asRecord(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new LinkError(`${field}: an object is expected`);
}
