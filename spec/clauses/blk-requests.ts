import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const OPERATION = 'Device Types / Block Device / Device Operation';
const section = sectionsOf('8b', 'device-types/blk/description.tex');

// blk: requests, zones, cache, framing. What a device makes of requests on single zones, and what a driver may
// assume of data that was discarded, is not here: it bears neither on negotiation nor on the size of a request.
export const blkRequestsClauses: readonly Clause[] = [
  ...section(
    `sec:${OPERATION}`,
    '5.2.6',
    [
      ['both', 'none', 434, 'model', 'trace'],
      'Each request but a zone append is a header of 16 bytes (type, reserved, sector), data, and a status of 1 byte.',
    ],
    [
      ['both', 'none', 462, 'trace'],
      'sector counts units of 512 bytes; it is unused and 0 but for reads, writes and some requests on zones.',
    ],
    [
      ['both', 'none', 471, 'model', 'trace'],
      'Data of discard, secure erase and write zeroes: one or more segments of 16 bytes, at most as many as the field of that command says.',
    ],
    [
      ['both', 'none', 495, 'model', 'trace'],
      'The device fills in the data of GET_ID, up to 20 bytes of ASCII, and of GET_LIFETIME, 6 bytes.',
    ],
    [
      ['device', 'none', 533, 'trace', 'device'],
      'The device writes status: 0 done, 1 failed, 2 not supported.',
    ],
    [
      ['both', 'none', 550, 'trace', 'device'],
      'ZONED negotiated: seven further types of requests, on zones, and four further values of status.',
    ],
    [
      ['both', 'none', 575, 'model', 'trace'],
      'A zone append has 8 more bytes between data and status, where the device puts the sector at which data was appended.',
    ],
    [
      ['both', 'none', 598, 'model', 'trace'],
      'A zone report is a read, a zone append a write, and the other zone requests carry no data.',
    ],
    [
      ['device', 'none', 627, 'trace', 'device'],
      'A zone report is a header of 64 bytes and zone descriptors of 64 bytes each, as many as nr_zones says.',
    ],
  ),
  ...section(
    `drivernormative:${OPERATION}`,
    '5.2.6.1',
    [['driver', 'SHOULD', 868, 'trace'], 'Look at capacity again upon a configuration change notification.'],
    [['driver', 'MUST NOT', 871, 'trace'], 'No request reads or writes beyond capacity.'],
    [['driver', 'SHOULD', 874, 'model', 'trace'], 'Accept RO if offered.'],
    [['driver', 'MUST', 876, 'trace'], 'Flush: sector is 0.'],
    [['driver', 'SHOULD NOT', 877, 'trace'], 'Flush: there is no data.'],
    [
      ['driver', 'MUST', 879, 'model', 'trace'],
      'Read and write: the length of data is a multiple of 512 bytes.',
    ],
    [
      ['driver', 'MUST', 882, 'model', 'trace'],
      'Discard, secure erase and write zeroes: the length of data is a multiple of a segment, 16 bytes.',
    ],
    [['driver', 'MUST', 886, 'model', 'trace'], 'GET_ID: the length of data is 20 bytes.'],
    [
      ['driver', 'MUST NOT', 888, 'model', 'trace'],
      'Discard, secure erase and write zeroes: no more segments than max_discard_seg, max_secure_erase_seg and max_write_zeroes_seg.',
    ],
    [
      ['driver', 'MAY', 900, 'model', 'trace'],
      'CONFIG_WCE negotiated: the cache may be switched by writing 0 or 1 to writeback.',
    ],
    [
      ['driver', 'MUST NOT', 902, 'review'],
      'After switching to writethrough, do not assume that earlier volatile writes are on the backend.',
    ],
    [['driver', 'MUST', 906, 'trace'], 'Discard: unmap is 0.'],
    [
      ['driver', 'MUST / MAY', 918, 'trace'],
      'ZONED negotiated: addresses of zones are multiples of 512 bytes; open, close, finish and reset name the first sector of their zone, a report any sector of it, reset all sector 0.',
    ],
    [
      ['driver', 'MUST / MUST NOT', 931, 'model', 'trace'],
      'ZONED negotiated: a zone append names the first sector of its zone; its size is a multiple of write_granularity and at most max_append_sectors.',
    ],
    [
      ['driver', 'MUST', 942, 'model', 'trace'],
      'ZONED negotiated: writes to sequential zones and zone appends have size and sector in multiples of write_granularity, and fit what is left of the zone.',
    ],
  ),
  ...section(
    `devicenormative:${OPERATION}`,
    '5.2.6.2',
    [
      ['device', 'MAY / SHOULD', 961, 'trace', 'device'],
      'capacity may change in operation; then notify the driver of a configuration change.',
    ],
    [
      ['device', 'MUST / MUST NOT', 965, 'trace', 'device'],
      'RO offered: a write request ends in status 1, and nothing is written.',
    ],
    [
      ['device', 'SHOULD', 983, 'device'],
      'write_zeroes_may_unmap is 0 if and only if no write zeroes request can deallocate sectors.',
    ],
    [
      ['device', 'MUST', 1007, 'device'],
      'Persistent storage: a write is on it when reported completed, where FLUSH was offered and neither FLUSH nor CONFIG_WCE negotiated, or CONFIG_WCE is and writeback was 0 throughout; else once a later flush completes.',
    ],
    [
      ['device', 'MAY', 1027, 'device'],
      'FLUSH not offered: writes may be committed before they are reported completed, or not.',
    ],
    [['device', 'SHOULD', 1039, 'review'], 'Storage that tells of its wear: offer LIFETIME.'],
    [
      ['device', 'MUST NOT', 1040, 'review'],
      'Storage whose wear cannot be told, or means nothing: do not offer LIFETIME.',
    ],
    [['device', 'MUST', 1054, 'trace', 'device'], 'ZONED not negotiated: zone requests end in status 2.'],
    [
      ['device', 'SHALL', 1127, 'trace', 'device'],
      'ZONED negotiated: an append beyond max_append_sectors ends in status 2 where that is 0, else in status 3.',
    ],
    [
      ['device', 'MUST', 1181, 'model', 'device'],
      'ZONED and SECURE_ERASE negotiated: secure_erase_sector_alignment is a multiple of zone_sectors.',
    ],
    [
      ['driver', 'MUST', 1185, 'model', 'trace'],
      'ZONED and SECURE_ERASE negotiated: a secure erase is a multiple of zone_sectors in size.',
    ],
  ),
  ...section(
    `sec:${OPERATION} / Legacy Interface: Device Operation`,
    '5.2.6.3',
    [['both', 'MUST', 1194, 'trace'], 'Legacy: the fields of a request are guest-endian.'],
    [['driver', 'SHOULD', 1199, 'trace'], 'Legacy: ignore used lengths.'],
    [
      ['driver', 'MUST', 1215, 'trace'],
      'Legacy: type 5 (FLUSH_OUT) is treated as a flush (the text binds the driver, which sends it).',
    ],
    [
      ['device', 'SHOULD / SHOULD NOT', 1222, 'trace', 'device'],
      'Legacy, device has BARRIER: a request with the high bit of its type set starts after all before it are complete, and those after it wait for it.',
    ],
    [
      ['driver', 'MAY', 1234, 'trace'],
      'Legacy, FLUSH offered and not negotiated: since old devices may not commit writes, writeback may be set to 0, or a flush sent after every write.',
    ],
    [
      ['both', 'none', 1240, 'model', 'trace'],
      'Legacy, device has SCSI: packet commands (types 2 and 3) carry a command after the header, and sense data of 96 bytes and four result fields before status.',
    ],
    [
      ['driver', 'MUST', 1270, 'model', 'trace'],
      'Legacy, SCSI packet command: the command is a device-readable buffer of its own.',
    ],
    [
      ['both', 'none', 1275, 'trace'],
      'Legacy: the header (and the command) is always device-readable, data readable or writable by the request; how much is read or written follows from the size of the buffers.',
    ],
  ),
  ...section(
    'sec:Device Types / Block Device / Legacy Interface: Framing Requirements',
    '5.2.6.4',
    [
      ['driver', 'MUST', 1300, 'model', 'trace'],
      'Legacy without ANY_LAYOUT: the header is one descriptor (the text says 8 bytes, its three fields are 16), data follows in further ones, and a 1-byte descriptor for status ends it.',
    ],
    [
      ['driver', 'MUST', 1306, 'model', 'trace'],
      'Legacy without ANY_LAYOUT, SCSI packet command: sense is one writable descriptor of 96 bytes, and the four result fields are another.',
    ],
  ),
];
