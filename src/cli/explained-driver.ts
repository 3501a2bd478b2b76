import { driven } from '../judge/drivers/driven.ts';
import { endsItsProbe } from '../judge/drivers/finding.ts';
import { AT_THE_END, anyProperty, notAgain, type Property, violation, violationIn } from '../run/property.ts';
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
      const { run, lost } = driven(deviceType, driver, ownOf(deviceType, scenario));
      const isBroken = (property: Property<typeof run>): boolean =>
        !property.relation && ifObserved(() => violationIn(property, run, notAgain)) !== undefined;
      const isLost = anyProperty({
        ...endsItsProbe,
        side: 'driver',
        appliesTo: () => true,
        check: () => violation(AT_THE_END, () => `${lost}`),
      });
      // What a lost driver would have done next, nobody knows.
      const broken = lost === undefined ? properties.filter(isBroken) : [isLost];
      return tell(
        { properties: broken },
        { run, again: notAgain },
        { driver: name, subject: name },
        'driver',
        request,
      );
    });
  });
