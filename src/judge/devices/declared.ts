import { type DeviceTypeName, deviceTypeRules } from '../../../spec/device-types.ts';
import { parseFeatures, printFeatures } from '../../../spec/feature-names.ts';
import { type FeatureSet, NONE } from '../../../spec/features.ts';
import type { Transport } from '../../../spec/transports.ts';
import { LEGACY_WINDOW, transportRules } from '../../../spec/transports.ts';
import type { RegisterTransport } from '../../transport/registers/map.ts';
import type { DeviceVerdict } from './judged-device.ts';

/** What whoever made a device says that it is; of what is left out nothing is said. */
export interface DeclaredDevice {
  readonly type?: DeviceTypeName | undefined;
  readonly transports?: readonly RegisterTransport[] | undefined;
  /** All that it offers over a modern interface, of which the legacy one shows the first 32 bits. */
  readonly offers?: FeatureSet | undefined;
  /** Entries of its virtqueues, by index. */
  readonly sizes?: readonly number[] | undefined;
}

/** The same as a file says it, with the violations that are known. */
export interface Declaration {
  readonly type?: DeviceTypeName | undefined;
  readonly transports?: readonly RegisterTransport[] | undefined;
  /** Names of features: `{MAC, VERSION_1}`. */
  readonly offers?: string | undefined;
  readonly sizes?: readonly number[] | undefined;
  readonly expected?: readonly { readonly property: string; readonly because: string }[] | undefined;
}

/** What a declaration says that a device is, which has shown its type; undefined where it says nothing of that. Throws UnknownFeatureError. */
export function declaredBy(
  { type, transports, offers, sizes }: Declaration,
  shown: DeviceTypeName,
): DeclaredDevice | undefined {
  if (type === undefined && transports === undefined && offers === undefined && sizes === undefined)
    return undefined;
  const { names } = deviceTypeRules[type ?? shown];
  return { type, transports, sizes, offers: offers === undefined ? offers : parseFeatures(offers, names) };
}

/** The violations that it knows of, each with why. */
export const expectedBy = ({ expected = [] }: Declaration): ReadonlyMap<string, string> =>
  new Map(expected.map(({ property, because }) => [property, because]));

/** What a device shows of all that. */
export interface ShownAs {
  readonly type: DeviceTypeName;
  readonly transport: Transport;
  readonly offer: FeatureSet;
  readonly sizes: readonly number[];
}

/** Says that a device is what its declaration says: no rule of the standard, but what whoever reads it expects. */
export const isAsDeclared = {
  id: 'device-is-as-declared',
  title: 'A device is what its declaration says',
  clauses: [],
  level: 'policy',
  side: 'device',
} as const;

/** Holds a device against its declaration. */
export function heldAgainst(declared: DeclaredDevice, shown: ShownAs): DeviceVerdict {
  const { id, level } = isAsDeclared;
  const findings = differences(declared, shown).map((because) => ({
    because,
    clauses: [],
    at: -1,
    driver: '',
    events: [],
  }));
  return {
    id,
    level,
    verdict: findings.length ? 'violated' : 'holds',
    runs: 1,
    applicable: 1,
    violations: findings.length ? 1 : 0,
    findings,
  };
}

// --- internal ---

function* differing(declared: DeclaredDevice, shown: ShownAs): Generator<string> {
  const { type, transport, offer } = shown;
  const { names } = deviceTypeRules[type];
  if (declared.type !== undefined && declared.type !== type)
    yield `it is of virtio-${type}, and declared as virtio-${declared.type}`;
  if (declared.transports && !declared.transports.some((one) => one === transport))
    yield `it is reached over ${transport}, and declared for ${declared.transports.join(', ')}`;
  if (declared.offers !== undefined) {
    const said = transportRules[transport].legacy ? declared.offers & LEGACY_WINDOW : declared.offers;
    const [more, less] = [offer & ~said, said & ~offer];
    if (more !== NONE) yield `it offers ${printFeatures(more, names)}, which is not declared`;
    if (less !== NONE) yield `it does not offer ${printFeatures(less, names)}, which is declared`;
  }
  const sizes = shown.sizes.slice(0, shown.sizes.findLastIndex((size) => size > 0) + 1);
  if (declared.sizes && `${declared.sizes}` !== `${sizes}`)
    yield `its virtqueues are of ${sizes.join(', ') || 'no size'}, and declared as ${declared.sizes.join(', ')}`;
}

const differences = (declared: DeclaredDevice, shown: ShownAs): string[] => [...differing(declared, shown)];
