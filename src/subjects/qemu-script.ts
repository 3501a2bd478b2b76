import type { QemuDeviceSubject } from './qemu.ts';

/**
 * The last run as a shell script that needs QEMU alone: it prints what QEMU answers to each command. Those between the marks are a test of QEMU's own
 * `tests/qtest`, one call a line.
 */
export function qtestScript({ commandLine, version, history }: QemuDeviceSubject): string {
  const commands = history().map(({ command }) => command);
  return `#!/bin/sh
# Seen with QEMU ${version}. Each line after the first is a command of qtest's; the device at port 0xf4 ends QEMU.
cd "$(mktemp -d)" && head -c 65536 /dev/zero | tr '\\0' '\\364' >halt.bin
while read -r command; do printf '%s\\n' "$command"; sleep 0.002; done <<'END' | ${commandLine} -device isa-debug-exit,iobase=0xf4
${commands.join('\n')}
outb 0xf4 0x0
END
`;
}
