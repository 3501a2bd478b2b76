import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bitsOf } from '../../spec/features.ts';
import {
  ACKNOWLEDGE,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
} from '../../spec/status.ts';
import { DeviceLostError, type Opinion } from '../judge/devices/access.ts';

/** The arguments with which QEMU has a monitor over the FIFOs of a folder. */
export const monitorArguments = (folder: string): string[] => [
  ...['-chardev', `pipe,id=qmp0,path=${join(folder, MONITOR)}`],
  ...['-mon', 'chardev=qmp0,mode=control'],
];

/** The files of the FIFOs, before `.in` and `.out`. */
export const MONITOR = 'qmp';

/** The name by which a monitor finds the device that is judged. */
export const SUBJECT = 'subject';

/** What QEMU itself says of the device that is judged, over QMP: its own state, not what the registers show. */
export class Monitor {
  private readonly asked: number;
  private readonly answered: number;
  private readonly buffer = Buffer.alloc(65_536);
  private rest = '';
  private readonly path: string;

  /** Throws DeviceLostError. */
  constructor(folder: string) {
    this.answered = openSync(join(folder, `${MONITOR}.out`), 'r');
    this.asked = openSync(join(folder, `${MONITOR}.in`), 'w');
    this.ask('qmp_capabilities');
    const found = listOf(this.ask('x-query-virtio')).map((one) => String(fieldOf(one, 'path')));
    this.path = found.find((path) => path.includes(`/${SUBJECT}`)) ?? '';
  }

  /** Throws DeviceLostError. */
  opinion(queues: number): Opinion {
    const { path } = this;
    const device = this.ask('x-query-virtio-status', { path });
    const accepted = fieldOf(device, 'guest-features');
    const unknown = Number(fieldOf(accepted, 'unknown-dev-features') ?? 0);
    const names = [...listOf(fieldOf(accepted, 'transports')), ...listOf(fieldOf(accepted, 'dev-features'))];
    return {
      status: listOf(fieldOf(fieldOf(device, 'status'), 'statuses'))
        .map((said) => statusBits.get(/^VIRTIO_CONFIG_S_(\w+)/.exec(String(said))?.[1] ?? '') ?? 0)
        .reduce((status, bit) => status | bit, 0),
      accepted: [
        ...names.map((said) => /^VIRTIO_(?:[A-Z0-9]+_)?F_(\w+)/.exec(String(said))?.[1] ?? String(said)),
        ...bitsOf(BigInt(unknown)).map((bit) => `bit ${bit}`),
      ],
      sizes: Array.from({ length: Math.min(queues, Number(fieldOf(device, 'num-vqs'))) }, (_, queue) =>
        Number(fieldOf(this.ask('x-query-virtio-queue-status', { path, queue }), 'vring-num')),
      ),
    };
  }

  close(): void {
    for (const file of [this.asked, this.answered]) closeSync(file);
  }

  // --- internal ---

  private ask(execute: string, args: object = {}): unknown {
    writeSync(this.asked, `${JSON.stringify({ execute, arguments: args })}\n`);
    for (;;) {
      const answer: unknown = JSON.parse(this.line());
      const error = fieldOf(answer, 'error');
      if (error !== undefined) throw new Error(`QMP: ${execute}: ${String(fieldOf(error, 'desc'))}`);
      const found = fieldOf(answer, 'return');
      if (found !== undefined) return found;
    }
  }

  private line(): string {
    for (let end = this.rest.indexOf('\n'); ; end = this.rest.indexOf('\n')) {
      if (end >= 0) {
        const line = this.rest.slice(0, end);
        this.rest = this.rest.slice(end + 1);
        return line;
      }
      const bytes = readSync(this.answered, this.buffer, 0, this.buffer.length, null);
      if (bytes === 0) throw new DeviceLostError('QEMU has ended');
      this.rest += this.buffer.toString('utf8', 0, bytes);
    }
  }
}

// --- internal ---

const statusBits: ReadonlyMap<string, number> = new Map([
  ['ACKNOWLEDGE', ACKNOWLEDGE],
  ['DRIVER', DRIVER],
  ['DRIVER_OK', DRIVER_OK],
  ['FEATURES_OK', FEATURES_OK],
  ['NEEDS_RESET', DEVICE_NEEDS_RESET],
  ['FAILED', FAILED],
]);

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
