/* A virtio-net device over PCI that a program is: no bus, no guest, lines alone. How to judge it: README.md.
 * What it is told and answers: ../src/subjects/README.md. TAKES_ANY_SET and KEEPS_QUEUES build it with a fault each. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { DRIVER_OK = 4, FEATURES_OK = 8 };
enum { RECEIVE, TRANSMIT, CONTROL, QUEUES };
enum { NEXT = 1, WRITE = 2, OK = 0, ERROR = 1, HEADER = 12 };
#define BIT(n) ((uint64_t)1 << (n))
#define CTRL_VQ BIT(17)
#define CTRL_RX BIT(18)
#define VERSION_1 BIT(32)
static const uint64_t offer = BIT(5) /* MAC */ | BIT(16) /* STATUS */ | CTRL_VQ | CTRL_RX | VERSION_1;
static const uint8_t config[8] = {0x52, 0x54, 0, 0x12, 0x34, 0x56, /* link up */ 1, 0};

static struct device {
  uint64_t written, accepted; /* features: what reads back, and what is in use since FEATURES_OK */
  uint32_t feature_select[2], queue_select;
  uint8_t status;
  struct queue { uint64_t size, enabled, area[3] /* descriptors, driver, device */; uint16_t taken; } queue[QUEUES];
} dev;

static char line[4096];

static void reset(void) {
  struct device before = dev;
  memset(&dev, 0, sizeof dev);
  for (int i = 0; i < QUEUES; i++) dev.queue[i].size = 256;
#ifdef KEEPS_QUEUES
  for (int i = 0; i < QUEUES; i++) dev.queue[i].enabled = before.queue[i].enabled;
#endif
  (void)before;
}

static uint64_t from_memory(uint64_t address, int bytes) { /* at most 8, little-endian */
  unsigned byte;
  uint64_t value = 0;
  printf("memory-read %llu %d\n", (unsigned long long)address, bytes);
  fflush(stdout);
  if (!fgets(line, sizeof line, stdin)) return 0;
  for (int i = bytes - 1; i >= 0; i--)
    if (sscanf(line + 2 * i, "%2x", &byte) == 1) value = value << 8 | byte;
  return value;
}

static void to_memory(uint64_t address, uint64_t value, int bytes) {
  printf("memory-write %llu ", (unsigned long long)address);
  for (int i = 0; i < bytes; i++) printf("%02x", (unsigned)(value >> 8 * i) & 0xff);
  printf("\n");
}

/* How many chains a queue has that are not used yet. */
static unsigned available(unsigned index) {
  struct queue *queue = &dev.queue[index];
  if (index >= QUEUES || !queue->enabled || !(dev.status & DRIVER_OK)) return 0;
  uint16_t many = from_memory(queue->area[1] + 2, 2) - queue->taken;
  return many <= queue->size ? many : 0; /* more than there is room for */
}

static unsigned first_available(struct queue *queue) {
  return from_memory(queue->area[1] + 4 + 2 * (queue->taken % queue->size), 2);
}

static void give_back(struct queue *queue, unsigned head, uint64_t written) {
  to_memory(queue->area[2] + 4 + 8 * (queue->taken % queue->size), head | written << 32, 8);
  to_memory(queue->area[2] + 2, ++queue->taken, 2);
  printf("interrupt\n");
}

/* Does a command, which a chain holds, or throws a frame away; how many bytes were written into the chain. */
static int serve(unsigned index, struct queue *queue, unsigned head) {
  uint8_t command[2] = {0xff, 0xff};
  unsigned seen = 0, flags = NEXT;
  for (unsigned parts = 0; index == CONTROL && (flags & NEXT) && parts < queue->size; parts++) {
    uint64_t at = queue->area[0] + 16 * head, address = from_memory(at, 8);
    unsigned length = from_memory(at + 8, 4);
    flags = from_memory(at + 12, 2);
    head = from_memory(at + 14, 2);
    for (unsigned i = 0; !(flags & WRITE) && i < length && seen < 2; i++) command[seen++] = from_memory(address + i, 1);
    if (!(flags & WRITE) || !length) continue;
    /* Promiscuous mode and all multicast: the rest is unknown. */
    to_memory(address, (dev.accepted & CTRL_RX) && command[0] == 0 && command[1] <= 1 ? OK : ERROR, 1);
    return 1;
  }
  return 0;
}

static void notified(unsigned index) {
  if (index == RECEIVE) return; /* buffers are taken when a frame comes in */
  for (unsigned left = available(index); left; left--) {
    unsigned head = first_available(&dev.queue[index]);
    give_back(&dev.queue[index], head, serve(index, &dev.queue[index], head));
  }
}

/* A frame comes in, as hexadecimal digits; it is lost where no buffer holds it after its header. */
static void deliver(const char *frame) {
  struct queue *queue = &dev.queue[RECEIVE];
  unsigned length = strspn(frame, "0123456789abcdef") / 2;
  if (!available(RECEIVE)) return;
  unsigned head = first_available(queue);
  uint64_t at = queue->area[0] + 16 * head, address = from_memory(at, 8);
  if (!(from_memory(at + 12, 2) & WRITE) || from_memory(at + 8, 4) < HEADER + length) return;
  to_memory(address, 0, 8);
  to_memory(address + 8, 1 << 16, 4); /* one buffer */
  printf("memory-write %llu %.*s\n", (unsigned long long)address + HEADER, 2 * length, frame);
  give_back(queue, head, HEADER + length);
}

static int acceptable(uint64_t set) {
#ifdef TAKES_ANY_SET
  return 1;
#endif
  return !(set & ~offer) && (set & VERSION_1) && (!(set & CTRL_RX) || (set & CTRL_VQ));
}

static uint64_t read_common(unsigned offset) {
  struct queue none = {0}, *queue = dev.queue_select < QUEUES ? &dev.queue[dev.queue_select] : &none;
  switch (offset) {
  case 0: return dev.feature_select[0];
  case 4: return dev.feature_select[0] < 2 ? offer >> 32 * dev.feature_select[0] : 0;
  case 8: return dev.feature_select[1];
  case 12: return dev.feature_select[1] < 2 ? dev.written >> 32 * dev.feature_select[1] : 0;
  case 16: case 26: return 0xffff; /* no vectors */
  case 18: return QUEUES;
  case 20: return dev.status;
  case 22: return dev.queue_select;
  case 24: return queue->size;
  case 28: return queue->enabled;
  case 30: return dev.queue_select < QUEUES ? dev.queue_select : 0;
  case 32: case 40: case 48: return queue->area[(offset - 32) / 8];
  case 36: case 44: case 52: return queue->area[(offset - 36) / 8] >> 32;
  default: return 0;
  }
}

static void write_common(unsigned offset, uint64_t value) {
  struct queue none = {0}, *queue = dev.queue_select < QUEUES ? &dev.queue[dev.queue_select] : &none;
  unsigned high = 32 * dev.feature_select[1], part = (offset - 32) / 8;
  switch (offset) {
  case 0: dev.feature_select[0] = value; break;
  case 8: dev.feature_select[1] = value; break;
  case 12:
    if (high < 64) dev.written = (dev.written & ~((uint64_t)0xffffffff << high)) | value << high;
    break;
  case 20:
    if (value == 0) {
      reset();
      break;
    }
    if (value & ~dev.status & FEATURES_OK) dev.accepted = acceptable(dev.written) ? dev.written : 0;
    dev.status = dev.accepted ? value : value & ~FEATURES_OK;
    break;
  case 22: dev.queue_select = value; break;
  case 24: if (value > 0 && value <= 256 && !(value & (value - 1))) queue->size = value; break;
  case 28: if (value == 1 && queue->size) queue->enabled = 1; break;
  case 32: case 40: case 48: queue->area[part] = (queue->area[part] & ~(uint64_t)0xffffffff) | value; break;
  case 36: case 44: case 52: queue->area[part] = (queue->area[part] & 0xffffffff) | value << 32; break;
  }
}

int main(void) {
  char region[16];
  unsigned offset, width;
  unsigned long long value;
  reset();
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "read %15s %u %u", region, &offset, &width) == 3) {
      value = 0;
      if (!strcmp(region, "common")) value = read_common(offset);
      for (unsigned i = 0; !strcmp(region, "device") && i < width && offset + i < sizeof config; i++)
        value |= (unsigned long long)config[offset + i] << 8 * i;
      printf("= %llu\n", value & (BIT(8 * width) - 1));
    } else if (sscanf(line, "write %15s %u %u %llu", region, &offset, &width, &value) == 4) {
      if (!strcmp(region, "common")) write_common(offset, value);
      if (!strcmp(region, "notify")) notified(value & 0xffff);
      printf("ok\n");
    } else if (!strncmp(line, "deliver ", 8)) {
      char frame[sizeof line];
      deliver(strcpy(frame, line + 8));
      printf("ok\n");
    } else if (!strncmp(line, "reset", 5)) {
      memset(&dev, 0, sizeof dev);
      reset();
      printf("ok\n");
    } else
      printf("device 1 net pci\n");
    fflush(stdout);
  }
}
