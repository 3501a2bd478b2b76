import { driven } from '../judge/drivers/driven.ts';
import { endsItsProbe } from '../judge/drivers/finding.ts';
import { notAgain, violationIn } from '../run/property.ts';
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
      const broken = properties.filter(
        (property) => !property.relation && ifObserved(() => violationIn(property, run, notAgain)),
      );
      const told = tell(
        { properties: broken },
        { run, again: notAgain },
        { driver: name, subject: name },
        'driver',
        request,
      );
      if (lost === undefined) return told;
      const { id, level } = endsItsProbe;
      return { ...told, note: `Broken: ${id} (${level})\n  Seen: ${lost}.`, verdict: 'violated' };
    });
  });
