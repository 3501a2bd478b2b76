import { type DeviceTypeName, deviceTypeNames } from '../../../spec/device-types.ts';
import { printFeatures, UnknownFeatureError } from '../../../spec/feature-names.ts';
import { readFeatures } from '../../../spec/feature-notations.ts';
import { featureTables } from '../../../spec/feature-tables.ts';
import { intersection, without } from '../../../spec/features.ts';
import { tellFeatureSet } from '../../report/feature-set.ts';
import { differenceReport, featureSetReport } from '../../report/feature-set-report.ts';
import { nearest } from '../../report/nearest.ts';
import { renderText } from '../../report/text.ts';
import { parseCommand } from '../arguments.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { print } from '../output.ts';
import { terminalForm } from '../terminal.ts';

const types = deviceTypeNames;

export const help = `virtio-conformance features VALUE [VALUE] [options]

Tells a feature set by name: what it holds, what it lacks by the requirements of the standard, and which version of VIRTIO
knows it; of two sets also in what they differ.

  VALUE          a mask (0x1300010020; a decimal of 128 or more), numbers of bits (1,5,32 or 'bits 0-5'), names with or
                 without prefix ('MAC | MRG_RXBUF', '{MAC, MRG_RXBUF}', VIRTIO_NET_F_MAC), or the digits 0 and 1 that
                 sysfs shows, where the first is bit 0
  --device TYPE  whose features: ${types.join(', ')} (net)
  --json         the same as JSON

  npx virtio-conformance features 0x1c0010130afffa7
  npx virtio-conformance features "$(cat /sys/bus/virtio/devices/virtio0/features)" --device blk
  npx virtio-conformance features '{GUEST_TSO4, MRG_RXBUF}' 0x8000

Exit codes: 0; 64 usage.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('features', args, {
    device: { type: 'string', default: 'net' },
    json: { type: 'boolean' },
  });
  if (positionals.length === 0 || positionals.length > 2) {
    const hint = positionals.length ? '; quote a value that has spaces' : '';
    throw new UsageError(
      `features: expected one or two values, found ${positionals.length || 'none'}${hint}`,
    );
  }
  const device = types.find((type) => type === values.device);
  if (device === undefined)
    throw new UsageError(`--device: expected one of ${types.join(', ')}, found "${values.device}"`);
  const table = featureTables[device];
  const read = positionals.map((text) => ({ text, ...understood(text, device) }));
  const told = read.map(({ text, notation, set }) => ({
    value: text,
    notation,
    ...tellFeatureSet(set, table),
  }));
  const [first, second] = read;
  const difference =
    first && second
      ? {
          onlyFirst: printFeatures(without(first.set, second.set), table.names),
          onlySecond: printFeatures(without(second.set, first.set), table.names),
          both: printFeatures(intersection(first.set, second.set), table.names),
        }
      : undefined;
  if (values.json) {
    await print(
      `${JSON.stringify({ device, values: told, ...(difference ? { difference } : {}) }, null, 2)}\n`,
    );
    return exitCodes.conforms;
  }
  const blocks = [
    ...told.flatMap((set, i) =>
      featureSetReport(
        `${told.length > 1 ? ordinals[i] : 'Features'} of virtio-${device}, ${readings[set.notation]}`,
        set,
      ),
    ),
    ...(difference ? differenceReport(difference.onlyFirst, difference.onlySecond, difference.both) : []),
  ];
  await print(renderText(blocks, terminalForm()));
  return exitCodes.conforms;
}

// --- internal ---

const ordinals = ['First set', 'Second set'] as const;

const readings = {
  'hexadecimal mask': 'read as a hexadecimal mask',
  'decimal mask': 'read as a decimal mask',
  sysfs: 'read as sysfs shows it',
  list: 'read as names and numbers of bits',
} as const;

/** Throws UsageError that says which value is not understood, and what it may have meant. */
function understood(text: string, device: DeviceTypeName): ReturnType<typeof readFeatures> {
  const { names } = featureTables[device];
  if (text.trim() === '')
    throw new UsageError('features: expected a value such as 0x8000 or MRG_RXBUF, found ""');
  try {
    return readFeatures(text, names);
  } catch (error) {
    if (!(error instanceof UnknownFeatureError)) throw error;
    throw new UsageError(`features: ${error.message}${meant(error.message, device)}`);
  }
}

function meant(message: string, device: DeviceTypeName): string {
  const [, word = ''] = /^"([^"]*)"/.exec(message) ?? [];
  const other = types.find((type) => type !== device && isOf(word, type));
  if (other) return ` (it is one of ${other}: --device ${other})`;
  const near = nearest(word.toUpperCase().replace(/^VIRTIO_(\w+_)?F_/, ''), [
    ...featureTables[device].names.keys(),
  ]);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

const isOf = (word: string, type: DeviceTypeName): boolean => {
  try {
    readFeatures(word, featureTables[type].names);
    return true;
  } catch {
    return false;
  }
};
