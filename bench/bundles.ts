/** Sizes of the functions' bundles, which a cold start loads and compiles. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync, inflateRawSync } from 'node:zlib';

/** Function name → code. */
export function bundles(folder: string): Record<string, Buffer> {
  const archives = readdirSync(folder).filter((file) => file.endsWith('.zip'));
  return Object.fromEntries(
    archives.map((file) => [
      path.basename(file, '.zip'),
      onlyFileOf(readFileSync(path.join(folder, file))),
    ]),
  );
}

/** Function name → gzipped bytes. */
export function bundleSizes(folder: string): Record<string, number> {
  const codes = Object.entries(bundles(folder));
  return Object.fromEntries(codes.map(([name, code]) => [name, compressedSize(code)]));
}

export function compressedSize(code: Buffer): number {
  return gzipSync(code, { level: 9 }).length;
}

/**
 * Content of an archive's only file. It follows the local header, whose 30 bytes end with the lengths
 * of the name and of the extra field. Source: PKWARE APPNOTE 4.3.7.
 */
function onlyFileOf(archive: Buffer): Buffer {
  const start = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28);
  return inflateRawSync(archive.subarray(start));
}
