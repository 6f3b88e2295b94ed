/** How large the functions are: each is read and compiled on its cold start. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync, inflateRawSync } from 'node:zlib';

/** The code of each function, by name. */
export function bundles(folder: string): Record<string, Buffer> {
  const archives = readdirSync(folder).filter((file) => file.endsWith('.zip'));
  return Object.fromEntries(
    archives.map((file) => [
      path.basename(file, '.zip'),
      onlyFileOf(readFileSync(path.join(folder, file))),
    ]),
  );
}

/** Bytes (gzip) of each function's bundle, by name. */
export function bundleSizes(folder: string): Record<string, number> {
  const codes = Object.entries(bundles(folder));
  return Object.fromEntries(codes.map(([name, code]) => [name, compressedSize(code)]));
}

export function compressedSize(code: Buffer): number {
  return gzipSync(code, { level: 9 }).length;
}

/**
 * The content of an archive's one file: it follows the local header, whose 30 bytes end with the
 * lengths of the name and of the extra field. Source: PKWARE APPNOTE 4.3.7.
 */
function onlyFileOf(archive: Buffer): Buffer {
  const start = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28);
  return inflateRawSync(archive.subarray(start));
}
