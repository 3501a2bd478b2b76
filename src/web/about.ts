import { type DeviceTypeName, deviceTypeRules, tableOfTypes } from '../../spec/device-types.ts';
import { namesOf } from '../../spec/feature-names.ts';
import { singles } from '../../spec/features.ts';
import { typeOf } from '../driver/policy.ts';
import { profilesOf } from '../judge/sweep.ts';
import { policies } from '../policies/index.ts';
import { fates, meanings, signOf } from '../report/size-map.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { NAME } from '../suites/name.ts';
import { withRules } from '../suites/rules.ts';
import type { About, AboutType, Built } from './about-type.ts';

/** What the page knows before it asks its worker. */
export const about = ({ fields }: Built): About => ({
  version: NAME,
  types: tableOfTypes((type) => ({ ...aboutType(type), fields: fields[type] })),
  fates: fates.map((fate) => ({ fate, sign: signOf(fate).text, meaning: meanings[fate] })),
});

// --- internal ---

/** Entries of every ring of the device that one meets first. */
const FIRST_SIZE = 2;

const aboutType = (type: DeviceTypeName): Omit<AboutType, 'fields'> =>
  withRules(type, ({ deviceType }) => {
    const { known, names, accepts } = deviceTypeRules[type];
    const { requirements } = accepts('1.4').every;
    const { offers } = deviceType;
    const [profile] = profilesOf(offers.slice(offers.length / 2), { transports: ['pci'] });
    if (!profile) throw new Error(`virtio-${type}: the sweep offers nothing`);
    const scenario = scenarioToJson(deviceType.sweptScenario(profile, FIRST_SIZE));
    return {
      features: singles(known('1.4')).map((feature) => ({
        name: namesOf(feature, names)[0] ?? '',
        needs: requirements
          .filter((requirement) => requirement.feature === feature)
          .flatMap(({ allOf }) => allOf.map((group) => namesOf(group, names).join(' or '))),
      })),
      policies: policies.filter((policy) => typeOf(policy) === type).map(({ id, title }) => ({ id, title })),
      scenario: { ...scenario, rounds: scenario.rounds.slice(0, 1) },
    };
  });
