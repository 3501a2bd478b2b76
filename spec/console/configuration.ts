import type { ConfigField } from '../config-fields.ts';
import type { FeatureSet } from '../features.ts';
import { EMERG_WRITE, MULTIPORT, mayWriteEmergency, SIZE } from './features.ts';

/** sec:Device Types / Console Device / Device configuration layout #1 — offsets, in bytes, of the fields. */
export const consoleConfig = { cols: 0, rows: 2, maxPorts: 4, emergencyWrite: 8 } as const;

/** A field that is valid with a feature only. */
export interface ConsoleField extends ConfigField {
  readonly validWith: FeatureSet;
}

/** sec:Device Types / Console Device / Device configuration layout #1 — every field. */
export const consoleFields: readonly ConsoleField[] = [
  { name: 'cols', offset: consoleConfig.cols, bytes: 2, validWith: SIZE },
  { name: 'rows', offset: consoleConfig.rows, bytes: 2, validWith: SIZE },
  { name: 'max_nr_ports', offset: consoleConfig.maxPorts, bytes: 4, validWith: MULTIPORT },
  { name: 'emerg_wr', offset: consoleConfig.emergencyWrite, bytes: 4, validWith: EMERG_WRITE },
];

/** sec:Device Types / Console Device / Device Initialization #1 — whether a driver may write to an offset, then at any time, of a device that offers such features. */
export const mayWriteConfig = (offset: number, offered: FeatureSet): boolean =>
  offset === consoleConfig.emergencyWrite && mayWriteEmergency(offered);
