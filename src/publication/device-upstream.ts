/** What those who make real devices know of a finding: what was found, each with where, or nothing; and where and when it was looked for. */
export interface Upstream {
  /** Sentences, a device each. */
  readonly known: readonly string[];
  /** ISO date. */
  readonly on: string;
}

/** Where it was looked: QEMU's tracker on GitLab and DPDK's Bugzilla are not among it, but for what the list says of them. */
const lookedIn =
  "GitHub's issues and pull requests, stored pages of mailing lists, an archive of qemu-devel, and the history of v86 up to 71a9784 and of DPDK up to 38f72e500b3b";

const ON = '2026-12-01';

const nothing: Upstream = { known: [], on: ON };

const queueReset: Upstream = {
  known: [
    'QEMU: RING_RESET is offered over every transport since 69e1c14aa222 (https://lore.kernel.org/qemu-devel/20221105171116.432921-36-mst@redhat.com/), and 805d782d284c added the registers of it to PCI alone, both for 7.2; of vhost devices, which have no reset of a queue either, that was reported (https://gitlab.com/qemu-project/qemu/-/issues/1318), of MMIO nothing was found.',
  ],
  on: ON,
};

/** Whether what real devices do wrong is known to those who make them: for each property that binds, of must or policy level, that any of them violates, and for others of which something was found. */
export const deviceUpstream: Readonly<Record<string, Upstream>> = {
  'device-counts-the-buffers-of-a-frame': {
    known: [
      'QEMU: mended for VERSION_1 in 10.0 by c17ad4b11bd2 (https://lore.kernel.org/qemu-devel/c17ad4b11bd268a35506cd976884562df6ca69d7.1743715021.git.mst@redhat.com); it is seen here in 10.0 and 11.1 all the same.',
      'v86: so in its source at 71a9784, where num_buffers is written with its high byte first (https://github.com/copy/v86/blob/71a978493491fd81a18ab2fd80562dba7ed0bc52/src/virtio_net.js).',
    ],
    on: '2026-11-30',
  },
  'device-keeps-answering': {
    known: [
      'QEMU: the assertion of address_space_stw_le_cached fails where the size of a virtqueue is changed after its rings were mapped, which f0d634ea1964 mended for 8.1 (https://lore.kernel.org/qemu-devel/20230317002749.27379-1-clopez@suse.de/), so that 7.2 alone shows it here; by other ways it failed before (https://gitlab.com/qemu-project/qemu/-/issues/301, https://bugs.launchpad.net/qemu/+bug/1795148, https://bugs.launchpad.net/qemu/+bug/1890333, https://bugs.launchpad.net/qemu/+bug/1908062); that of iov_copy, which 7.2 alone shows too, a fuzzer met in 2019 where a frame is shorter than its header (https://lore.kernel.org/qemu-devel/20190719151920.22586-1-alxndr@bu.edu/), and which commit mended it was not found.',
      'v86: nothing was found.',
    ],
    on: ON,
  },
  'device-leaves-a-reset-queue-alone': queueReset,
  'device-offer-fits-transport': {
    known: [
      'QEMU: over MMIO every window of features but the first is taken for the second, since its modern interface came with 44e687a4d9ab in 2019 (https://github.com/qemu/qemu/commit/44e687a4d9ab327761e221844ced7dc9c23350a5); no report was found.',
    ],
    on: ON,
  },
  'device-queue-reset-restores-defaults': queueReset,
  'device-refuses-invalid-sets': {
    known: [
      'QEMU: so in its source, where what is not offered is masked out, and the registers do not ask whether there was any; patches for more than 64 features leave that as it is (https://lore.kernel.org/qemu-devel/f5c6c83ac2af8281b4bd5115d1d9107ec132e07f.1747825544.git.pabeni@redhat.com/); no report was found.',
    ],
    on: ON,
  },
  'device-says-no-more-than-it-writes': {
    known: [
      'QEMU: so in its source at 0137a557aac0, where what is read of a chain of the status queue is told as what was written (https://github.com/qemu/qemu/blob/0137a557aac07480ff8447ef372f0581af5ee65a/hw/input/virtio-input.c); no report was found, and of virtio-sound nothing. What virtio-scsi says is known as CVE-2024-8612, of which more stands under device-writes-as-much-as-it-says.',
    ],
    on: ON,
  },
  'device-writes-as-much-as-it-says': {
    known: [
      'QEMU: known of virtio-blk, virtio-scsi and virtio-crypto as CVE-2024-8612 (https://nvd.nist.gov/vuln/detail/CVE-2024-8612), as bytes that are said to be written, and are not, may be those of the host where a bounce buffer is copied back; 637b0aa1395, which is in 9.2, is said to mend a symptom, and an audit of 11.1 found what is counted unchanged.',
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
