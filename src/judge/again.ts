import type { MetDevice } from '../device/simulated-device.ts';
import type { Outcome } from '../driver/outcome.ts';
import type { Policy } from '../driver/policy.ts';
import type { Again } from '../run/property.ts';
import type { End, Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import type { DeviceType } from '../types/device-type.ts';

/** Hears that such a run crashed, on which scenario, and how. */
type CrashListener = (scenario: Scenario, crash: Extract<Outcome, { kind: 'crashed' }>) => void;

/** Runs of a policy besides the one that is judged; `scenario` is the judged one's. Each call uses the trace of the call before it. */
export const againOn = <R extends Run>(
  deviceType: DeviceType<R>,
  policy: Policy,
  scenario: R['scenario'],
  trace: Trace = new Trace(),
  crashed: CrashListener = () => {},
): Again<R> => {
  const end = (on: R['scenario'], device: MetDevice): End<R> => {
    const ended = deviceType.end(policy, on, device, trace);
    if (ended.outcome?.kind === 'crashed') crashed(on, ended.outcome);
    return ended;
  };
  return {
    on: (other) => end(other, deviceType.deviceOf(other)),
    rebind: () => {
      const device = deviceType.deviceOf(scenario);
      end(scenario, device);
      return end(scenario, device);
    },
    whole: ({ scenario: met, rebound, after }) => {
      if (!deviceType.owns(met)) return undefined;
      const device = deviceType.deviceOf(met);
      if (rebound) deviceType.end(policy, met, device, new Trace());
      else if (after && deviceType.owns(after)) deviceType.run(policy, after, new Trace());
      return deviceType.runOn(policy, met, device, new Trace());
    },
  };
};
