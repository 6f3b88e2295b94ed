/** Reads what a 64-bit ELF program asks for: its loader, and its libraries (DT_NEEDED). */
import { open, type FileHandle } from 'node:fs/promises';

export interface Elf {
  readonly machine: 'x86-64' | 'other';
  /** Path of the dynamic loader; undefined if linked statically. */
  readonly loader: string | undefined;
  readonly libraries: readonly string[];
}

const HEADER_BYTES = 64;
const X86_64 = 62;
const LOAD = 1;
const DYNAMIC = 2;
const INTERPRETER = 3;
const NEEDED = 1n;
const STRING_TABLE = 5n;
const STRING_TABLE_BYTES = 10n;

interface Segment {
  readonly kind: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

/** Undefined for a file of another kind, such as a program of another system. */
export async function readElf(name: string): Promise<Elf | 'script' | undefined> {
  const file = await open(name);
  try {
    const header = await bytesAt(file, 0, HEADER_BYTES);
    if (header.toString('latin1', 0, 2) === '#!') return 'script';
    const isElf = header.length === HEADER_BYTES && header.readUInt32BE(0) === 0x7f454c46;
    if (!isElf || header[4] !== 2 || header[5] !== 1) return undefined;
    const machine = header.readUInt16LE(18) === X86_64 ? 'x86-64' : 'other';
    const segments = await segmentsOf(file, header);
    const loader = await loaderOf(file, segments);
    return { machine, loader, libraries: await librariesOf(file, segments) };
  } finally {
    await file.close();
  }
}

async function segmentsOf(file: FileHandle, header: Buffer): Promise<Segment[]> {
  const size = header.readUInt16LE(54);
  const count = header.readUInt16LE(56);
  const table = await bytesAt(file, Number(header.readBigUInt64LE(32)), size * count);
  return Array.from({ length: count }, (_, index) => {
    const entry = table.subarray(index * size);
    return {
      kind: entry.readUInt32LE(0),
      offset: Number(entry.readBigUInt64LE(8)),
      address: Number(entry.readBigUInt64LE(16)),
      bytes: Number(entry.readBigUInt64LE(32)),
    };
  });
}

async function loaderOf(file: FileHandle, segments: readonly Segment[]) {
  const segment = segments.find(({ kind }) => kind === INTERPRETER);
  if (!segment) return undefined;
  const text = await bytesAt(file, segment.offset, segment.bytes);
  return text.toString('latin1').replace(/\0.*$/s, '');
}

async function librariesOf(file: FileHandle, segments: readonly Segment[]): Promise<string[]> {
  const dynamic = segments.find(({ kind }) => kind === DYNAMIC);
  if (!dynamic) return []; // linked statically
  const entries = await bytesAt(file, dynamic.offset, dynamic.bytes);
  const values = (wanted: bigint): number[] => {
    const found: number[] = [];
    for (let at = 0; at + 16 <= entries.length; at += 16) {
      if (entries.readBigInt64LE(at) === wanted)
        found.push(Number(entries.readBigUInt64LE(at + 8)));
    }
    return found;
  };
  const [address = 0] = values(STRING_TABLE);
  const [bytes = 0] = values(STRING_TABLE_BYTES);
  const strings = await bytesAt(file, offsetOf(address, segments), bytes);
  return values(NEEDED).map((at) => strings.toString('latin1', at, strings.indexOf(0, at)));
}

function offsetOf(address: number, segments: readonly Segment[]): number {
  const segment = segments.find(
    (one) => one.kind === LOAD && address >= one.address && address < one.address + one.bytes,
  );
  return segment ? address - segment.address + segment.offset : address;
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
