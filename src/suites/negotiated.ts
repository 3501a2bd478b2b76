import { commonLabels } from '../../properties/common-labels.ts';
import { commonFields } from '../../properties/fields.ts';
import { anyProperties } from '../../properties/index.ts';
import { negotiatedScenarios } from '../../properties/negotiated/generators.ts';
import { sometimes } from '../../properties/sometimes.ts';
import type { NegotiatedTypeName } from '../../spec/negotiated-types.ts';
import { drawing } from '../fuzz/draw.ts';
import type { Suite } from '../judge/suite.ts';
import { negotiatedType } from '../types/negotiated/negotiated.ts';
import { negotiatedPolicies } from '../types/negotiated/policies.ts';
import type { NegotiatedRun } from '../types/negotiated/run.ts';
import type { NegotiatedScenario } from '../types/negotiated/scenario.ts';
import { NAME } from './name.ts';

/** What holds of every device type, for one that is negotiated with and no more. */
export function negotiatedSuite(type: NegotiatedTypeName): Suite<NegotiatedRun> {
  const deviceType = negotiatedType(type);
  const scenarios = negotiatedScenarios(type);
  const [reference] = negotiatedPolicies(type);
  return {
    name: NAME,
    properties: anyProperties,
    scenarios,
    draw: drawing({ scenarios, owns: deviceType.owns, fields: commonFields<NegotiatedScenario>() }),
    labels: commonLabels,
    sometimes,
    reference,
    linux: [reference],
    deviceType,
  };
}
