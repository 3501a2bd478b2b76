/** The memory that a driver and a device share, by physical address. */
export interface Memory {
  read(address: number, bytes: number): Uint8Array;
  write(address: number, bytes: Uint8Array): void;
}

/** An unsigned little-endian number of so many bytes. */
export const numberAt = (memory: Memory, address: number, bytes: number): number =>
  memory.read(address, bytes).reduceRight((value, byte) => value * 256 + byte, 0);

export function putNumber(memory: Memory, address: number, bytes: number, value: number): void {
  memory.write(
    address,
    Uint8Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) % 256),
  );
}
