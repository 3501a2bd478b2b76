/** virtio-conformance as a library: write a policy, run it, judge it. */

export { blkProperties } from '../properties/blk/index.ts';
export { netProperties } from '../properties/net/index.ts';
export * as blk from '../spec/blk/features.ts';
export { segmentCap } from '../spec/blk/limits.ts';
export { excludedByZones } from '../spec/blk/zones.ts';
export { type DeviceTypeName, deviceTypeNames } from '../spec/device-types.ts';
export * from '../spec/feature-bits.ts';
export {
  type FeatureNames,
  parseFeatures,
  printFeatures,
  UnknownFeatureError,
} from '../spec/feature-names.ts';
export { type FeatureNotation, readFeatures } from '../spec/feature-notations.ts';
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
export { type ChosenReadings, type NamedReading, type ReadingName, under } from '../spec/named-readings.ts';
export {
  GUEST_OFFLOADS_SET,
  type NetCommand,
  netCommands,
  RSS_CONFIG,
  VQ_PAIRS_SET,
} from '../spec/net/commands.ts';
export { carriesPackets, infeasible, type Rings, safeSubset } from '../spec/net/feasibility.ts';
export * as net from '../spec/net/features.ts';
export type { BufferLayout, Framing } from '../spec/net/footprints.ts';
export { controlQueue, receiveQueue, transmitQueue } from '../spec/net/queues.ts';
export { netClosures, netRequirements } from '../spec/net/requirements.ts';
export { type OpenQuestion, readings } from '../spec/readings.ts';
export type { Closure, Requirement } from '../spec/requirements.ts';
export { type Transport, transports } from '../spec/transports.ts';
export { type SpecVersion, specVersions } from '../spec/versions.ts';
export type { RingFormat } from '../spec/virtqueues.ts';
export { Core, type Environment } from './driver/core.ts';
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
export type { Suite } from './judge/suite.ts';
export { blkPolicies, policies } from './policies/index.ts';
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
export type { Reading, Remark, SharedReading } from './run/reading.ts';
export type { End, Run } from './run/run.ts';
export { ScenarioError, type ScenarioJson, scenarioToJson } from './scenario/json.ts';
export type { Acceptance, Quirks, RoundScript, Scenario } from './scenario/scenario.ts';
export { blkSuite, suite } from './suites/suites.ts';
export type { ControlCommand, SentCommand } from './trace/commands.ts';
export type { Round } from './trace/rounds.ts';
export type { Trace } from './trace/trace.ts';
export type { BlkEnvironment } from './types/blk/environment.ts';
export type { BlkPlan } from './types/blk/plan.ts';
export { type BlkPolicy, blkPolicy } from './types/blk/policy.ts';
export { BlkProbe } from './types/blk/probe.ts';
export { blkProperty } from './types/blk/property.ts';
export { type BlkRun, runBlkPolicy } from './types/blk/run.ts';
export type { BlkScenario } from './types/blk/scenario.ts';
export type { DeviceType } from './types/device-type.ts';
export type { NetEnvironment } from './types/net/environment.ts';
export type { Derived, NetPlan } from './types/net/plan.ts';
export { type NetPolicy, netPolicy } from './types/net/policy.ts';
export { DEFAULT_MTU, MIN_MTU, type NegotiateOptions, NetProbe } from './types/net/probe.ts';
export { netProperty } from './types/net/property.ts';
export { type NetRun, runNetPolicy } from './types/net/run.ts';
export { type NetScenario, parseNetScenario } from './types/net/scenario.ts';
export {
  blockedBySeed,
  type RingReading,
  ringReadings,
  SEED_RECEIVE,
  type SeedTable,
  seedTable,
} from './types/net/seed-table.ts';
export { policy } from './types/policy.ts';
export { deviceTypes, parseScenario, runPolicy } from './types/types.ts';
