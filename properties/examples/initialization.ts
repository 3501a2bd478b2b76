import { CTRL_MAC_ADDR } from '../../spec/net/features.ts';
import { type Example, net, refusing } from './example.ts';

/** The device is still live when it is found, and its reset takes one read. */
const slowReset = { initialStatus: 15, resetPolls: 1 } as const;

export const initializationExamples: readonly Example[] = [
  {
    property: 'reset-comes-first',
    scenario: net(),
    right: 'recommended',
    wrong: 'resets-the-wrong-register',
  },
  {
    property: 'reset-awaited-over-pci',
    scenario: net(0n, 256, slowReset),
    right: 'recommended',
    wrong: 'does-not-await-the-reset',
  },
  {
    property: 'reset-awaited',
    scenario: net(0n, 256, { ...slowReset, transport: 'mmio' }),
    right: 'recommended',
    wrong: 'reads-the-status-once-after-a-reset',
  },
  {
    property: 'reset-wait-bounded',
    scenario: net(0n, 256, { initialStatus: 15, resetPolls: 'never' }),
    right: 'recommended',
    wrong: 'waits-for-ever',
  },
  {
    property: 'acknowledge-then-driver',
    scenario: refusing(net()),
    right: 'recommended',
    wrong: 'begins-again-without-acknowledge',
  },
  {
    property: 'status-only-grows',
    scenario: net(),
    right: 'recommended',
    wrong: 'overwrites-the-status',
  },
  {
    property: 'status-bits-known',
    scenario: net(),
    right: 'recommended',
    wrong: 'sets-a-reserved-status-bit',
  },
  {
    property: 'features-ok-before-driver-ok',
    scenario: net(),
    right: 'recommended',
    wrong: 'skips-features-ok',
  },
  {
    property: 'no-features-ok-over-legacy',
    scenario: net(0n, 256, { transport: 'pci-legacy' }),
    right: 'recommended',
    wrong: 'features-ok-for-a-legacy-device',
  },
  {
    property: 'features-ok-read-back',
    scenario: net(),
    right: 'recommended',
    wrong: 'never-reads-features-ok-back',
  },
  {
    property: 'refusal-honoured',
    scenario: refusing(net()),
    right: 'recommended',
    wrong: 'ignores-a-refusal',
  },
  {
    property: 'failed-after-giving-up',
    scenario: refusing(net()),
    right: 'recommended',
    wrong: 'gives-up-in-silence',
  },
  {
    property: 'nothing-after-failed',
    scenario: refusing(net()),
    right: 'recommended',
    wrong: 'goes-on-after-failed',
  },
  {
    property: 'no-config-write',
    scenario: net(),
    right: 'recommended',
    wrong: 'writes-the-mac-field',
  },
  {
    property: 'live-status-complete',
    scenario: net(),
    right: 'recommended',
    wrong: 'calls-itself-live-without-driver-ok',
  },
  {
    property: 'rounds-bounded',
    scenario: refusing(net()),
    right: 'recommended',
    wrong: 'retries-a-refusal-for-ever',
  },
  {
    property: 'probe-ends',
    scenario: net(CTRL_MAC_ADDR),
    right: 'recommended',
    wrong: 'crashes-without-control-queue',
  },
  {
    property: 'acknowledge-and-driver-apart',
    scenario: net(),
    right: 'recommended',
    wrong: 'acknowledges-in-one-write',
  },
];
