"""A driver of a virtio-net device over MMIO that a program is. How to judge it: README.md.

What it says and is told: ../src/subjects/README.md. The argument skips-features-ok builds in a fault.
"""

import sys

ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK, FAILED = 1, 2, 4, 8, 128
MAGIC, VERSION, DEVICE_FEATURES, DEVICE_SELECT = 0x00, 0x04, 0x10, 0x14
DRIVER_FEATURES, DRIVER_SELECT, QUEUE_SELECT, QUEUE_MAX = 0x20, 0x24, 0x30, 0x34
QUEUE_SIZE, QUEUE_READY, QUEUE_NOTIFY, STATUS = 0x38, 0x44, 0x50, 0x70
DESCRIPTORS, AVAILABLE, USED = 0x80, 0x90, 0xA0
MAC, VERSION_1 = 1 << 5, 1 << 32
WRITE = 2
HEADER, LARGEST_FRAME = 12, 1514


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def read(offset):
    say(f"read mmio {offset} 4")
    return int(sys.stdin.readline().split()[1])


def write(offset, value):
    say(f"write mmio {offset} 4 {value}")


def store(address, data):
    say(f"memory-write {address} {data.hex()}")


def write_address(offset, address):
    write(offset, address & 0xFFFFFFFF)
    write(offset + 4, address >> 32)


def gives_up(status=0):
    """Ends the probe of a device whose status this driver has set to so much."""
    write(STATUS, status | FAILED)
    return "failed"


def makes(queue, at):
    """Gives a queue its ring at an address, of at most 16 entries; how many it has."""
    write(QUEUE_SELECT, queue)
    most = read(QUEUE_MAX)
    if most == 0 or read(QUEUE_READY) != 0:
        return 0
    size = min(most, 16)
    while size & (size - 1):
        size &= size - 1
    write(QUEUE_SIZE, size)
    for offset, address in ((DESCRIPTORS, at), (AVAILABLE, at + 0x1000), (USED, at + 0x2000)):
        write_address(offset, address)
    write(QUEUE_READY, 1)
    return size


def fills(at, size):
    """Makes a buffer for a frame available in every entry of the receive queue."""
    length = HEADER + LARGEST_FRAME
    for entry in range(size):
        address = at + 0x10000 + 0x1000 * entry
        store(at + 16 * entry, address.to_bytes(8, "little") + length.to_bytes(4, "little") + bytes([WRITE, 0, 0, 0]))
        store(at + 0x1000 + 4 + 2 * entry, entry.to_bytes(2, "little"))
    store(at + 0x1002, size.to_bytes(2, "little"))


def probe(faults):
    if read(MAGIC) != 0x74726976 or read(VERSION) != 2:
        return "failed"
    write(STATUS, 0)
    for _ in range(100):
        if read(STATUS) == 0:
            break
    else:
        return gives_up()
    begun = ACKNOWLEDGE | DRIVER
    write(STATUS, ACKNOWLEDGE)
    write(STATUS, begun)
    offer = 0
    for window in (0, 1):
        write(DEVICE_SELECT, window)
        offer |= read(DEVICE_FEATURES) << 32 * window
    if not offer & VERSION_1:
        return gives_up(begun)
    accepted = offer & (MAC | VERSION_1)
    for window in (0, 1):
        write(DRIVER_SELECT, window)
        write(DRIVER_FEATURES, accepted >> 32 * window & 0xFFFFFFFF)
    if "skips-features-ok" not in faults:
        write(STATUS, begun | FEATURES_OK)
        status = read(STATUS)
        # Of a device that is gone every bit reads 1.
        if status != begun | FEATURES_OK:
            return gives_up(begun | status & FEATURES_OK)
        begun |= FEATURES_OK
    receive = makes(0, 0x100000)
    if receive == 0 or makes(1, 0x200000) == 0:
        return gives_up(begun)
    write(STATUS, begun | DRIVER_OK)
    fills(0x100000, receive)
    write(QUEUE_NOTIFY, 0)
    return "live"


if sys.argv[1:] not in ([], ["skips-features-ok"]):
    sys.stderr.write(f"driver.py: {' '.join(sys.argv[1:])}: expected nothing or skips-features-ok\n")
    sys.exit(2)
for line in sys.stdin:
    if line.startswith("virtio-conformance"):
        say("driver 1 net mmio")
    else:
        say(probe(sys.argv[1:]))
