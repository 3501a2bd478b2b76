import * as z from 'zod/mini';
import { type NegotiatedTypeName, negotiatedTypes } from '../../../spec/negotiated-types.ts';
import { MAX_QUEUES } from '../../../spec/virtqueues.ts';
import { expectSizes, optionalFields, scenarioReader, wholeField } from '../../scenario/json.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** A device of a type that is negotiated with and no more. The slots of its virtqueues are their indexes. */
export interface NegotiatedScenario extends Scenario {
  readonly type: NegotiatedTypeName;
  /** How many virtqueues it has. */
  readonly queues: number;
}

/** How many virtqueues a device of a type has unless said. */
export const usualQueues = (type: NegotiatedTypeName): number => negotiatedTypes[type].queues.length;

/** How a scenario of such a type is written as JSON. */
export const negotiatedScenarioSchema = (type: NegotiatedTypeName) =>
  z
    .strictObject({
      type: z.literal(type),
      ...optionalFields(type),
      queues: wholeField(1, MAX_QUEUES, usualQueues(type)),
    })
    .check(
      z.superRefine((scenario, context) =>
        expectSizes(scenario, scenario.queues, 'one of each virtqueue', context),
      ),
    );

/** What reads a scenario of such a type from parsed JSON; `where` names the file. Throws ScenarioError. */
export const negotiatedScenarioReader = (
  type: NegotiatedTypeName,
): ((value: unknown, where: string) => NegotiatedScenario) => scenarioReader(negotiatedScenarioSchema(type));
