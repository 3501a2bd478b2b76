import { type DeviceTypeName, isJudged } from '../../spec/device-types.ts';
import { typeOf } from '../driver/policy.ts';
import type { DeviceOptions } from '../judge/devices/judge-device.ts';
import { mutants, policyOf } from '../mutants/index.ts';
import { policies } from '../policies/index.ts';
import { negotiatedPolicies } from '../types/negotiated/policies.ts';

/** The policies that drive a device of a type: the built-in ones, and apart from them what it has to survive, which is the faulty ones and those that provoke a fault. */
export function driversOf(type: DeviceTypeName): Pick<DeviceOptions, 'policies' | 'wrong'> {
  const own = mutants.filter((mutant) => mutant.type === type);
  const wrong = own.flatMap((mutant) => (mutant.kind === 'policy' ? [policyOf(mutant)] : mutant.drivers));
  return {
    policies: isJudged(type)
      ? policies.filter((policy) => typeOf(policy) === type)
      : negotiatedPolicies(type),
    wrong: [...new Set(wrong)].filter((policy) => !policies.includes(policy)),
  };
}
