import type { ConfigField } from './config-fields.ts';
import type { FeatureNames } from './feature-names.ts';
import type { FeatureSet } from './features.ts';
import type { Closure } from './requirements.ts';
import type { SpecVersion } from './versions.ts';

/** What the rules of negotiation need to know of a device type. */
export interface DeviceTypeRules {
  /** The chapter of the standard on the type, as it stands in the labels of its clauses. */
  readonly chapter: string;
  /** The number of the type, by which a driver finds its devices. */
  readonly id: number;
  /** Class and subclass that its functions usually show over PCI, which the standard leaves open: an Ethernet controller is 0x0200. */
  readonly pciClass: number;
  /** Every field of the configuration in order. */
  readonly configuration: readonly ConfigField[];
  readonly names: FeatureNames;
  /** All that may be accepted in a version; over a legacy interface `legacy` too. */
  readonly known: (version: SpecVersion) => FeatureSet;
  readonly legacy: FeatureSet;
  /** The clause of the device type by which bits of the legacy interface alone are not for the modern one, and these; undefined where it has none. */
  readonly notModern?: { readonly clause: string; readonly bits: FeatureSet };
  /** The requirements that an accepted set must meet, by strength; `every`: all of them. */
  readonly accepts: (
    version: SpecVersion,
  ) => Readonly<Record<'must' | 'should' | 'implied' | 'every', Closure>>;
  /** The requirements that an offer must meet. */
  readonly offers: (version: SpecVersion) => Closure;
  /** Whether a driver that has read such an offer may write the configuration at an offset at any time; none if absent. */
  readonly mayAlwaysWrite?: (offset: number, offered: FeatureSet) => boolean;
  /** How many virtqueues DRIVER_OK makes active, from index 0, whatever else there is: the first of each kind that carries data. */
  readonly activeAtOnce: number;
}
