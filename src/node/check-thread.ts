// Checks a certificate in a thread, where the policy runs that it is about: one that does not end is ended with it.

import { parentPort } from 'node:worker_threads';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import type { Policy } from '../driver/policy.ts';
import { messageOf } from '../driver/thrown.ts';
import type { Certificate } from '../exact/certificate.ts';
import { type Checked, type Checking, checkCertificate } from '../exact/check-certificate.ts';
import { type Decided, decide, oneByOne } from '../exact/decide.ts';
import { asSwept } from '../judge/as-swept.ts';
import { PropertySet } from '../judge/property-set.ts';
import { builtInPolicy } from '../policies/built-in.ts';
import { showing, withSizes } from '../scenario/scenario.ts';
import { withSuite } from '../suites/suites.ts';
import { suiteUnder } from '../suites/under-readings.ts';
import { Trace } from '../trace/trace.ts';
import { ownOf } from '../types/device-type.ts';
import { parseScenario } from '../types/types.ts';
import type { PolicySource } from './sandbox/messages.ts';
import { policyFrom } from './sandbox/policy-file.ts';

/** What such a thread is sent. */
export interface CheckErrand extends Pick<Checking, 'members' | 'every'> {
  readonly certificate: Certificate;
  /** Its policy, where it is that of a file. */
  readonly source?: PolicySource;
  /** … and its readings. */
  readonly readings: ChosenReadings;
  /** Of the numbers that members of cells are drawn by. */
  readonly seed: number;
  /** The profiles that are asked: each `of`th from `at` on. */
  readonly share: { readonly at: number; readonly of: number };
}

export type CheckResult = { readonly checked: Checked } | { readonly because: string };

parentPort?.on('message', async ({ source, ...errand }: CheckErrand) => {
  try {
    const policy = source ? await policyFrom(source) : builtInPolicy(errand.certificate.policy);
    if (!policy) throw new Error(`no policy ${errand.certificate.policy}`);
    parentPort?.postMessage({ checked: check(errand, policy) } satisfies CheckResult);
  } catch (error) {
    parentPort?.postMessage({ because: messageOf(error) } satisfies CheckResult);
  }
});

// --- internal ---

function check(
  { certificate, readings, seed, share: { at, of }, ...how }: Omit<CheckErrand, 'source'>,
  policy: Policy,
): Checked {
  const trace = new Trace();
  const ids = new Set(certificate.properties);
  return checkCertificate(certificate, {
    ...how,
    random: randomBy(seed),
    isAsked: (profile) => profile % of === at,
    runOn: (json) => {
      const scenario = parseScenario(json, 'certificate');
      return withSuite(scenario.type, (suite) => {
        const { deviceType, properties } = suiteUnder(suite, readings);
        const own = ownOf(deviceType, scenario);
        const asked = properties.filter(({ id }) => ids.has(id));
        // One by one takes ten times as long.
        const ask = how.every === undefined ? oneByOne(asked) : asSwept(new PropertySet(asked));
        return (sizes): Decided => {
          const rounds = own.rounds.map((round) => withSizes(round, sizes));
          return decide(deviceType, ask, policy, showing(own, rounds), trace);
        };
      });
    },
  });
}

/** Numbers from 0 to 1, the same for the same seed: a Weyl sequence, well mixed. */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a_2d97);
    return ((word ^ (word >>> 15)) >>> 0) / 2 ** 32;
  };
}
