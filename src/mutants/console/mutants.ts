import { consoleConfig } from '../../../spec/console/configuration.ts';
import { MULTIPORT } from '../../../spec/console/features.ts';
import { CONTROL_MESSAGE_SIZE } from '../../../spec/console/limits.ts';
import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { includes, without } from '../../../spec/features.ts';
import { DEVICE_NEEDS_RESET } from '../../../spec/status.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import type { Core } from '../../driver/core.ts';
import { probeError } from '../../driver/errors.ts';
import { consoleFitPorts } from '../../policies/console-fit-ports.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { consoleType } from '../../types/console/console.ts';
import { isConsoleEnvironment } from '../../types/console/environment.ts';
import { type ConsolePlan, consolePlanOf } from '../../types/console/plan.ts';
import type { ConsoleScenario } from '../../types/console/scenario.ts';
import { clausesOf, driverChains, driverConfigSpace } from '../clauses.ts';
import { type DeviceMutant, faultyDriverOf, override } from '../mutant.ts';

const CONSOLE = 'Device Types / Console Device';
const MESSAGES = `${CONSOLE} / Device Operation / Multiport Device Operation`;
const queues = clausesOf(`sec:${CONSOLE} / Virtqueues`);
const init = clausesOf(`sec:${CONSOLE} / Device Initialization`);
const driverOperation = clausesOf(`drivernormative:${CONSOLE} / Device Operation`);
const messages = clausesOf(`sec:${MESSAGES}`);
const driverMessages = clausesOf(`drivernormative:${MESSAGES}`);
const deviceMessages = clausesOf(`devicenormative:${MESSAGES}`);
const deviceInit = clausesOf(`devicenormative:${CONSOLE} / Device Initialization`);
const framing = clausesOf(`sec:${CONSOLE} / Legacy Interface: Framing Requirements`);

const faultyConsoleDriver = faultyDriverOf(consoleFitPorts);

/** Makes a driver use its queues otherwise than it should; `most`: descriptors of the longest write that it has. */
function replan(core: Core, change: (plan: ConsolePlan, most: number) => Partial<ConsolePlan>): void {
  override(core, 'goLive', (goLive) => (plan) => {
    const { env } = core;
    const right = consolePlanOf({ kind: 'live', plan });
    return goLive(
      right && isConsoleEnvironment(env) ? { ...right, ...change(right, env.maxSegments) } : plan,
    );
  });
}

/** Makes a driver do something to its device between DRIVER and the features that it writes. */
function beforeItAccepts(core: Core, act: () => void): void {
  override(core, 'accept', (accept) => (set) => {
    act();
    accept(set);
  });
}

const isMultiport = ({ features }: ConsolePlan): boolean => includes(features, MULTIPORT);

const splice = { project: 'Linux', reference: 'port_fops_splice_write, drivers/char/virtio_console.c' };

const faultyDrivers = [
  faultyConsoleDriver({
    id: 'splices-a-pipe-whatever-the-ring',
    title: 'Sends all that a pipe holds to a port in one chain, whatever its ring',
    origin: splice,
    breaks: [],
    caughtBy: ['writes-go'],
    tamper: (core) =>
      replan(core, ({ features, segments }, most) => ({
        segments: includes(features, INDIRECT_DESC) ? segments : most,
      })),
  }),
  faultyConsoleDriver({
    id: 'makes-writes-without-a-bound',
    title:
      'Sends all that a pipe holds in one chain, and none of its virtqueue code refuses one longer than the ring',
    breaks: [driverChains(3)],
    caughtBy: ['write-fits-queue'],
    tamper: (core) =>
      replan(core, ({ features, segments, queues: sizes }, most) => ({
        segments: includes(features, INDIRECT_DESC) ? segments : most,
        buffers: Math.min(...sizes),
        overlong: 'made',
      })),
  }),
  faultyConsoleDriver({
    id: 'hides-long-writes-in-tables',
    title: 'With INDIRECT_DESC sends all that a pipe holds to a port at once, whatever its ring',
    origin: splice,
    breaks: [driverChains(3)],
    caughtBy: ['indirect-write-fits-queue'],
    tamper: (core) =>
      replan(core, ({ features, segments }, most) => ({
        segments: includes(features, INDIRECT_DESC) ? most : segments,
      })),
  }),
  faultyConsoleDriver({
    id: 'swaps-the-queues-of-ports',
    title:
      'Takes the device for the one that receives: writes go into the receive queue, buffers into the other',
    breaks: [driverOperation(1), driverOperation(2)],
    caughtBy: ['console-buffers-go-the-way-of-their-queue'],
    tamper: (core) => replan(core, ({ inputs, outputs }) => ({ inputs: outputs, outputs: inputs })),
  }),
  faultyConsoleDriver({
    id: 'posts-no-buffers-to-ports',
    title: 'Writes to ports and never listens to them',
    breaks: [init(4)],
    caughtBy: ['every-port-has-receive-buffers'],
    tamper: (core) => replan(core, (plan) => (isMultiport(plan) ? {} : { buffers: 0 })),
  }),
  faultyConsoleDriver({
    id: 'counts-ports-past-control',
    title:
      'Forgets with MULTIPORT that the queues of control lie between those of ports, and listens to the wrong ones',
    breaks: [init(4)],
    caughtBy: ['every-port-has-receive-buffers'],
    tamper: (core) =>
      replan(core, ({ inputs, outputs }) => ({
        inputs: inputs.map((_, port) => 2 * port),
        outputs: outputs.map((_, port) => 2 * port + 1),
      })),
  }),
  faultyConsoleDriver({
    id: 'enables-control-without-multiport',
    title: 'Enables one virtqueue more of a console than it has negotiated',
    breaks: [queues(1), queues(2), init(3)],
    caughtBy: ['port-queues-are-those-stated'],
    tamper: (core) =>
      replan(core, ({ queues: sizes }) => {
        core.enableQueue(sizes.length);
        return {};
      }),
  }),
  faultyConsoleDriver({
    id: 'needs-every-queue-of-a-console',
    title: 'Gives up on a console of which a queue of control or of a further port is missing',
    origin: { project: 'Linux', reference: 'init_vqs, drivers/char/virtio_console.c' },
    breaks: [],
    caughtBy: ['console-served-where-it-can-be'],
    tamper: (core) =>
      override(core, 'setUpQueue', (setUp) => (queue, ...given) => {
        const size = setUp(queue, ...given);
        if (size === 0) throw probeError('a virtqueue does not exist');
        return size;
      }),
  }),
  faultyConsoleDriver({
    id: 'knows-one-port',
    title: 'Never accepts MULTIPORT',
    origin: { project: 'rCore virtio-drivers', reference: 'VirtIOConsole, src/device/console.rs' },
    breaks: [],
    caughtBy: ['console-features-kept'],
    tamper: (core) => override(core, 'accept', (accept) => (set) => accept(without(set, MULTIPORT))),
  }),
  faultyConsoleDriver({
    id: 'never-says-that-it-is-ready',
    title: 'Negotiates MULTIPORT and waits for ports without saying DEVICE_READY',
    breaks: [driverMessages(1)],
    caughtBy: ['device-ready-sent'],
    tamper: (core) => replan(core, () => ({ deviceReady: false })),
  }),
  faultyConsoleDriver({
    id: 'leaves-consoles-closed',
    title: 'Takes note of a port that is a console, and says nothing',
    breaks: [driverMessages(3)],
    caughtBy: ['console-port-opened'],
    tamper: (core) => replan(core, () => ({ portOpen: undefined })),
  }),
  faultyConsoleDriver({
    id: 'opens-consoles-with-zero',
    title: 'Answers a port that is a console by PORT_OPEN with the value 0, which closes it',
    breaks: [driverMessages(3)],
    caughtBy: ['console-port-opened'],
    tamper: (core) => replan(core, () => ({ portOpen: 0 })),
  }),
  faultyConsoleDriver({
    id: 'never-listens-to-control',
    title: 'Negotiates MULTIPORT and posts no buffer that a message could come in',
    breaks: [messages(1), init(3)],
    caughtBy: ['control-messages-have-buffers'],
    tamper: (core) => replan(core, (plan) => (isMultiport(plan) ? { buffers: 0 } : {})),
  }),
  faultyConsoleDriver({
    id: 'has-buffers-for-half-a-message',
    title: 'Posts buffers for messages that hold the number of a port and no more',
    breaks: [messages(1)],
    caughtBy: ['control-messages-have-buffers'],
    tamper: (core) => replan(core, () => ({ bufferBytes: CONTROL_MESSAGE_SIZE / 2 })),
  }),
  faultyConsoleDriver({
    id: 'cuts-messages-in-two',
    title: 'Sends the port of a message and its event in a descriptor each, over a legacy interface too',
    breaks: [framing(1)],
    caughtBy: ['legacy-control-buffers-in-one-descriptor'],
    tamper: (core) => replan(core, ({ queues: sizes }) => ({ controlChain: Math.min(2, ...sizes) })),
  }),
  faultyConsoleDriver({
    id: 'reads-max-nr-ports-without-multiport',
    title: 'Reads max_nr_ports of every console',
    origin: { project: 'rCore virtio-drivers', reference: 'VirtIOConsole::new, src/console.rs @005dd18' },
    breaks: [
      driverConfigSpace(2),
      clausesOf(`sec:${CONSOLE} / Device configuration layout`)(1),
      clausesOf(`sec:${CONSOLE} / Feature bits`)(2),
    ],
    caughtBy: ['console-config-read-only-where-offered'],
    tamper: (core) => beforeItAccepts(core, () => core.transport.readConfig(consoleConfig.maxPorts)),
  }),
  faultyConsoleDriver({
    id: 'reads-the-size-of-every-console',
    title: 'Reads cols and rows of every console',
    breaks: [driverConfigSpace(2), clausesOf(`sec:${CONSOLE} / Feature bits`)(1)],
    caughtBy: ['console-config-read-only-where-offered'],
    tamper: (core) => beforeItAccepts(core, () => core.transport.readConfig(consoleConfig.cols)),
  }),
  faultyConsoleDriver({
    id: 'writes-emergencies-to-every-console',
    title: 'Writes its first character to emerg_wr whether or not the console offers EMERG_WRITE',
    breaks: [
      init(1),
      clausesOf(`sec:${CONSOLE} / Device configuration layout`)(2),
      clausesOf(`sec:${CONSOLE} / Feature bits`)(3),
    ],
    caughtBy: ['emergency-write-only-where-offered'],
    tamper: (core) =>
      beforeItAccepts(core, () => core.transport.writeConfig(consoleConfig.emergencyWrite, 10)),
  }),
  faultyConsoleDriver({
    id: 'resizes-the-console',
    title: 'Tells the console how wide it is, in the field that says so to the driver',
    breaks: [init(1)],
    caughtBy: ['emergency-write-only-where-offered', 'no-config-write-before-features-ok'],
    tamper: (core) => beforeItAccepts(core, () => core.transport.writeConfig(consoleConfig.cols, 132)),
  }),
] as const;

/** What a faulty console says of its ports. */
const saying =
  (change: (scenario: ConsoleScenario) => Partial<ConsoleScenario>) =>
  (scenario: Scenario): Scenario =>
    consoleType.owns(scenario) ? { ...scenario, ...change(scenario) } : scenario;

/** A console that cannot be written to before it is live. */
function breaksOnEmergency(device: SimulatedDevice): void {
  override(device, 'writeConfig', (write) => (offset, value) => {
    write(offset, value);
    if (offset === consoleConfig.emergencyWrite) device.status |= DEVICE_NEEDS_RESET;
  });
}

const faultyDevices: readonly DeviceMutant[] = [
  {
    kind: 'device',
    type: 'console',
    id: 'device-adds-a-port-twice',
    title: 'Adds its first port a second time',
    drivers: [consoleFitPorts],
    breaks: [deviceMessages(1)],
    caughtBy: ['device-adds-ports-that-can-be'],
    change: saying(() => ({ ports: [0, 0], removed: [] })),
  },
  {
    kind: 'device',
    type: 'console',
    id: 'device-adds-a-port-too-many',
    title: 'Adds a port of the number max_nr_ports',
    drivers: [consoleFitPorts],
    breaks: [deviceMessages(2)],
    caughtBy: ['device-adds-ports-that-can-be'],
    change: saying(({ maxPorts }) => ({ ports: [maxPorts], removed: [] })),
  },
  {
    kind: 'device',
    type: 'console',
    id: 'device-removes-a-port-that-is-not-there',
    title: 'Removes a port twice',
    drivers: [consoleFitPorts],
    breaks: [deviceMessages(3)],
    caughtBy: ['device-removes-ports-that-it-added'],
    change: saying(({ ports }) => ({ removed: [...ports, ...ports] })),
  },
  {
    kind: 'device',
    type: 'console',
    id: 'device-breaks-on-emergency-writes',
    title: 'Needs a reset after a write to emerg_wr',
    drivers: [consoleFitPorts],
    breaks: [deviceInit(1)],
    caughtBy: ['device-bears-emergency-writes'],
    tamper: breaksOnEmergency,
  },
];

/** Faults of drivers of consoles, and of consoles. */
export const consoleMutants = [...faultyDrivers, ...faultyDevices] as const;
