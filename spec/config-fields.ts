/** A field of a device type's configuration, in bytes. */
export interface ConfigField {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
}

/** What a driver reaches of a configuration in one access of natural width, in bytes. */
export interface ConfigPiece {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout #1 — the access that reaches the byte at `offset`: a
 * whole field, a half of one of 64 bits, one byte of an array; undefined beyond every field.
 */
export function configPieceAt(fields: readonly ConfigField[], offset: number): ConfigPiece | undefined {
  const field = fields.find((one) => one.offset <= offset && offset < one.offset + one.bytes);
  if (field === undefined) return undefined;
  const bytes = NATURAL.get(field.bytes) ?? 1;
  return { offset: offset - ((offset - field.offset) % bytes), bytes };
}

// --- internal ---

const NATURAL: ReadonlyMap<number, number> = new Map([
  [2, 2],
  [4, 4],
  [8, 4],
]);
