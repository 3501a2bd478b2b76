/** virtio-conformance as a library: write a policy, run it, judge it. */

export { properties } from '../properties/index.ts';
export { type Property, property, type Violation } from '../properties/property.ts';
export * from '../spec/feature-bits.ts';
export * from '../spec/feature-names.ts';
export * from '../spec/features.ts';
export * as net from '../spec/net/features.ts';
export * from '../spec/requirements.ts';
export { Core, ProbeError } from './driver/core.ts';
export type { Derived, LivePlan, Outcome } from './driver/outcome.ts';
export { type Policy, policy } from './driver/policy.ts';
export { type Run, runPolicy } from './driver/run.ts';
export * from './driver/small-rings.ts';
export * from './driver/virtio-net.ts';
export { type JudgeOptions, judge } from './judge/judge.ts';
export type { Judgement, PropertyResult, Scores, SubjectResult, Verdict } from './judge/result.ts';
export { policies } from './policies/index.ts';
export { parseScenario, ScenarioError, scenarioToJson } from './scenario/json.ts';
export type { Scenario } from './scenario/scenario.ts';
