/**
 * virtio-conformance as a library, in three parts: for whoever writes a policy, builds a device, or makes a tool of the two.
 *
 * **For a policy:** its probe in the driver's own steps, the features and fields that it decides by, and the judge.
 *
 * ```ts
 * import { judge, netPolicy, netSuite } from 'virtio-conformance';
 *
 * const hopeful = netPolicy({
 *   id: 'hopeful',
 *   title: 'Takes what is offered, whatever the rings',
 *   probe(net) {
 *     net.negotiate();
 *     net.findQueues();
 *     return net.goLive();
 *   },
 * });
 * const over = { seed: 1, runs: 0, rings: [1, 256], device: false };
 * const { subjects } = await judge(netSuite, [{ name: 'hopeful', policy: hopeful }], over);
 * console.log(subjects[0]?.verdict); // violated
 * ```
 */

export * as blk from '../spec/blk/features.ts';
export { segmentCap } from '../spec/blk/limits.ts';
export { excludedByZones } from '../spec/blk/zones.ts';
export * as consoleBits from '../spec/console/features.ts';
export * from '../spec/feature-bits.ts';
export {
  bitsOf,
  type FeatureSet,
  features,
  includes,
  intersection,
  intersects,
  isEmpty,
  isSubset,
  NONE,
  singles,
  sizeOf,
  union,
  windowOf,
  without,
} from '../spec/features.ts';
export {
  GUEST_OFFLOADS_SET,
  type NetCommand,
  netCommands,
  RSS_CONFIG,
  VQ_PAIRS_SET,
} from '../spec/net/commands.ts';
export type { Rings } from '../spec/net/feasibility.ts';
export * as net from '../spec/net/features.ts';
export type { BufferLayout, Framing } from '../spec/net/footprints.ts';
export { controlQueue, receiveQueue, transmitQueue } from '../spec/net/queues.ts';
export { netClosures, netRequirements } from '../spec/net/requirements.ts';
export type { Closure, Requirement } from '../spec/requirements.ts';
export * as scsi from '../spec/scsi/features.ts';
export { type Transport, transports } from '../spec/transports.ts';
export { type SpecVersion, specVersions } from '../spec/versions.ts';
export { Core, type Environment, RESET_POLL_LIMIT } from './driver/core.ts';
export { ProbeError, probeError } from './driver/errors.ts';
export { type LinuxKernel, linuxKernel, linuxVersions, newestLinux } from './driver/linux-kernels.ts';
export type { Outcome, Plan } from './driver/outcome.ts';
export { onKernel, type Policy } from './driver/policy.ts';
export { type JudgeOptions, judge, type Subject } from './judge/judge.ts';
export type {
  Counterexample,
  Judgement,
  PropertyResult,
  Scores,
  SubjectResult,
  Verdict,
} from './judge/result.ts';
export { blkPolicies, consolePolicies, netPolicies, policies, scsiPolicies } from './policies/index.ts';
export { probeAsProposed } from './policies/probe-renegotiate.ts';
export { ringsOf } from './policies/recommended.ts';
export { type BlockedBy, underBothReadings } from './policies/seed-policy.ts';
export { blkSuite } from './suites/blk.ts';
export { consoleSuite } from './suites/console.ts';
export { netSuite } from './suites/net.ts';
export { scsiSuite } from './suites/scsi.ts';
export type { BlkEnvironment } from './types/blk/environment.ts';
export type { BlkPlan } from './types/blk/plan.ts';
export { type BlkPolicy, blkPolicy } from './types/blk/policy.ts';
export { BlkProbe } from './types/blk/probe.ts';
export type { ConsoleEnvironment } from './types/console/environment.ts';
export type { ConsolePlan } from './types/console/plan.ts';
export { type ConsolePolicy, consolePolicy } from './types/console/policy.ts';
export { ConsoleProbe } from './types/console/probe.ts';
export type { NetEnvironment } from './types/net/environment.ts';
export { carriesPackets, infeasible, safeSubset } from './types/net/feasibility.ts';
export type { Derived, NetPlan } from './types/net/plan.ts';
export { type NetPolicy, netPolicy } from './types/net/policy.ts';
export { DEFAULT_MTU, MIN_MTU, type NegotiateOptions, NetProbe } from './types/net/probe.ts';
export {
  blockedBySeed,
  type RingReading,
  ringReadings,
  SEED_RECEIVE,
  type SeedTable,
  seedTable,
} from './types/net/seed-table.ts';
export { policy } from './types/policy.ts';
export type { ScsiEnvironment } from './types/scsi/environment.ts';
export type { ScsiPlan } from './types/scsi/plan.ts';
export { type ScsiPolicy, scsiPolicy } from './types/scsi/policy.ts';
export { ScsiProbe, type ScsiUse } from './types/scsi/probe.ts';

/**
 * **For a device:** the judge of one that is reached by its registers, or called; its status bits, the fields of its configuration, its
 * registers over each transport and its rings in memory from both sides, the scenarios that it may be, and the judge of what was
 * recorded at its registers.
 *
 * ```ts
 * import { judgeDevice, netPolicies, netSuite, type RegisterAccess } from 'virtio-conformance';
 *
 * // A bus with nothing on it. What is yours has memory too: where its driver has the rings.
 * const mine: RegisterAccess = { registers: { read: () => 0, write: () => {} } };
 * const options = { name: 'mine', transport: 'pci', seed: 1, runs: 100, policies: netPolicies } as const;
 * const { verdict } = await judgeDevice(netSuite, () => mine, options);
 * console.log(verdict); // violated
 * ```
 *
 * ```ts
 * import { judgeRecording, netProperties, parseRecording, status } from 'virtio-conformance';
 *
 * const device = { acceptsFeatures: true };
 * const log = [
 *   { subject: 'mine', transport: 'pci', offered: '0x100000000', queueSizes: [256, 256], device, observed: {} },
 *   { op: 'write', register: 'device_status', value: 0 },
 *   { op: 'read', register: 'device_status', value: 0 },
 *   { op: 'write', register: 'device_status', value: status.ACKNOWLEDGE },
 *   { op: 'write', register: 'queue_select', value: 0 },
 *   { op: 'read', register: 'queue_enable', value: 1 },
 * ];
 * const recording = parseRecording(log.map((line) => JSON.stringify(line)).join('\n'), 'my.jsonl');
 * for (const { id, side, verdict, line } of judgeRecording(netProperties, recording).properties)
 *   if (side === 'device' && verdict === 'violated') console.log(`${id}, line ${line}`); // device-reset-disables-queues, line 6
 * ```
 */

export { blkConfig } from '../spec/blk/configuration.ts';
export { consoleConfig } from '../spec/console/configuration.ts';
export { type DeviceTypeName, deviceTypeNames } from '../spec/device-types.ts';
export {
  type FeatureNames,
  parseFeatures,
  printFeatures,
  UnknownFeatureError,
} from '../spec/feature-names.ts';
export { type FeatureNotation, readFeatures } from '../spec/feature-notations.ts';
export { type NetConfigField, netConfig, netConfigFields } from '../spec/net/configuration.ts';
export { scsiConfig } from '../spec/scsi/configuration.ts';
export * as status from '../spec/status.ts';
export type { RingFormat } from '../spec/virtqueues.ts';
export {
  judgeRecording,
  type RecordedVerdict,
  type RecordingJudgement,
} from './adapters/recorded/judge-recording.ts';
export { parseRecording, type Recording } from './adapters/recorded/recording.ts';
export { RecordingError } from './adapters/recorded/recording-error.ts';
export { type DeviceAccess, DeviceLostError, type RegisterAccess } from './judge/devices/access.ts';
export type { OpenDevice } from './judge/devices/driven-device.ts';
export { type DeviceJudgement, type DeviceOptions, judgeDevice } from './judge/devices/judge-device.ts';
export type { DeviceFinding, DeviceVerdict } from './judge/devices/judged-device.ts';
export type { Memory } from './ring/memory.ts';
export { MemoryRings } from './ring/memory-rings.ts';
export { ServedRings } from './ring/served-rings.ts';
export { ScenarioError, type ScenarioJson, scenarioToJson } from './scenario/json.ts';
export type { Acceptance, Quirks, RoundScript, Scenario } from './scenario/scenario.ts';
export {
  pciLegacyMap,
  type Region,
  type RegisterMap,
  type Registers,
  type RegisterTransport,
  registerMaps,
} from './transport/registers/map.ts';
export { PciFunction } from './transport/registers/pci-function.ts';
export { RegisterDevice } from './transport/registers/register-device.ts';
export { RegisterDriver } from './transport/registers/register-driver.ts';
export type { DriverTransport } from './transport/transport.ts';
export type { BlkScenario } from './types/blk/scenario.ts';
export type { ConsoleScenario } from './types/console/scenario.ts';
export { type NetScenario, parseNetScenario } from './types/net/scenario.ts';
export type { ScsiScenario } from './types/scsi/scenario.ts';

/**
 * **For a tool:** the properties and how one is declared, a run and what it left behind, what is open in the standard, and
 * the suite that a judgement is made by.
 *
 * ```ts
 * import { AT_THE_END, judge, netPolicies, netSuite, traceProperty, violation } from 'virtio-conformance';
 *
 * const frugal = traceProperty({
 *   id: 'frugal',
 *   title: 'A probe takes at most eighty register accesses',
 *   clauses: ['mine:frugal'],
 *   level: 'policy',
 *   side: 'driver',
 *   appliesTo: ({ last }) => last !== undefined,
 *   check: ({ accesses }) =>
 *     accesses > 80 ? violation(AT_THE_END, () => `it takes ${accesses}`) : undefined,
 * });
 * const mine = { ...netSuite, properties: [frugal] };
 * const over = { seed: 1, runs: 0, rings: [256], device: false };
 * const linux = netPolicies.filter(({ id }) => id === 'linux-mainline');
 * const { subjects } = await judge(mine, linux.map((policy) => ({ name: policy.id, policy })), over);
 * console.log(subjects[0]?.verdict); // holds
 * ```
 */

export { blkProperties } from '../properties/blk/index.ts';
export { consoleProperties } from '../properties/console/index.ts';
export { netProperties } from '../properties/net/index.ts';
export { scsiProperties } from '../properties/scsi/index.ts';
export { type ChosenReadings, type NamedReading, type ReadingName, under } from '../spec/named-readings.ts';
export { type OpenQuestion, readings } from '../spec/readings.ts';
export type { Suite } from './judge/suite.ts';
export type { QueueFacts } from './ring/queue-facts.ts';
export {
  type Again,
  AT_THE_END,
  anyProperty,
  type Level,
  type Property,
  property,
  type RuleReading,
  type Side,
  traceProperty,
  underReadings,
  type Violation,
  violation,
} from './run/property.ts';
export type { End, Run } from './run/run.ts';
export type { TraceView } from './run/trace-view.ts';
export type { ControlCommand, SentCommand } from './trace/commands.ts';
export type { Round } from './trace/rounds.ts';
export type { Trace } from './trace/trace.ts';
export { blkProperty } from './types/blk/property.ts';
export { type BlkRun, runBlkPolicy } from './types/blk/run.ts';
export { consoleProperty } from './types/console/property.ts';
export { type ConsoleRun, runConsolePolicy } from './types/console/run.ts';
export type { DeviceType } from './types/device-type.ts';
export { netProperty } from './types/net/property.ts';
export { type NetRun, runNetPolicy } from './types/net/run.ts';
export { scsiProperty } from './types/scsi/property.ts';
export { runScsiPolicy, type ScsiRun } from './types/scsi/run.ts';
export { deviceTypes, parseScenario, runPolicy } from './types/types.ts';
