import { MULTIPORT } from '../../../spec/console/features.ts';
import { MIN_BUFFER_DESCRIPTORS } from '../../../spec/console/limits.ts';
import { type ControlEvent, controlEventNumber } from '../../../spec/console/messages.ts';
import { CONTROL_RECEIVE_QUEUE, CONTROL_TRANSMIT_QUEUE } from '../../../spec/console/queues.ts';
import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { includes } from '../../../spec/features.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import { DriverRing } from '../../ring/driver-ring.ts';
import { codeOf, commandValue } from '../../trace/events.ts';
import type { Trace } from '../../trace/trace.ts';
import type { ConsolePlan } from './plan.ts';
import type { ConsoleScenario } from './scenario.ts';

/**
 * Carries what a live plan comes to, and writes down what the rings make of it: port 0 comes up at once; with MULTIPORT each port that the
 * device adds does, once the driver has said that it is ready. A port that is up has its buffers, and writes as much at once as it ever does.
 */
export function carryPorts(
  plan: ConsolePlan,
  scenario: ConsoleScenario,
  device: DeviceState,
  trace: Trace,
): void {
  const carrier = new Carrier(plan, device, trace);
  if (includes(plan.features, MULTIPORT)) converse(carrier, plan, scenario);
  else carrier.openPort(0);
}

// --- internal ---

const RECEIVE = codeOf('receive');
const COMMAND = codeOf('command');

/** What a driver and its device tell each other of ports, as far as there are buffers for it. */
function converse(
  carrier: Carrier,
  { inputs, deviceReady, portOpen }: ConsolePlan,
  { ports, removed }: ConsoleScenario,
): void {
  carrier.fill(CONTROL_RECEIVE_QUEUE);
  if (!deviceReady) return;
  carrier.say('DEVICE_READY', 0, 1);
  for (const [nth, port] of ports.entries()) {
    if (!carrier.hear('DEVICE_ADD', port)) return;
    const known = port < inputs.length;
    if (known) carrier.openPort(port);
    carrier.say('PORT_READY', port, known ? 1 : 0);
    if (nth > 0 || !known) continue;
    carrier.hear('CONSOLE_PORT', port);
    if (portOpen !== undefined) carrier.say('PORT_OPEN', port, portOpen);
  }
  for (const port of removed) carrier.hear('DEVICE_REMOVE', port);
}

/** The rings of a live driver. */
class Carrier {
  private readonly plan: ConsolePlan;
  private readonly trace: Trace;
  private readonly ringOf: (queue: number) => DriverRing;

  constructor(plan: ConsolePlan, device: DeviceState, trace: Trace) {
    const manner = { indirect: includes(plan.features, INDIRECT_DESC), overlong: plan.overlong };
    this.plan = plan;
    this.trace = trace;
    this.ringOf = (queue) => new DriverRing(trace, queue, device.effectiveSize(queue), manner);
  }

  /** Posts the buffers of a queue that receives. */
  fill(queue: number): void {
    const { bufferBytes, buffers } = this.plan;
    const ring = this.ringOf(queue);
    ring.layOut(MIN_BUFFER_DESCRIPTORS, bufferBytes);
    ring.post(MIN_BUFFER_DESCRIPTORS, buffers);
  }

  /** Brings up a port, whose longest write stops it where that never goes. */
  openPort(port: number): void {
    const { inputs, outputs, segments } = this.plan;
    const [input, output] = [inputs[port], outputs[port]];
    if (input === undefined || output === undefined) return;
    this.fill(input);
    const ring = this.ringOf(output);
    if (ring.sendFrame(segments)) ring.use(1);
    else ring.stop(ring.size);
  }

  say(event: ControlEvent, port: number, value: number): void {
    const ring = this.ringOf(CONTROL_TRANSMIT_QUEUE);
    const descriptors = this.plan.controlChain;
    const message = { class: port, command: controlEventNumber(event), data: [value], descriptors };
    if (ring.sendCommand(descriptors, message)) ring.use(1);
  }

  /** Hears of the device what is with a port; false where there is no buffer for it. The buffer is posted again. */
  hear(event: ControlEvent, port: number): boolean {
    const ring = this.ringOf(CONTROL_RECEIVE_QUEUE);
    if (this.plan.buffers === 0 || ring.size === 0) return false;
    this.trace.record(RECEIVE, ring.queue, MIN_BUFFER_DESCRIPTORS);
    this.trace.record(COMMAND, ring.queue, commandValue(port, controlEventNumber(event)));
    ring.use(1);
    ring.post(MIN_BUFFER_DESCRIPTORS, 1);
    return true;
  }
}
