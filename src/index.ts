/** virtio-conformance as a library: write a policy, run it, judge it. */

export { blkProperties, properties } from '../properties/index.ts';
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
export { BlkProbe } from './types/blk/probe.ts';
export { type BlkEnvironment, Core, type Environment, type NetEnvironment } from './driver/core.ts';
export { ProbeError, probeError } from './driver/errors.ts';
export { type LinuxKernel, linuxKernel, linuxVersions, newestLinux } from './driver/linux-kernels.ts';
export { DEFAULT_MTU, MIN_MTU, type NegotiateOptions, NetProbe } from './types/net/probe.ts';
export type { BlkPlan, Derived, NetPlan, Outcome, Plan } from './driver/outcome.ts';
export {
  type BlkPolicy,
  blkPolicy,
  type NetPolicy,
  netPolicy,
  onKernel,
  type Policy,
  policy,
} from './driver/policy.ts';
export {
  blockedBySeed,
  type RingReading,
  ringReadings,
  SEED_RECEIVE,
  type SeedTable,
  seedTable,
} from './types/net/seed-table.ts';
export { type JudgeOptions, judge, type Subject } from './judge/judge.ts';
export type {
  Counterexample,
  Judgement,
  PropertyResult,
  Scores,
  SubjectResult,
  Verdict,
} from './judge/result.ts';
export type { Suite, TestBench } from './judge/suite.ts';
export { blkPolicies, policies } from './policies/index.ts';
export {
  type Again,
  AT_THE_END,
  anyProperty,
  blkProperty,
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
export { type BlkRun, type End, type NetRun, type Run, runBlkPolicy, runPolicy } from './run/run.ts';
export {
  parseAnyScenario,
  parseScenario,
  ScenarioError,
  type ScenarioJson,
  scenarioToJson,
} from './scenario/json.ts';
export type {
  Acceptance,
  BlkScenario,
  NetScenario,
  Quirks,
  RoundScript,
  Scenario,
} from './scenario/scenario.ts';
export { blkSuite, suite } from './suites/suites.ts';
export type { ControlCommand, SentCommand } from './trace/commands.ts';
export type { Round } from './trace/rounds.ts';
export type { Trace } from './trace/trace.ts';
