import type { QemuDeviceSubject } from './qemu.ts';

/**
 * The last run as a shell script that needs QEMU alone: it prints what QEMU answers to each command. Those between the marks are a test of QEMU's own
 * `tests/qtest`, one call a line.
 */
export function qtestScript({ commandLine, version, history }: QemuDeviceSubject): string {
  const commands = history().map(({ command }) => command);
  return `#!/bin/sh
# Seen with QEMU ${version}. Each line between the marks is a command of qtest's, told when the one before it is answered.
cd "$(mktemp -d)" && head -c 65536 /dev/zero | tr '\\0' '\\364' >halt.bin && mkfifo commands answers
${commandLine} <commands >answers &
exec 3>commands 4<answers
while read -r command; do
  printf '%s\\n' "$command" >&3
  while read -r answer <&4; do
    printf '%s\\n' "$answer"
    case $answer in IRQ*) ;; *) break ;; esac
  done
done <<'END'
${commands.join('\n')}
END
kill $!
`;
}
