/** sec:Device Types / Console Device / Device Operation / Multiport Device Operation #3 — what a control message is about, by number. */
export const controlEvents = [
  'DEVICE_READY',
  'DEVICE_ADD',
  'DEVICE_REMOVE',
  'PORT_READY',
  'CONSOLE_PORT',
  'RESIZE',
  'PORT_OPEN',
  'PORT_NAME',
] as const;

export type ControlEvent = (typeof controlEvents)[number];

/** sec:Device Types / Console Device / Device Operation / Multiport Device Operation #3 — the number by which a message says so. */
export const controlEventNumber = (event: ControlEvent): number => controlEvents.indexOf(event);

/** What a device says of its ports. */
export interface PortMessage {
  readonly event: ControlEvent;
  readonly port: number;
}

/**
 * devicenormative:Device Types / Console Device / Device Operation / Multiport Device Operation #1 — the first of several messages that no
 * device may send: it adds a port that is there (#1) or that `max_nr_ports` leaves no room for (#2), or takes away one that it never added (#3).
 */
export function wrongPortMessage(
  messages: readonly PortMessage[],
  maxPorts: number,
): { readonly message: number; readonly ordinal: 1 | 2 | 3 } | undefined {
  const there = new Set<number>();
  for (const [message, { event, port }] of messages.entries()) {
    if (event === 'DEVICE_ADD') {
      if (there.has(port)) return { message, ordinal: 1 };
      if (port >= maxPorts) return { message, ordinal: 2 };
      there.add(port);
    } else if (event === 'DEVICE_REMOVE' && !there.delete(port)) return { message, ordinal: 3 };
  }
  return undefined;
}
