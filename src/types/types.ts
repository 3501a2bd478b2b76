import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import { tableOfNegotiated } from '../../spec/negotiated-types.ts';
import type { Policy } from '../driver/policy.ts';
import type { Run } from '../run/run.ts';
import { ScenarioError, type ScenarioJson, shortened, typeIn } from '../scenario/json.ts';
import { withRings } from '../scenario/queues.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { shown } from '../scenario/shown.ts';
import { Trace } from '../trace/trace.ts';
import { blkType } from './blk/blk.ts';
import { consoleType } from './console/console.ts';
import type { DeviceType } from './device-type.ts';
import { negotiatedType } from './negotiated/negotiated.ts';
import { netType } from './net/net.ts';
import { scsiType } from './scsi/scsi.ts';

/** The device types: the one place where they are listed. */
export const deviceTypes: Readonly<Record<DeviceTypeName, DeviceType<Run>>> = {
  net: netType,
  blk: blkType,
  scsi: scsiType,
  console: consoleType,
  ...tableOfNegotiated(negotiatedType),
};

/**
 * Runs a policy over the simulated device of a scenario, traffic included. Pure: the same in, the same out. Whoever passes a trace to
 * use again must be done with the run that used it before.
 */
export const runPolicy = (policy: Policy, scenario: Scenario, trace: Trace = new Trace()): Run =>
  deviceTypes[scenario.type].run(policy, scenario, trace);

/** Reads a scenario of any device type from parsed JSON, of net where it names none; `where` names the file. Throws ScenarioError. */
export function parseScenario(value: unknown, where: string): Scenario {
  const type = typeIn(value) ?? 'net';
  const known = deviceTypeNames.find((name) => name === type);
  if (known) return deviceTypes[known].parse(value, where);
  const expected = deviceTypeNames.map((name) => `"${name}"`).join(' or ');
  throw new ScenarioError(`${where}: type: found ${shown(type)}, expected ${expected}`);
}

/** The same scenario without the fields that parsing fills in: short enough to paste. */
export const abridged = (json: ScenarioJson): Readonly<Record<string, unknown>> =>
  shortened(json, deviceTypes[json.type].usual);

/** The same scenario with as many rings, in every round, as its device has queues. */
export const withQueues = <S extends Scenario>(scenario: S): S =>
  withRings(scenario, deviceTypes[scenario.type].mostQueues(scenario));
