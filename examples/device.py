"""A virtio-blk device over MMIO that a program is: a disk of 64 sectors. How to judge it: README.md.

What it is told and answers: ../src/subjects/README.md. takes-any-set builds in a fault.
"""

import sys

DRIVER_OK, FEATURES_OK = 4, 8
NEXT, WRITE = 1, 2
IN, OUT, FLUSH_DISK = 0, 1, 4
DONE, FAILS, UNKNOWN = 0, 1, 2
SEG_MAX, FLUSH, VERSION_1 = 1 << 2, 1 << 9, 1 << 32
OFFER = SEG_MAX | FLUSH | VERSION_1
SECTOR, SECTORS, ENTRIES = 512, 64, 128
CONFIG = SECTORS.to_bytes(8, "little") + bytes(4) + (ENTRIES - 2).to_bytes(4, "little")


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def load(address, length):
    say(f"memory-read {address} {length}")
    return bytes.fromhex(sys.stdin.readline())


def number(address, length):
    return int.from_bytes(load(address, length), "little")


def store(address, data):
    if data:
        say(f"memory-write {address} {data.hex()}")


class Disk:
    def __init__(self):
        self.sectors = bytearray(SECTOR * SECTORS)
        self.reset()

    def reset(self):
        self.status = self.accepted = self.selected = self.isr = 0
        self.window = [0, 0]
        self.size, self.ready, self.taken = ENTRIES, 0, 0
        self.areas = [0] * 12

    def read(self, offset, width):
        if offset >= 0x100:
            return int.from_bytes(CONFIG[offset - 0x100 :][:width], "little")
        own = self.selected == 0
        return {
            0x00: 0x74726976,
            0x04: 2,
            0x08: 2,
            0x10: OFFER >> 32 * self.window[0] & 0xFFFFFFFF,
            0x34: ENTRIES if own else 0,
            0x44: self.ready if own else 0,
            0x60: self.isr,
            0x70: self.status,
            0xB0: 0xFFFFFFFF,
            0xB4: 0xFFFFFFFF,
            0xB8: 0xFFFFFFFF,
            0xBC: 0xFFFFFFFF,
        }.get(offset, 0)

    def write(self, offset, value):
        if offset in (0x14, 0x24):
            self.window[offset == 0x24] = value
        elif offset == 0x20 and self.window[1] < 2 and not self.status & FEATURES_OK:
            shift = 32 * self.window[1]
            self.accepted = self.accepted & ~(0xFFFFFFFF << shift) | value << shift
        elif offset == 0x30:
            self.selected = value
        elif offset == 0x50 and value == 0:
            self.notified()
        elif offset == 0x64:
            self.isr &= ~value
        elif offset == 0x70:
            self.reset() if value == 0 else self.take_status(value)
        elif self.selected == 0:
            self.write_queue(offset, value)

    def write_queue(self, offset, value):
        if offset == 0x38 and 0 < value <= ENTRIES and not value & (value - 1):
            self.size = value
        elif offset == 0x44:
            self.ready, self.taken = value & 1, self.taken if value else 0
        elif 0x80 <= offset < 0xB0:
            self.areas[(offset - 0x80) // 4] = value

    def take_status(self, value):
        fits = not self.accepted & ~OFFER and self.accepted & VERSION_1
        self.status = value if fits or "takes-any-set" in sys.argv else value & ~FEATURES_OK

    def area(self, index):
        return self.areas[4 * index] | self.areas[4 * index + 1] << 32

    def notified(self):
        if not self.ready or not self.status & DRIVER_OK:
            return
        table, made, used = self.area(0), self.area(1), self.area(2)
        end = number(made + 2, 2)
        if (end - self.taken) % 65536 > self.size:  # more than there is room for
            return
        while self.taken != end:
            slot = self.taken % self.size
            head = number(made + 4 + 2 * slot, 2)
            written = self.serve(self.chain(table, head))
            store(used + 4 + 8 * slot, head.to_bytes(4, "little") + written.to_bytes(4, "little"))
            self.taken = (self.taken + 1) % 65536
            store(used + 2, self.taken.to_bytes(2, "little"))
        self.isr |= 1
        say("interrupt")

    def chain(self, table, head):
        for _ in range(self.size):
            part = load(table + 16 * head, 16)
            yield [int.from_bytes(part[a:b], "little") for a, b in ((0, 8), (8, 12), (12, 14))]
            if not part[12] & NEXT:
                return
            head = int.from_bytes(part[14:16], "little")

    def serve(self, chain):
        """Does a request; how many bytes were written into its buffers."""
        parts = list(chain)
        asked = b"".join(load(at, min(length, 65536)) for at, length, flags in parts if not flags & WRITE)
        room = [(at, length) for at, length, flags in parts if flags & WRITE]
        if len(asked) < 16 or not room or not room[-1][1]:
            return 0
        kind, first = int.from_bytes(asked[:4], "little"), SECTOR * int.from_bytes(asked[8:16], "little")
        *data, (last, length) = room
        data.append((last, length - 1))
        wanted = sum(size for _, size in data) if kind == IN else len(asked) - 16
        status = UNKNOWN if kind not in (IN, OUT, FLUSH_DISK) else DONE
        if status == DONE and kind != FLUSH_DISK and (wanted % SECTOR or first + wanted > len(self.sectors)):
            status = FAILS
        if status == DONE and kind == OUT:
            self.sectors[first : first + wanted] = asked[16:]
        for at, size in data if status == DONE and kind == IN else []:
            store(at, self.sectors[first : first + size])
            first += size
        store(last + length - 1, bytes([status]))
        return 1 + (wanted if status == DONE and kind == IN else 0)


if sys.argv[1:] not in ([], ["takes-any-set"]):
    sys.stderr.write(f"device.py: {' '.join(sys.argv[1:])}: expected nothing or takes-any-set\n")
    sys.exit(2)
disk = Disk()
for line in sys.stdin:
    word, *rest = line.split()
    if word == "virtio-conformance":
        say("device 1 blk mmio")
    elif word == "read":
        say(f"= {disk.read(int(rest[1]), int(rest[2]))}")
    else:
        if word == "write":
            disk.write(int(rest[1]), int(rest[3]))
        elif word == "reset":
            disk.reset()
        say("ok")
