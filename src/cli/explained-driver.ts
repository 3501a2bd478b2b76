import { driven, lostIn } from '../judge/drivers/driven.ts';
import { endsAsItSays, endsItsProbe } from '../judge/drivers/finding.ts';
import { notAgain, type Property, violationIn } from '../run/property.ts';
import { ifObserved } from '../run/queues.ts';
import { type ExplainRequest, type Explanation, tell } from '../suites/explanation.ts';
import { withSuite } from '../suites/suites.ts';
import { ownOf } from '../types/device-type.ts';
import { parseScenario } from '../types/types.ts';
import { withProgram } from './driver-program.ts';
import { UsageError } from './exit-codes.ts';

/** Lets a driver that is a program drive one device, and tells what its accesses show. Rejects with UsageError and ScenarioError. */
export const explainedDriver = (request: ExplainRequest): Promise<Explanation> =>
  withProgram('explain', request.driver, async (driver) => {
    const { driver: name, where } = request;
    const scenario = parseScenario(request.scenario, where);
    const [found, expected] = [scenario, driver].map(
      ({ type, transport }) => `virtio-${type} over ${transport}`,
    );
    if (found !== expected)
      throw new UsageError(`${where}: ${name} drives ${expected}, the scenario is of ${found}`);
    return withSuite(driver.type, ({ deviceType, properties }) => {
      const run = driven(deviceType, driver, ownOf(deviceType, scenario));
      const isBroken = (property: Property<typeof run>): boolean =>
        !property.relation && ifObserved(() => violationIn(property, run, notAgain)) !== undefined;
      // What a lost driver would have done next, nobody knows.
      const asked = lostIn(run) === undefined ? [...properties, endsAsItSays] : [endsItsProbe];
      return tell(
        { properties: asked.filter(isBroken) },
        { run, again: notAgain },
        { driver: name, subject: name },
        'driver',
        request,
      );
    });
  });
