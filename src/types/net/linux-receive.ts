/**
 * Bytes of a receive buffer that merges, as Linux makes it before any frame has come in (mergeable_min_buf_len,
 * get_mergeable_buf_len): a plain frame goes in, a full ring of them holds `longestPacket`, and none exceeds a page. Later
 * ones grow with the mean of what comes in. `ring` in entries, all else in bytes.
 */
export function firstMergeableBuffer(
  ring: number,
  header: number,
  longestPacket: number,
  pageSize: number,
): number {
  const share = Math.ceil((header + ETHERNET_WITH_VLAN + longestPacket) / ring) - header;
  const room = Math.min(Math.max(share, PLAIN_FRAME), pageSize - header);
  return Math.ceil((header + room) / CACHE_LINE) * CACHE_LINE;
}

/** Bytes of the largest IP packet, for which such buffers provide unless a negotiated MTU forbids it. */
export const LARGEST_IP_PACKET = 65535;

// --- internal ---

/** Bytes of an Ethernet header with a VLAN tag. */
const ETHERNET_WITH_VLAN = 18;
/** Bytes of the largest frame of 1500 bytes. */
const PLAIN_FRAME = ETHERNET_WITH_VLAN + 1500;
/** Bytes; of x86 and most others. */
const CACHE_LINE = 64;
