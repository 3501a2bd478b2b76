import * as z from 'zod/mini';
import type { Policy } from '../driver/policy.ts';
import { messageOf } from '../driver/thrown.ts';
import { builtInPolicy } from '../policies/built-in.ts';
import type { Block } from '../report/blocks.ts';
import { type Column, columns } from '../report/columns.ts';
import { type Look, type LookedAt, lookAt, type MapLook, mapOf, scenarioFor } from './look.ts';
import type { Driver, PageState } from './state.ts';

/** What a page asks its worker; `number` comes back with each answer. */
export interface Request {
  readonly kind: 'show' | 'map';
  readonly number: number;
  readonly state: Omit<PageState, 'step'>;
}

/** What a worker answers: a state with its run, or with its map, which takes longer. */
export type Reply =
  | {
      readonly kind: 'shown';
      readonly number: number;
      readonly looks: readonly Look[];
      /** The two beside each other, where there are two. */
      readonly beside?: Block;
    }
  | { readonly kind: 'mapped'; readonly number: number; readonly map: MapLook }
  | { readonly kind: 'refused'; readonly number: number; readonly because: string };

/** Policies of edited sources, by source: each is loaded when it is first asked for, and may throw. */
export type EditedPolicies = ReadonlyMap<string, () => readonly Policy[]>;

/** Answers a request. Never throws: what goes wrong is a reply. */
export function serve(request: Request, edited: EditedPolicies): Reply {
  const { number } = request;
  try {
    const { driver, beside, scenario } = request.state;
    const subjects = [driver, ...(beside ? [beside] : [])].map((one) => subjectOf(one, edited));
    const met = scenarioFor(subjects, scenario);
    if (request.kind === 'map') return { kind: 'mapped', number, map: mapOf(subjects, met) };
    const told: Column[] = [];
    const looks = subjects.map((subject) => lookAt(subject, met, beside && ((column) => told.push(column))));
    const [first, second] = looks;
    const [left, right] = told;
    return {
      kind: 'shown',
      number,
      looks,
      ...(first && second && left && right
        ? { beside: columns([first.called, second.called], [left, right], true) }
        : {}),
    };
  } catch (error) {
    return { kind: 'refused', number, because: messageOf(error) };
  }
}

// --- internal ---

// No page that forbids it needs to hear of an attempt to make code of text.
z.config({ jitless: true });

function subjectOf({ id, source }: Driver, edited: EditedPolicies): LookedAt {
  if (source === undefined) {
    const policy = builtInPolicy(id);
    if (!policy) throw new Error(`there is no built-in policy "${id}"`);
    return { policy, name: id };
  }
  const policies = edited.get(source)?.() ?? [];
  const policy = policies.find((one) => one.id === id) ?? policies[0];
  if (!policy) throw new Error('the source exports no policy: what netPolicy({ … }) gives is expected');
  return { policy, name: 'my-policy.ts', source };
}
