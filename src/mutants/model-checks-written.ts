import { clauseById, clauses } from '../../spec/clauses/index.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import {
  type FeatureSet,
  features,
  includes,
  intersects,
  isSubset,
  NONE,
  subsetsOf,
} from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import type { Requirement } from '../../spec/requirements.ts';
import type { Model, ModelCheck } from './model.ts';

const LISTED = 'sec:Device Types / Network Device / Feature bits / Feature bit requirements';
const RANGES = 'sec:Basic Facilities of a Virtio Device / Feature Bits #3';

/** What the model says, and what the clauses say in our words: both were written from the standard, by hand. */
const requirementsAsWritten: ModelCheck = {
  id: 'requirements-as-the-clauses-say',
  title: 'The table of requirements says what the words of the clauses do',
  *cases(model) {
    for (const { id, label, rule } of clauses) {
      if (label !== LISTED) continue;
      const own = model.requirements.filter(({ clause }) => clause === id);
      const [said] = own;
      yield said === undefined
        ? `nothing is required by ${rule}`
        : own.length === 1 && saysOf(said, model) === wordsOf(rule)
          ? undefined
          : `${saysOf(said, model)} stands for ${rule}`;
    }
  },
};

/** `HASH_TUNNEL: CTRL_VQ, HASH_REPORT|RSS`: the groups of a requirement in words, each in alphabetical order. */
const inOrder = (feature: string, allOf: readonly (readonly string[])[]): string =>
  `${feature}: ${allOf
    .map((anyOf) => anyOf.toSorted().join('|'))
    .toSorted()
    .join(', ')}`;

const saysOf = ({ feature, allOf }: Requirement, { featureNames }: Model): string => {
  const named = (set: FeatureSet): string[] =>
    [...featureNames].flatMap(([name, bit]) => (includes(set, features(bit)) ? [name] : []));
  return inOrder(named(feature).join(), allOf.map(named));
};

/** The same of a rule such as `HASH_TUNNEL requires CTRL_VQ and (RSS or HASH_REPORT).`, without its asides. */
function wordsOf(rule: string): string {
  const [, feature = '', required = ''] =
    /^(\w+) requires (.*)\.$/.exec(rule.replace(/ \([^()]*[a-z]{3}[^()]*\)/, '')) ?? [];
  return inOrder(
    feature,
    required.split(' and ').map((group) => group.replace(/[()]/g, '').split(' or ')),
  );
}

const numbersAsWritten: ModelCheck = {
  id: 'bits-as-the-clauses-number-them',
  title: 'A bit has the number that the clauses give its name',
  *cases({ featureNames }) {
    for (const { rule } of clauses) {
      for (const [, name = '', number] of rule.matchAll(/\b([A-Z][A-Z0-9_]{2,}) \((\d+)\)/g)) {
        const bit = featureNames.get(name);
        if (bit === undefined) continue;
        yield bit === Number(number) ? undefined : `${name} is bit ${bit}, and bit ${number} by: ${rule}`;
      }
    }
  },
};

const rangesAsWritten: ModelCheck = {
  id: 'ranges-as-the-clause-says',
  title: 'A version sets a bit aside for whom its clause says',
  *cases({ rangeOf }) {
    const rule = clauseById.get(RANGES)?.rule ?? '';
    for (const version of ['1.3', '1.4'] as const) {
      // `v1.3: 0-23 and 50-127 device type; 24-41 queue/negotiation; 42-49 and >=128 future.`
      const [, said = ''] = new RegExp(`v${version}: ([^.]*)\\.`).exec(rule) ?? [];
      for (let bit = 0; bit < 128; bit++) {
        const whose = said.split('; ').find((part) => isNamedIn(part, bit)) ?? '';
        const range = rangeOf(bit, version);
        yield whose.endsWith(kinds[range])
          ? undefined
          : `bit ${bit} is ${range} in ${version}, by the clause "${whose}"`;
      }
    }
  },
};

const kinds = {
  'device-type': 'device type',
  'device-independent': 'queue/negotiation',
  future: 'future',
} as const;

const isNamedIn = (part: string, bit: number): boolean =>
  [...part.matchAll(/(?<![\d>=])(\d+)(?:-(\d+))?/g)].some(
    ([, first, last = first]) => Number(first) <= bit && bit <= Number(last),
  );

/** Two chains of requirements, an any-of and an all-of: few enough for every subset of every subset. */
const UNIVERSE: FeatureSet =
  net.CTRL_VQ |
  net.RSS |
  net.HASH_REPORT |
  net.HASH_TUNNEL |
  net.GUEST_CSUM |
  net.GUEST_TSO4 |
  net.GUEST_TSO6 |
  net.GUEST_ECN;

const closureByForce: ModelCheck = {
  id: 'closure-as-by-brute-force',
  title: 'The greatest closed subset is the union of all closed subsets',
  *cases(model) {
    const { requirements } = model;
    const mine = requirements.filter(({ feature }) => isSubset(feature, UNIVERSE));
    const isClosed = (set: FeatureSet): boolean =>
      mine.every(
        ({ feature, allOf }) => !includes(set, feature) || allOf.every((anyOf) => intersects(set, anyOf)),
      );
    const closed = [...subsetsOf(UNIVERSE)].filter(isClosed);
    for (const set of subsetsOf(UNIVERSE)) {
      let greatest = NONE;
      for (const subset of closed) if (isSubset(subset, set)) greatest |= subset;
      const found = model.greatestClosedSubset(set, mine);
      yield found === greatest
        ? undefined
        : `of ${words(set)} is left ${words(found)}, and could be ${words(greatest)}`;
    }
  },
};

const words = (set: FeatureSet): string => printFeatures(set, net.netFeatureNames);

const sizesByHalving: ModelCheck = {
  id: 'sizes-as-by-halving',
  title: 'A legal size of a split ring halves down to one entry, and no ring has more than 32768',
  *cases({ isLegalSize }) {
    for (let size = 0; size <= 65536; size++) {
      let odd = size;
      while (odd > 1 && odd % 2 === 0) odd /= 2;
      const fits = size > 0 && size <= 32768;
      const legal =
        isLegalSize(size, 'split') === (fits && odd === 1) && isLegalSize(size, 'packed') === fits;
      yield legal ? undefined : `a ring of ${size} entries is taken for what it is not`;
    }
  },
};

/** Checks of the model against what is written, and against reckoning by hand. */
export const writtenChecks: readonly ModelCheck[] = [
  requirementsAsWritten,
  numbersAsWritten,
  rangesAsWritten,
  closureByForce,
  sizesByHalving,
];
