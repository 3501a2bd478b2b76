import type { Policy } from '../driver/policy.ts';
import { type DeviceJudgement, judgeDevice } from '../judge/devices/judge-device.ts';
import { NoQemuError, openQemu, type QemuDeviceSubject } from '../subjects/qemu.ts';
import { netSuite } from '../suites/net.ts';
import { interleave, seconds, type Work } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const ROUNDS = 5;

/** Policies a round, each of which drives with a peek and without, and where it may choose with eight bounds of ring sizes. */
const POLICIES = 100;

const TRANSPORTS = ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'] as const;

/** How many negotiations with QEMU's virtio-net are judged, each by all properties of a device's side. */
export async function benchQemu(): Promise<void> {
  const subjects: QemuDeviceSubject[] = [];
  try {
    const sides = new Map<string, Work>();
    for (const transport of TRANSPORTS) {
      const subject = await openQemu({ device: 'virtio-net', transport });
      subjects.push(subject);
      sides.set(transport, async () => {
        let drives = 0;
        const taken = await seconds(async () => {
          drives = (await judged(subject, transport)).runs;
        });
        return drives / taken;
      });
    }
    const figures = await interleave(ROUNDS, sides);
    printHeading("Negotiations with QEMU's virtio-net, a second", 'at least 3,000', ROUNDS);
    for (const [name, side] of figures) printFigures(name, side);
  } catch (error) {
    if (!(error instanceof NoQemuError)) throw error;
    console.log(`Not measured: ${error.message}`);
  } finally {
    for (const subject of subjects) await subject.close();
  }
}

// --- internal ---

const negotiating: Policy = {
  id: 'negotiating',
  title: 'Negotiates, and goes no further',
  type: 'net',
  probe: (core) => {
    core.reset();
    core.greet();
    core.accept(core.offered());
    core.confirm();
    return core.fail('enough');
  },
};

const judged = (
  subject: QemuDeviceSubject,
  transport: (typeof TRANSPORTS)[number],
): Promise<DeviceJudgement> =>
  judgeDevice(netSuite, () => subject.open(), {
    name: 'virtio-net',
    transport,
    seed: 1,
    runs: 0,
    policies: Array.from({ length: POLICIES }, () => negotiating),
  });
