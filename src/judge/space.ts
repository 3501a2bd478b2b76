import type { Transport } from '../../spec/transports.ts';
import { MAX_QUEUE_SIZE } from '../../spec/virtqueues.ts';
import type { Space } from './result.ts';
import { countSwept, EDGE, PROFILES_A_SIZE, profilesOf, type SweptOffer } from './sweep.ts';

/** What a campaign is to cover. */
interface Plan {
  readonly offers: readonly SweptOffer[];
  readonly transports: readonly Transport[];
  /** Entries. */
  readonly sizes: readonly number[];
  readonly exhaustive: boolean;
  /** Random scenarios. */
  readonly runs: number;
}

/** What a campaign met of what it must. */
type Met = Pick<Space, 'sometimes'> & Pick<Space['random'], 'labels'>;

/** Says exactly what a campaign covers, of which the share `done`, 0 to 1, is done, and what it met. */
export function spaceOf(plan: Plan, done: number, { labels, sometimes }: Met): Space {
  const { offers, transports, sizes, exhaustive, runs } = plan;
  const profiles = profilesOf(offers, transports);
  return {
    sweep: {
      sizes: sizes.length,
      scenarios: countSwept(sizes, profiles, exhaustive),
      exhaustive,
      description:
        `${sizes.length} ring ${sizes.length === 1 ? 'size' : 'sizes'} (${describeSizes(sizes)}) × ${profiles.length} profiles (${transports.join(', ')}; ` +
        `with and without peek; split and packed; acceptance scripts; offers: ${offers.map(({ name }) => name).join('; ')})` +
        (exhaustive
          ? ', all of them'
          : `; every profile at 0 to ${EDGE}, at powers of two and at illegal sizes, at least ${Math.min(PROFILES_A_SIZE, profiles.length)} profiles a size elsewhere`),
    },
    random: {
      runs,
      description: 'sizes by queue, offers, changes by round, layouts, quirks and faults at random',
      labels,
    },
    sometimes,
    done,
  };
}

// --- internal ---

function describeSizes(sizes: readonly number[]): string {
  const legal = sizes.filter((size) => size <= MAX_QUEUE_SIZE);
  const illegal = sizes.filter((size) => size > MAX_QUEUE_SIZE);
  const whole = legal.every((size, i) => i === 0 || size === (legal[i - 1] ?? 0) + 1);
  const listed = whole && legal.length > 2 ? `${legal[0]} to ${legal.at(-1)}` : legal.join(', ');
  return [listed, ...(illegal.length ? [`illegal: ${illegal.join(', ')}`] : [])].filter(Boolean).join('; ');
}
