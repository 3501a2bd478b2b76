import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const BASIC = 'Basic Facilities of a Virtio Device';
const section = sectionsOf('2', 'content.tex');
const ofMmio = sectionsOf('2', 'transport-mmio.tex');
const ofChannelIo = sectionsOf('2', 'transport-ccw.tex');

// feature bits and negotiation (transport-independent).
export const featureBitsClauses: readonly Clause[] = [
  ...section(
    `sec:${BASIC} / Feature Bits`,
    '2.2',
    [
      ['device', 'none', 90, 'model', 'trace'],
      'The device offers every feature it understands; the driver answers with the subset it takes.',
    ],
    [['both', 'none', 92, 'trace'], 'A reset is the only route to a new negotiation.'],
    [
      ['both', 'none', 103, 'model'],
      'Bit ranges. v1.3: 0-23 and 50-127 device type; 24-41 queue/negotiation; 42-49 and >=128 future. v1.4: 0-23, 41, 42, 50-127 device type; 24-40 and 43 queue/negotiation; 44-49 and >=128 future.',
    ],
    [['device', 'none', 117, 'model'], 'New config-space fields are always tied to a new feature bit.'],
    [
      ['driver', 'none', 129, 'model', 'trace'],
      'Recommended treatment of reserved or unexpected offered bits: ignore them (do not fail).',
    ],
    [
      ['both', 'none', 137, 'model'],
      'Implementations spanning several transports keep an allow-list of features per transport.',
    ],
  ),
  ...section(
    `drivernormative:${BASIC} / Feature Bits`,
    '2.2.1',
    [
      ['driver', 'MUST NOT', 142, 'model', 'trace', 'device'],
      'Accept only offered features: accepted is a subset of offered.',
    ],
    [
      ['driver', 'MUST NOT', 143, 'model', 'trace'],
      'Do not accept a feature whose prerequisite feature is not also accepted (accepted set is dependency-closed).',
    ],
    [['driver', 'MUST', 146, 'trace'], 'Validate the offered bits before answering.'],
    [
      ['driver', 'MUST / MUST NOT', 147, 'model', 'trace'],
      'Ignore, and never accept, a bit that is: not described by the spec; reserved; not supported on this transport; not defined for this device type.',
    ],
    [
      ['driver', 'SHOULD / MUST', 155, 'trace'],
      'If a feature the driver knows is missing from the offer: fall back to a compatible mode; if it cannot, set FAILED and stop initialising.',
    ],
    [
      ['driver', 'MUST NOT', 159, 'model', 'trace'],
      'An unknown offered feature alone is never a reason to fail.',
    ],
  ),
  ...section(
    `devicenormative:${BASIC} / Feature Bits`,
    '2.2.2',
    [
      ['device', 'MUST NOT', 163, 'model', 'device'],
      'Do not offer a feature whose prerequisite is not offered (offered set is dependency-closed).',
    ],
    [
      ['device', 'SHOULD', 164, 'trace', 'device'],
      'Accept any valid (closed, offered) subset chosen by the driver.',
    ],
    [
      ['device', 'MUST', 165, 'trace', 'device'],
      'If the subset is not acceptable, leave FEATURES_OK clear when the driver writes it.',
    ],
    [
      ['device', 'MUST NOT', 168, 'model', 'device'],
      'Do not offer a bit that the device could not honour if it were accepted - even if a conforming driver would never accept it.',
    ],
    [
      ['device', 'SHOULD NOT', 179, 'trace', 'device'],
      'Having once accepted FEATURES_OK for a set, do not refuse the identical set after a device or system reset.',
    ],
  ),
  ...section(
    'drivernormative:Reserved Feature Bits',
    '6.1',
    [['driver', 'MUST', 951, 'model', 'trace'], 'Accept VIRTIO_F_VERSION_1 whenever offered.'],
    [['driver', 'MAY', 951, 'trace'], 'Refuse to work with a device that does not offer VERSION_1.'],
    [
      ['driver', 'SHOULD / MUST', 954, 'trace'],
      'Accept ACCESS_PLATFORM if offered; having accepted it, disable the IOMMU or program it so that the bus addresses given to the device resolve.',
    ],
    [
      ['driver', 'MUST', 956, 'trace'],
      'If ACCESS_PLATFORM is not offered, hand the device physical addresses only.',
    ],
    [['driver', 'SHOULD', 960, 'trace'], 'Accept RING_PACKED if offered.'],
    [
      ['driver', 'SHOULD / MUST', 962, 'review'],
      'Accept ORDER_PLATFORM if offered; if negotiated use barriers fit for real hardware.',
    ],
    [
      ['driver', 'MUST NOT', 968, 'model', 'trace'],
      'Do not negotiate SR_IOV on a non-PCI device or one without the SR-IOV capability.',
    ],
    [
      ['driver', 'MUST', 970, 'trace'],
      'Negotiate SR_IOV and pass the FEATURES_OK check before enabling VFs; once that has succeeded once, VFs may be enabled even after a reset without renegotiation.',
    ],
    [['driver', 'SHOULD', 981, 'trace'], 'Accept NOTIF_CONFIG_DATA if offered.'],
  ),
  ...section(
    'devicenormative:Reserved Feature Bits',
    '6.2',
    [['device', 'MUST', 985, 'trace', 'device'], 'Offer VERSION_1; may stop working if it is not accepted.'],
    [
      ['device', 'SHOULD / MAY', 988, 'device'],
      'Offer ACCESS_PLATFORM if its DMA addresses are translated or limited; may stop working if it is not accepted.',
    ],
    [
      ['device', 'MUST', 996, 'trace'],
      'With IN_ORDER negotiated, use buffers in the order they were made available.',
    ],
    [
      ['device', 'MAY', 999, 'review'],
      'If ORDER_PLATFORM was offered and not accepted: refuse to work, or run in a slow mode.',
    ],
    [
      ['device', 'SHOULD / MUST NOT', 1008, 'device'],
      'SR_IOV: offer it on a PCI device with the capability, never otherwise.',
    ],
  ),
  ...ofMmio('sec:Virtio Transport Options / Virtio Over MMIO / Features reserved for future use', '4.2.5', [
    ['both', 'none', 577, 'model', 'trace', 'device'],
    'MMIO: ADMIN_VQ is unsupported (reserved) - so it is neither offered nor accepted there.',
  ]),
  ...ofChannelIo(
    'sec:Virtio Transport Options / Virtio over channel I/O / Features reserved for future use',
    '4.3.4',
    [
      ['both', 'none', 606, 'model', 'trace', 'device'],
      'CCW: ADMIN_VQ, RING_RESET and shared-memory regions are unsupported (reserved).',
    ],
  ),
  ...section(
    `drivernormative:${BASIC} / Device Configuration Space`,
    '2.5.1',
    [
      ['driver', 'MUST NOT / SHOULD', 284, 'trace'],
      'Config reads wider than 32 bits or of several fields are not atomic; use the generation-count read loop.',
    ],
    [
      ['driver', 'MUST', 297, 'model', 'trace'],
      'Before touching an optional config field, check that its feature is OFFERED (not "accepted").',
    ],
    [
      ['driver', 'MUST NOT / SHOULD', 304, 'trace'],
      'Do not bound structure/config size from above; only check it is large enough.',
    ],
  ),
  ...section(`devicenormative:${BASIC} / Device Configuration Space`, '2.5.2', [
    ['device', 'MUST', 318, 'device'],
    'Every device-specific field is readable before FEATURES_OK, including fields of offered-but-not-yet-accepted features.',
  ]),
];
