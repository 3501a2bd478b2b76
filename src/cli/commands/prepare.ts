import type { Block } from '../../report/blocks.ts';
import { renderText } from '../../report/text.ts';
import { findQemu, howToInstall, NoQemuError, versionOf } from '../../subjects/qemu.ts';
import { type BackendKind, findBackend, NoBackendError, qemuBackends } from '../../subjects/qemu-backends.ts';
import { type QemuSurvey, surveyQemu } from '../../subjects/qemu-survey.ts';
import { parseCommand } from '../arguments.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { print } from '../output.ts';
import { terminalForm } from '../terminal.ts';

export const help = `virtio-conformance prepare qemu [options]

Says what there is to judge QEMU's devices with: the program, its version, transports, the devices that start, each tried
alone, and what may serve some of them over vhost-user; and what to install where there is none. Nothing is downloaded, and nothing is changed.

  --qemu PATH   the program (qemu-system-x86_64 of the search path); of one that needs a loader or libraries of its own a
                script whose last line begins with exec

  npx virtio-conformance prepare qemu
  npx virtio-conformance prepare qemu --qemu ~/qemu/build/qemu-system-x86_64

Exit codes: 0 something to judge is there, 2 nothing is, 64 usage.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('prepare', args, { qemu: { type: 'string' } });
  const [host, ...others] = positionals;
  if (host !== 'qemu' || others.length)
    throw new UsageError(`prepare: expected qemu, found "${positionals.join(' ')}"`);
  try {
    const qemu = values.qemu ?? findQemu();
    const survey = await surveyQemu(qemu, versionOf(qemu));
    await print(renderText(told(qemu, survey), terminalForm()));
    return survey.devices.length ? exitCodes.conforms : exitCodes.unknown;
  } catch (error) {
    if (!(error instanceof NoQemuError)) throw error;
    await print(renderText([{ kind: 'paragraph', text: error.message }, ...installed], terminalForm()));
    return exitCodes.unknown;
  }
}

// --- internal ---

const installed: readonly Block[] = [
  { kind: 'paragraph', text: `To install one: ${howToInstall}.` },
  { kind: 'paragraph', text: 'Then: virtio-conformance prepare qemu' },
];

function backendLine(name: string, kind: BackendKind): string {
  try {
    return `${name}, of ${kind.device}: ${findBackend(kind)}`;
  } catch (error) {
    if (!(error instanceof NoBackendError)) throw error;
    return `${name}, of ${kind.device}: ${error.message}`;
  }
}

function told(qemu: string, { version, transports, devices, missing }: QemuSurvey): Block[] {
  return [
    { kind: 'title', text: `QEMU ${version}: ${qemu}` },
    { kind: 'paragraph', text: `Transports: ${transports.join(', ') || 'none'}` },
    { kind: 'paragraph', text: `Devices that start: ${devices.join(', ') || 'none'}` },
    { kind: 'heading', text: 'Backends' },
    { kind: 'list', items: [...qemuBackends].map(([name, kind]) => backendLine(name, kind)) },
    ...(missing.size
      ? ([
          { kind: 'heading', text: 'Devices that do not' },
          { kind: 'list', items: [...missing].map(([name, why]) => `${name}: ${why}`) },
        ] as const)
      : []),
  ];
}
