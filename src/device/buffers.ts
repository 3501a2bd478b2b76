/** How many buffers of each virtqueue a driver has made available and a device has used, as the ring in memory tells. */
export class Buffers {
  private readonly available: number[] = [];
  private readonly used: number[] = [];

  /** The ring of a queue lies elsewhere from now on, and is empty. */
  begin(queue: number): void {
    this.available[queue] = 0;
    this.used[queue] = 0;
  }

  add(queue: number, count: number): void {
    this.available[queue] = (this.available[queue] ?? 0) + count;
  }

  useAll(queue: number): void {
    this.used[queue] = this.available[queue] ?? 0;
  }

  usedOf(queue: number): number {
    return this.used[queue] ?? 0;
  }
}
