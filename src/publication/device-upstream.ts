/** What those who make real devices know of a finding: what was found, each with where, or nothing; and where and when it was looked for. */
export interface Upstream {
  /** Sentences, a device each. */
  readonly known: readonly string[];
  /** ISO date. */
  readonly on: string;
}

/** Where it was looked: the tracker of QEMU is not among it. */
const lookedIn =
  "GitHub's issues and pull requests, stored pages of mailing lists, and the history of v86 up to 71a9784";

const ON = '2026-11-30';

const nothing: Upstream = { known: [], on: ON };

/** Whether what real devices do wrong is known to those who make them: for each property that binds, of must or policy level, that any of them violates. */
export const deviceUpstream: Readonly<Record<string, Upstream>> = {
  'device-counts-the-buffers-of-a-frame': {
    known: [
      'QEMU: mended for VERSION_1 in 10.0 by c17ad4b11bd2 (https://lore.kernel.org/qemu-devel/c17ad4b11bd268a35506cd976884562df6ca69d7.1743715021.git.mst@redhat.com); it is seen here in 10.0 and 11.1 all the same.',
      'v86: so in its source at 71a9784, where num_buffers is written with its high byte first (https://github.com/copy/v86/blob/71a978493491fd81a18ab2fd80562dba7ed0bc52/src/virtio_net.js).',
    ],
    on: ON,
  },
  'device-keeps-answering': {
    known: [
      'QEMU: the assertion of address_space_stw_le_cached failed before, by other ways to it, mended in 2018 and 2020, and reported again since; here it fails in 7.2, and in neither 10.0 nor 11.1 (https://bugs.launchpad.net/qemu/+bug/1795148, https://bugs.launchpad.net/qemu/+bug/1890333, https://bugs.launchpad.net/qemu/+bug/1908062); of that of iov_copy, which fails in 7.2 alone too, nothing was found.',
      'v86: nothing was found.',
    ],
    on: ON,
  },
  'device-leaves-a-reset-queue-alone': nothing,
  'device-offer-fits-transport': nothing,
  'device-queue-reset-restores-defaults': nothing,
  'device-refuses-invalid-sets': nothing,
  'device-says-no-more-than-it-writes': {
    known: [
      'QEMU: so in its source at 0137a557aac0, where what is read of a chain of the status queue is told as what was written (https://github.com/qemu/qemu/blob/0137a557aac07480ff8447ef372f0581af5ee65a/hw/input/virtio-input.c); no report was found.',
    ],
    on: ON,
  },
  'device-uses-no-buffer-after-a-reset': nothing,
  'device-uses-no-buffer-before-driver-ok': nothing,
};

/** The same in words; undefined where nobody has looked. */
export function upstreamOf(property: string): string | undefined {
  const { known = [], on } = deviceUpstream[property] ?? {};
  if (on === undefined) return undefined;
  return known.length
    ? `${known.join(' ')} Looked up on ${on}.`
    : `Not found by a search of ${lookedIn}, on ${on}.`;
}
