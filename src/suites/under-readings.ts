import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import type { Policy } from '../driver/policy.ts';
import { typeOf } from '../driver/policy.ts';
import type { TaskDoer } from '../judge/executor.ts';
import type { Suite } from '../judge/suite.ts';
import { doTask } from '../judge/task.ts';
import type { PropertyText } from '../report/property-text.ts';
import { type SizeMap, sizeMap } from '../report/size-map.ts';
import { underReadings } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { withSuite } from './suites.ts';

/** A suite whose properties are as they are under the chosen readings. */
export const suiteUnder = <R extends Run>(whole: Suite<R>, chosen: ChosenReadings = new Map()): Suite<R> =>
  chosen.size === 0 ? whole : { ...whole, properties: underReadings(whole.properties, chosen) };

/** Every property of a device type under the chosen readings. */
export const propertiesUnder =
  (chosen: ChosenReadings) =>
  (type: DeviceTypeName): readonly PropertyText[] =>
    withSuite(type, (suite): readonly PropertyText[] => suiteUnder(suite, chosen).properties);

/** Does a task by the suite of its device type, under the chosen readings. */
export const taskDoer =
  (readings: ChosenReadings): TaskDoer =>
  (task, policies, progress) =>
    withSuite(task.type, (suite) => doTask(task, suiteUnder(suite, readings), policies, progress));

/** What becomes of ring sizes with one policy. `mark` hears of every run before it begins. */
export const mapOf = (policy: Policy, readings: ChosenReadings, mark?: (run: number) => void): SizeMap =>
  withSuite(typeOf(policy), (suite) => sizeMap(suiteUnder(suite, readings), policy, mark));
