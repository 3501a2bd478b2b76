import * as reserved from '../../spec/feature-bits.ts';
import { features } from '../../spec/features.ts';
import {
  CSUM,
  CTRL_GUEST_OFFLOADS,
  CTRL_MAC_ADDR,
  CTRL_RX_EXTRA,
  CTRL_VQ,
  GSO,
  GUEST_CSUM,
  GUEST_ECN,
  MAC,
  MTU,
  RSS,
  RSS_CONTEXT,
  STATUS,
} from '../../spec/net/features.ts';
import { type Example, net, refusing } from './example.ts';

export const featureExamples: readonly Example[] = [
  {
    property: 'accepts-only-offered',
    scenario: net(CSUM),
    right: 'recommended',
    wrong: 'tests-another-bit',
  },
  {
    property: 'accepted-set-closed',
    scenario: net(CTRL_MAC_ADDR),
    right: 'recommended',
    wrong: 'drops-the-dependency-check',
  },
  {
    property: 'accepted-set-closed',
    scenario: net(GUEST_CSUM | GUEST_ECN),
    right: 'recommended',
    wrong: 'drops-the-dependency-check',
  },
  {
    property: 'recommended-requirements-kept',
    scenario: net(CTRL_RX_EXTRA),
    right: 'recommended',
    wrong: 'ignores-recommended-requirements',
  },
  {
    property: 'implied-requirements-kept',
    scenario: net(CTRL_GUEST_OFFLOADS),
    right: 'recommended',
    wrong: 'ignores-implied-requirements',
  },
  {
    property: 'keeps-version-1',
    scenario: net(),
    right: 'recommended',
    wrong: 'leaves-out-version-1',
  },
  {
    property: 'keeps-platform-features',
    scenario: net(reserved.ACCESS_PLATFORM),
    right: 'recommended',
    wrong: 'leaves-out-access-platform',
  },
  {
    property: 'packed-ring-accepted',
    scenario: net(MAC, 256, { format: 'packed' }),
    right: 'recommended',
    wrong: 'leaves-out-packed-rings',
  },
  {
    property: 'any-layout-accepted',
    scenario: net(reserved.ANY_LAYOUT, 256, { transport: 'pci-legacy' }),
    right: 'recommended',
    wrong: 'leaves-out-any-layout',
  },
  {
    property: 'unknown-bits-ignored',
    scenario: net(features(45)),
    right: 'recommended',
    wrong: 'accepts-all-but-a-deny-list',
  },
  {
    property: 'accepted-set-closed',
    scenario: net(RSS | CTRL_VQ | RSS_CONTEXT, 256, { version: '1.4' }),
    right: 'knows-all',
    wrong: 'keeps-rss-context-without-rss',
  },
  {
    property: 'notif-config-data-accepted',
    scenario: net(reserved.NOTIF_CONFIG_DATA),
    right: 'knows-all',
    wrong: 'leaves-out-notif-config-data',
  },
  {
    property: 'unknown-bits-ignored',
    scenario: net(0n, 256, { transport: 'mmio' }),
    right: 'recommended',
    wrong: 'accepts-admin-queues-over-mmio',
  },
  {
    property: 'offer-of-this-round',
    scenario: net(MAC),
    right: 'recommended',
    wrong: 'never-reads-the-offer',
  },
  {
    property: 'all-feature-windows-written',
    scenario: refusing(net(STATUS)),
    right: 'recommended',
    wrong: 'writes-only-changed-windows',
  },
  {
    property: 'features-final-after-features-ok',
    scenario: net(MTU),
    right: 'recommended',
    wrong: 'adds-a-feature-after-features-ok',
  },
  {
    property: 'sides-agree-on-features',
    scenario: net(reserved.NOTIFICATION_DATA),
    right: 'recommended',
    wrong: 'clears-notification-data',
  },
  {
    property: 'unknown-offer-harmless',
    scenario: net(MAC),
    right: 'recommended',
    wrong: 'unknown-bit-fails-the-probe',
  },
  {
    property: 'features-left-alone-after-features-ok',
    scenario: net(MTU),
    right: 'recommended',
    wrong: 'drops-mtu-after-features-ok',
  },
  {
    property: 'legacy-bits-ignored-by-modern-drivers',
    scenario: net(GSO),
    right: 'recommended',
    wrong: 'accepts-gso-from-a-modern-device',
  },
  {
    property: 'qemu-marker-not-accepted',
    scenario: net(reserved.UNUSED, 256, { transport: 'pci-legacy' }),
    right: 'recommended',
    wrong: 'accepts-every-transport-bit',
  },
];
