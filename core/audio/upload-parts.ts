/** How a file is cut into the parts of a resumable upload. All sizes are bytes; parts count from 1. */
const MIB = 1024 ** 2;

/** S3 takes 5 MiB at least. A part that breaks off is sent again: this is what a break costs. */
const USUAL_PART_BYTES = 8 * MIB;

/** S3's limit. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const MAX_PARTS = 10_000;

/** A file and the size of all its parts but the last. */
export interface PartedFile {
  bytes: number;
  partBytes: number;
}

/** A part as S3 has it. */
export interface StoredPart {
  part: number;
  bytes: number;
  etag: string;
}

/** Whole MiB, so large that S3's number of parts is enough. */
export function partBytesOf(bytes: number): number {
  return Math.max(USUAL_PART_BYTES, Math.ceil(bytes / MAX_PARTS / MIB) * MIB);
}

export function partCountOf({ bytes, partBytes }: PartedFile): number {
  return Math.ceil(bytes / partBytes);
}

/** The last part has what is left. */
export function bytesOfPart({ bytes, partBytes }: PartedFile, part: number): number {
  return Math.min(partBytes, bytes - (part - 1) * partBytes);
}

/** Numbers of the parts that are not there, or have another size than they must. */
export function faultyParts(file: PartedFile, there: readonly StoredPart[]): number[] {
  const bytesThere = new Map(there.map(({ part, bytes }) => [part, bytes]));
  const all = Array.from({ length: partCountOf(file) }, (_, nth) => nth + 1);
  return all.filter((part) => bytesThere.get(part) !== bytesOfPart(file, part));
}
