import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const BASIC = 'Basic Facilities of a Virtio Device';
const section = sectionsOf('9', 'content.tex');

// legacy and transitional negotiation.
export const legacyClauses: readonly Clause[] = [
  ...section(
    `sec:${BASIC} / Feature Bits / Legacy Interface: A Note on Feature Bits`,
    '2.2.3',
    [
      ['driver', 'MUST', 190, 'model', 'trace'],
      'Transitional driver: VERSION_1 not offered = legacy device, use the legacy interface.',
    ],
    [
      ['device', 'MUST', 192, 'trace', 'device'],
      'Transitional device: VERSION_1 not accepted = legacy driver, use the legacy interface.',
    ],
    [
      ['both', 'MUST', 204, 'review'],
      'In legacy use the "Legacy Interface" sections govern; legacy support as such is optional.',
    ],
  ),
  ...section(
    'sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization',
    '3.1.2',
    [
      ['both', 'none', 559, 'model', 'trace'],
      'Legacy has no FEATURES_OK: a device cannot refuse a combination; features count as final at first use; drivers may touch the device before DRIVER_OK or even before writing features.',
    ],
    [['driver', 'MUST', 582, 'trace'], 'Legacy use: same init sequence minus step 5 and step 6.'],
    [['device', 'MUST', 591, 'device'], 'Legacy use: accept config writes before feature negotiation.'],
    [['device', 'MUST', 596, 'device'], 'Legacy use: accept device use before DRIVER_OK.'],
  ),
  ...section(
    `sec:${BASIC} / Device Configuration Space / Legacy Interface: Device Configuration Space`,
    '2.5.4',
    [
      ['driver', 'SHOULD', 337, 'trace'],
      'Legacy: no generation count; read multi-byte fields repeatedly until two reads agree.',
    ],
  ),
  ...section(
    `sec:${BASIC} / Device Configuration Space / Legacy Interface: A Note on Configuration Space endian-ness`,
    {
      v1_3: '2.5.3',
      v1_4: '2.5.3',
      title: 'Legacy Interface: A Note on Device Configuration Space endian-ness',
    },
    [['both', 'none', 325, 'trace'], 'Legacy: config space is generally guest-endian.'],
  ),
  ...section(
    'sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits',
    '6.3',
    [
      ['device', 'MAY', 1016, 'trace', 'device'],
      'Legacy: offer NOTIFY_ON_EMPTY (24); if negotiated, notify when a queue runs empty even if suppressed.',
    ],
    [
      ['both', 'MUST', 1032, 'model', 'trace', 'device'],
      'Legacy: transitional devices offer ANY_LAYOUT (27) and transitional drivers accept it if offered.',
    ],
    [
      ['both', 'SHOULD NOT', 1039, 'model', 'trace', 'device'],
      'Legacy: bit 30 (QEMU marker) is not to be negotiated.',
    ],
  ),
];
