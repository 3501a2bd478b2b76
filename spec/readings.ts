/** A question that the text of the standard leaves open, and the answers that it bears. */
export interface OpenQuestion {
  /** Lower-case words. */
  readonly name: string;
  /** One sentence with a question mark. */
  readonly question: string;
  /** Each answer by its name: what it makes the text say, in a clause without a full stop. */
  readonly values: Readonly<Record<string, string>>;
  /** The answer that is taken unless another one is chosen. */
  readonly otherwise: string;
  /** Ids of the clauses that leave it open. */
  readonly clauses: readonly string[];
}

const INIT = 'drivernormative:General Initialization And Device Operation / Device Initialization';
const STATUS = 'drivernormative:Basic Facilities of a Virtio Device / Device Status Field';
const TABLE = 'Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table';
const COMMON =
  'Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout';

/**
 * drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3
 * — this and every other text that bears more than one reading. Who is condemned under one of them only is told under which.
 */
export const readings = [
  {
    name: 'indirect-chains',
    question: 'Does the size of a virtqueue bound a chain in an indirect table?',
    values: {
      strict: 'the bound on a chain by the queue size holds in indirect tables too',
      lax: 'a chain in an indirect table counts as the one slot that it takes',
    },
    otherwise: 'strict',
    clauses: [
      `drivernormative:${TABLE} / Indirect Descriptors #3`,
      'drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues / Scatter-Gather Support #2',
      'drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #1',
    ],
  },
  {
    name: 'greeting',
    question: 'May one status write set ACKNOWLEDGE and DRIVER?',
    values: {
      apart: 'each step of the initialisation has a status write of its own',
      together: 'the gap between the two steps may be nothing',
    },
    otherwise: 'together',
    clauses: [
      `${STATUS} #1`,
      `${INIT} #2`,
      `${INIT} #3`,
      'sec:Basic Facilities of a Virtio Device / Device Status Field #2',
    ],
  },
  {
    name: 'early-look',
    question: 'Is a look at the size of a virtqueue before FEATURES_OK a discovery of it?',
    values: {
      discovery: 'who looks at a virtqueue discovers it, and that has its place after FEATURES_OK',
      look: 'a look that changes nothing has no place of its own',
    },
    otherwise: 'discovery',
    clauses: [
      `${INIT} #9`,
      'sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #1',
    ],
  },
  {
    name: 'late-queues',
    question: 'May a virtqueue that DRIVER_OK does not make active be made after it?',
    values: {
      'before-driver-ok': 'every virtqueue is made in the step before DRIVER_OK',
      'before-use': 'a virtqueue is made before the command that makes it active',
    },
    otherwise: 'before-use',
    clauses: [
      `${INIT} #9`,
      'sec:Device Types / Network Device / Device Initialization #4',
      'drivernormative:Device Types / Network Device / Device Operation / Control Virtqueue / Automatic receive steering in multiqueue mode #1',
    ],
  },
  {
    name: 'unclosed-sets',
    question: 'Must a device refuse a set that is offered and lacks what its features require?',
    values: {
      refused: 'what is no valid set is never acceptable',
      acceptable: 'a device fails only the sets that it does not want: it may be content with this one',
    },
    otherwise: 'acceptable',
    clauses: [
      'devicenormative:Basic Facilities of a Virtio Device / Feature Bits #2',
      'devicenormative:Basic Facilities of a Virtio Device / Feature Bits #3',
    ],
  },
  {
    name: 'masked-bits',
    question: 'Must a device refuse a set with bits that it never offered, whose writes it may ignore?',
    values: {
      refused: 'a set with such bits is none of its offer, whatever it keeps of what is written',
      ignored: 'a device that ignores such bits has taken a set without them, and may be content with that',
    },
    otherwise: 'refused',
    clauses: [
      'devicenormative:Basic Facilities of a Virtio Device / Feature Bits #3',
      `devicenormative:${COMMON} #3`,
    ],
  },
  {
    name: 'endless',
    question: 'When does a device that a driver waits for count as one that never answers?',
    values: {
      'after-1000-reads': 'what 1000 reads have not shown will never come',
      never: 'no time is stated, so none is too long',
    },
    otherwise: 'after-1000-reads',
    clauses: [
      'devicenormative:Basic Facilities of a Virtio Device / Device Reset #1',
      `devicenormative:${COMMON} #8`,
      'devicenormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #4',
      'devicenormative:General Initialization And Device Operation / Device Suspend #3',
    ],
  },
  {
    name: 'legacy-bits',
    question: 'Is a feature bit that only the legacy interface knows foreign to a modern one?',
    values: {
      foreign: 'what is described of the legacy interface alone is not defined for any other',
      described: 'the bit is described, and what it says is implied by VERSION_1 or does no harm',
    },
    otherwise: 'described',
    clauses: [
      'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4',
      'devicenormative:Basic Facilities of a Virtio Device / Feature Bits #4',
      'sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits #2',
    ],
  },
  {
    name: 'shown-size',
    question: 'May the size that a virtqueue shows change before the driver writes one?',
    values: {
      steady: 'the maximum that is shown on reset is shown until the driver reduces it',
      open: 'only what is shown on reset is described',
    },
    otherwise: 'steady',
    clauses: [`sec:${COMMON} #5`],
  },
] as const satisfies readonly OpenQuestion[];
