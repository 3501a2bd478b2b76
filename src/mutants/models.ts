import { NONE, without } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import type { Requirement } from '../../spec/requirements.ts';
import { Trace } from '../trace/trace.ts';
import type { ModelMutant } from './model.ts';

const wrongModel = (declared: Omit<ModelMutant, 'kind' | 'type'>): ModelMutant => ({
  kind: 'model',
  type: 'net',
  ...declared,
});

/** A model in which one requirement of net features says something else, or nothing. */
const withRequirement = (
  changed: (requirement: Requirement) => readonly Requirement[],
): ModelMutant['change'] => {
  return ({ requirements }) => ({ requirements: requirements.flatMap(changed) });
};

const isOf = (feature: bigint, { feature: of, strength }: Requirement): boolean =>
  of === feature && strength === 'must';

/** Wrong readings of the standard, and wrong reckoning with it. */
export const modelMutants: readonly ModelMutant[] = [
  wrongModel({
    id: 'model-leaves-out-a-requirement',
    title: 'Lets GUEST_ECN stand alone',
    origin: {
      project: 'virtio-spec-rs',
      reference: 'features.rs, which omits NOTF_COAL and others @d834669',
    },
    caughtBy: ['requirements-as-the-clauses-say'],
    change: withRequirement((requirement) => (isOf(net.GUEST_ECN, requirement) ? [] : [requirement])),
  }),
  wrongModel({
    id: 'model-makes-a-requirement-up',
    title: 'Takes GUEST_USO4 to require USO of the host as well',
    caughtBy: ['requirements-as-the-clauses-say'],
    change: withRequirement((requirement) =>
      isOf(net.GUEST_USO4, requirement)
        ? [{ ...requirement, allOf: [...requirement.allOf, net.HOST_USO] }]
        : [requirement],
    ),
  }),
  wrongModel({
    id: 'model-takes-all-for-any',
    title: 'Takes one of the features that HASH_TUNNEL requires for all of them',
    origin: {
      project: 'virtio-spec-rs',
      reference: 'features.rs l.39-61, which can say any-of only @d834669',
    },
    caughtBy: ['requirements-as-the-clauses-say'],
    change: withRequirement((requirement) =>
      isOf(net.HASH_TUNNEL, requirement)
        ? [{ ...requirement, allOf: [requirement.allOf.reduce((any, group) => any | group, NONE)] }]
        : [requirement],
    ),
  }),
  wrongModel({
    id: 'model-closes-in-one-step',
    title: 'Drops what misses a requirement, and not what misses it then',
    caughtBy: ['closure-as-by-brute-force'],
    change: ({ greatestClosedSubset }) => ({
      greatestClosedSubset: (set, requirements) =>
        // Each requirement asked of the whole set: what falls with the fallen stays.
        requirements.reduce((left, requirement) => left & greatestClosedSubset(set, [requirement]), set),
    }),
  }),
  wrongModel({
    id: 'model-closes-too-far',
    title: 'Drops GUEST_ECN with either kind of segmentation',
    caughtBy: ['closure-as-by-brute-force'],
    change: ({ greatestClosedSubset }) => ({
      greatestClosedSubset: (set, requirements) => {
        const closed = greatestClosedSubset(set, requirements);
        const both = net.GUEST_TSO4 | net.GUEST_TSO6;
        return (closed & both) === both ? closed : without(closed, net.GUEST_ECN);
      },
    }),
  }),
  wrongModel({
    id: 'model-control-queue-at-2-n-plus-1',
    title: 'Numbers the control queue 2N + 1',
    caughtBy: ['control-queue-where-the-device-has-it'],
    change: ({ controlQueue }) => ({ controlQueue: (pairs) => controlQueue(pairs) + 1 }),
  }),
  wrongModel({
    id: 'model-counts-every-pair',
    title: 'Numbers the control queue behind every pair of the device, also without MQ',
    origin: { project: 'propolis', reference: 'issue #1127' },
    caughtBy: ['control-queue-where-the-device-has-it'],
    change: () => ({ queuePairs: (_, maxVirtqueuePairs) => maxVirtqueuePairs }),
  }),
  wrongModel({
    id: 'model-rings-hold-one-more',
    title: 'Counts one descriptor more in a ring than it has entries',
    caughtBy: ['what-fits-moves'],
    change: ({ infeasible }) => ({
      infeasible: (set, rings) =>
        infeasible(set, { ...rings, receive: rings.receive + 1, control: rings.control + 1 }),
    }),
  }),
  wrongModel({
    id: 'model-measures-the-other-ring',
    title: 'Measures receive buffers by the transmit ring',
    origin: { project: 'iPXE', reference: 'dbda839b6, a device with rings of 16 and 32' },
    caughtBy: ['what-fits-moves'],
    change: ({ infeasible }) => ({
      infeasible: (set, rings) => infeasible(set, { ...rings, receive: rings.transmit }),
    }),
  }),
  wrongModel({
    id: 'model-swaps-bits-41-and-42',
    title: 'Has the names of bits 41 and 42 the wrong way round',
    origin: { project: 'virtio-villain', reference: 'S0015, bit numbers written by hand' },
    caughtBy: ['bits-as-the-clauses-number-them'],
    change: ({ featureNames }) => ({
      featureNames: new Map([...featureNames, ['GUEST_RSC4', 42], ['GUEST_RSC6', 41]]),
    }),
  }),
  wrongModel({
    id: 'model-swaps-the-ranges-of-41-and-42',
    title: 'Takes bit 42 for a bit of the queues before 1.4, and bit 41 for one of the future',
    caughtBy: ['ranges-as-the-clause-says'],
    change: ({ rangeOf }) => ({
      rangeOf: (bit, version) => rangeOf(bit === 41 ? 42 : bit === 42 ? 41 : bit, version),
    }),
  }),
  wrongModel({
    id: 'model-lets-a-ring-have-65536-entries',
    title: 'Lets a ring have 65536 entries',
    origin: { project: 'mvm', reference: '#1860, where 0x10000 became 0' },
    caughtBy: ['sizes-as-by-halving'],
    change: ({ isLegalSize }) => ({
      isLegalSize: (size, format) => size === 65536 || isLegalSize(size, format),
    }),
  }),
  wrongModel({
    id: 'model-begins-a-round-at-acknowledge',
    title: 'Lets a negotiation begin with ACKNOWLEDGE and not with a reset',
    origin: { project: 'U-Boot', reference: '30e1733297a, whose retry has none' },
    caughtBy: ['rounds-as-a-naive-reader-has-them'],
    change: ({ readRounds }) => ({
      readRounds: (trace) => {
        const events = [...trace];
        const begins = events.findIndex(({ kind, value }) => kind === 'status-write' && value !== 0);
        const isLater = (at: number): boolean =>
          at <= begins || events[at]?.kind !== 'status-write' || events[at]?.value !== 0;
        return readRounds(Trace.of(events.filter((_, at) => isLater(at))));
      },
    }),
  }),
];
