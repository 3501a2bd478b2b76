import { dirname, resolve } from 'node:path';
import type { Certificate } from '../exact/certificate.ts';
import { tryFolder, writeFiles } from '../node/write-files.ts';
import { certificateSchema } from '../publication/schemas/certificate.ts';
import { UsageError } from './exit-codes.ts';
import { readUserFile } from './user-file.ts';

/** Tries whether a certificate can be written to a file, before it is made. Throws UsageError where it cannot. */
export function tryCertificate(file: string): void {
  try {
    tryFolder(dirname(resolve(file)));
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Writes a certificate. Throws UsageError where the file cannot be written. */
export function writeCertificate(file: string, certificate: Certificate): void {
  try {
    writeFiles(new Map([[resolve(file), `${JSON.stringify(certificate)}\n`]]));
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** Reads a certificate. Throws UsageError that names the file and the field. */
export function readCertificate(file: string): Certificate {
  const read = certificateSchema.safeParse(jsonIn(file));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new UsageError(
      `${file}: ${issue?.path.join('.') || 'certificate'}: ${issue?.message ?? 'is none'}`,
    );
  }
  return read.data;
}

// --- internal ---

const unwritable = (file: string, error: unknown): UsageError =>
  new UsageError(
    `--certificate: expected a file that can be written, found "${file}": ${error instanceof Error ? error.message : error}`,
  );

function jsonIn(file: string): unknown {
  const text = readUserFile(file, 'a certificate');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${file}: ${error instanceof Error ? error.message : 'no JSON'}, expected a certificate`,
    );
  }
}
