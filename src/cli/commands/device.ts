import * as z from 'zod';
import { allTypeNames, type DeviceTypeName } from '../../../spec/device-types.ts';
import { UnknownFeatureError } from '../../../spec/feature-names.ts';
import { type SpecVersion, specVersions } from '../../../spec/versions.ts';
import {
  type Declaration,
  type DeclaredDevice,
  declaredBy,
  expectedBy,
} from '../../judge/devices/declared.ts';
import type { DeviceJudgement } from '../../judge/devices/judge-device.ts';
import { StepError, stepsWritten } from '../../judge/devices/written.ts';
import { sha256Of } from '../../node/digest.ts';
import { writeFiles } from '../../node/write-files.ts';
import { comparisonReport, isOpen } from '../../report/comparison-report.ts';
import {
  type DeviceKnowledge,
  deviceReport,
  deviceSummary,
  deviceTestPoints,
} from '../../report/device-report.ts';
import { annotations } from '../../report/github.ts';
import { renderHtml } from '../../report/html.ts';
import { junit } from '../../report/junit.ts';
import { mailBlocks } from '../../report/mail.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { sarif } from '../../report/sarif.ts';
import { tap } from '../../report/tap.ts';
import { forMail, renderText } from '../../report/text.ts';
import { faultOf } from '../../scenario/json.ts';
import { qemuBackends } from '../../subjects/qemu-backends.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { type RegisterTransport, registerMaps } from '../../transport/registers/map.ts';
import { parseCommand, wholeNumber } from '../arguments.ts';
import { type Comparing, comparedDevice } from '../compared-device.ts';
import { type DeviceSubject, deviceSubject, deviceSubjectsHelp } from '../device-subjects.ts';
import { exitCodeOf, exitCodesHelp, UsageError } from '../exit-codes.ts';
import { codeDespite, type Forms, formOptions, formsHelp, formsOf, unwritten } from '../forms.ts';
import { firstInterrupt } from '../interrupt.ts';
import { DEVICE_RUNS, DEVICE_SEED, judgedDevice } from '../judged-device.ts';
import { note, print } from '../output.ts';
import { progressOn } from '../progress.ts';
import { readingHelp, readingOption, readingsOf } from '../readings.ts';
import { terminalForm } from '../terminal.ts';
import { readUserFile } from '../user-file.ts';

export const help = `virtio-conformance device SUBJECT [options] [-- ARGUMENT…]

Judges a device that somebody else wrote, as its drivers see it. Built-in policies drive it, each also with small rings, and drivers
that are made up: any access in any order, right and wrong ones. What it offers, which queues there are and how large, it is asked
itself. Each violation is told with the fewest steps that show it; what a device does with its rings by a driver that is right until
then, where such a one shows it.

${deviceSubjectsHelp}
  --transport T        of ${Object.keys(registerMaps).join(', ')} (pci, or what a program says)
  --qemu PATH          the QEMU that is started, in the place of that of the search path; what stands behind -- it is told too
  --backend B          of ${[...qemuBackends.keys()].join(', ')}: a program that serves the device behind QEMU, over vhost-user
  --version V          the version of the standard by which it is judged; the earliest that knows all that it offers if absent
  --runs N             drivers that are made up (${DEVICE_RUNS})
  --seed N             of these (${DEVICE_SEED})
  --steps 'STEPS'      drives it by these alone: status-write=0 status-read queue-size-write[1]=4 …
  --compare            in the place of all this: drives it, and the simulated device that shows the same, by the same policies, and tells
                       where they part; one of QEMU's also with other properties, unless some are given
  --details            every property that was asked, not only those that do not hold
  --expect FILE        JSON: {"expected": [{"property": "ID", "because": "WHY"}]}, violations that are known; one that
                       does not show is as wrong. It may say what the device is, too: "type", "transports", "offers"
                       and "sizes", and is held against it
${readingHelp}${formsHelp}
${exitCodesHelp}Here 2 means that it was cut short, or asked nothing that binds it: what a device does not offer is not asked of it.

  npx virtio-conformance device v86:net
  npx virtio-conformance device v86:net --expect known.json --junit device.xml
`;

const options = {
  transport: { type: 'string' },
  qemu: { type: 'string' },
  backend: { type: 'string' },
  version: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  steps: { type: 'string' },
  expect: { type: 'string' },
  compare: { type: 'boolean' },
  details: { type: 'boolean' },
  ...readingOption,
  ...formOptions,
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('device', args, options);
  const [name, ...more] = positionals;
  const isQemu = name?.startsWith('qemu:') === true;
  for (const option of ['qemu', 'backend'] as const)
    if (values[option] !== undefined && !isQemu)
      throw new UsageError(`--${option}: expected a SUBJECT of QEMU, such as qemu:virtio-net-pci`);
  if (name === undefined || (more.length && !isQemu))
    throw new UsageError('device: expected one SUBJECT, such as v86:net (see: device --help)');
  const asked = transportNamed(values.transport);
  const version = versionNamed(values.version);
  const runs = wholeNumber('--runs', values.runs, { otherwise: DEVICE_RUNS, least: 0, most: 10_000_000 });
  const seed = wholeNumber('--seed', values.seed, { otherwise: DEVICE_SEED, least: 0, most: 0x7fff_ffff });
  const steps = stepsIn(values.steps);
  const readings = readingsOf(values.reading);
  const said = values.expect === undefined ? undefined : declarationIn(values.expect);
  const signal = firstInterrupt();
  const qemu = { path: values.qemu, args: more, backend: values.backend };
  if (values.compare) return await compare(name, { transport: asked, version, qemu, signal });
  const subject = await deviceSubject(name, asked, qemu);
  // Only now, as no folder is to be made for a device that there is not.
  const { forms, declared } = await orClose(subject, () => ({
    forms: formsOf(values, true, process.env, 'device'),
    declared: said && declaredIn(values.expect ?? '', said, subject.type),
  }));
  const command = [
    'npx',
    'virtio-conformance',
    'device',
    name,
    ...(['transport', 'version', 'qemu', 'backend'] as const).flatMap((option) => {
      const value = values[option];
      return value === undefined ? [] : [`--${option}`, value];
    }),
    ...(values.reading ?? []).flatMap((reading) => ['--reading', reading]),
    // Without what it is said to be, it cannot differ from that.
    ...(declared && values.expect !== undefined ? ['--expect', values.expect] : []),
  ];
  const { judgement, knowledge } = await judgedDevice(subject, {
    name,
    command,
    after: more.length ? ['--', ...more] : [],
    version,
    runs,
    seed,
    readings,
    steps,
    expected: said && {
      file: values.expect ?? '',
      because: expectedBy(said),
    },
    declared,
    signal,
    progress: progressOn(process.stderr),
  });
  const fault = await tell(judgement, knowledge, forms, values.details === true);
  const verdict = judgement.cut && judgement.verdict !== 'violated' ? 'unknown' : judgement.verdict;
  return codeDespite(exitCodeOf(verdict), [fault]);
}

// --- internal ---

/** What is made for a subject, which is closed where that cannot be. */
async function orClose<Made>({ close }: DeviceSubject, make: () => Made): Promise<Made> {
  try {
    return make();
  } catch (error) {
    await close();
    throw error;
  }
}

async function compare(name: string, asked: Omit<Comparing, 'progress'>): Promise<number> {
  const told = await comparedDevice(name, { ...asked, progress: progressOn(process.stderr) });
  await print(
    renderText(comparisonReport(`${name}, held against the simulated device`, told), terminalForm()),
  );
  if (asked.signal.aborted || told.some(isOpen)) return exitCodeOf('unknown');
  return exitCodeOf(told.some(({ comparison }) => comparison.differences.length) ? 'violated' : 'holds');
}

/** Gives why, where a file could not be written. */
async function tell(
  judgement: DeviceJudgement,
  knowledge: DeviceKnowledge,
  { stdout, files }: Forms,
  isWhole: boolean,
): Promise<UsageError | undefined> {
  const blocks = deviceReport(judgement, knowledge, isWhole || files.has('html'));
  const points = deviceTestPoints(judgement, knowledge);
  const json = `${JSON.stringify(judgement, null, 2)}\n`;
  const texts = new Map<string, string>();
  for (const [form, path] of files) {
    if (form === 'html')
      texts.set(path, renderHtml(`${judgement.device}: ${judgement.suite}`, blocks, sha256Of));
    else if (form === 'junit') texts.set(path, junit(judgement.suite, points));
    else if (form === 'sarif') {
      const log = sarif(points, {
        suite: judgement.suite,
        exitCode: exitCodeOf(judgement.verdict),
        uriOf: () => undefined,
      });
      texts.set(path, `${JSON.stringify(log, null, 2)}\n`);
    } else texts.set(path, json);
  }
  const fault = unwritten(files.keys(), () => writeFiles(texts));
  if (stdout === 'tap' || stdout === 'github') {
    await print(stdout === 'tap' ? tap(judgement.suite, points) : annotations(points, () => undefined));
    note(deviceSummary(judgement));
  } else if (stdout === 'json') {
    await print(json);
    note(deviceSummary(judgement));
  } else if (stdout === 'markdown') await print(renderMarkdown(blocks));
  else if (stdout === 'mail') await print(renderText(mailBlocks(blocks), forMail));
  else await print(renderText(blocks, terminalForm()));
  return fault;
}

const transports = ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'] as const satisfies RegisterTransport[];

function transportNamed(name: string | undefined): RegisterTransport | undefined {
  const found = transports.find((one) => one === name);
  if (found || name === undefined) return found;
  throw new UsageError(`--transport: found "${name}", expected ${transports.join(', ')}`);
}

function versionNamed(name: string | undefined): SpecVersion | undefined {
  const found = specVersions.find((one) => one === name);
  if (found || name === undefined) return found;
  throw new UsageError(`--version: found "${name}", expected ${specVersions.join(', ')}`);
}

function stepsIn(line: string | undefined): readonly TraceEvent[] | undefined {
  if (line === undefined) return undefined;
  try {
    return stepsWritten(line);
  } catch (error) {
    throw error instanceof StepError ? new UsageError(`--steps: ${error.message}`) : error;
  }
}

const declaration = z.strictObject({
  type: z.enum(allTypeNames).optional(),
  transports: z.array(z.enum(transports)).optional(),
  offers: z.string().optional(),
  sizes: z.array(z.int().min(0).max(65535)).optional(),
  expected: z.array(z.strictObject({ property: z.string(), because: z.string().min(1) })).default([]),
});

/** What a file says of a device: what it is, and which violations are known. Throws UsageError. */
function declarationIn(file: string): z.infer<typeof declaration> {
  const text = readUserFile(file, 'a declaration as JSON');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(
      `${file}: found no JSON, expected {"expected": [{"property": "ID", "because": "WHY"}]}`,
    );
  }
  const read = declaration.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new UsageError(
      `${file}: ${issue ? faultOf(issue, value, 'declaration') : 'expected a declaration'}`,
    );
  }
  const ids = read.data.expected.map(({ property }) => property);
  const twice = ids.find((id, at) => ids.indexOf(id) < at);
  if (twice !== undefined)
    throw new UsageError(`${file}: expected: found "${twice}" twice, expected each property once`);
  return read.data;
}

/** What a declaration says that a device is; undefined where it says nothing of that. Throws UsageError. */
function declaredIn(file: string, said: Declaration, shown: DeviceTypeName): DeclaredDevice | undefined {
  try {
    return declaredBy(said, shown);
  } catch (error) {
    throw error instanceof UnknownFeatureError ? new UsageError(`${file}: offers: ${error.message}`) : error;
  }
}
