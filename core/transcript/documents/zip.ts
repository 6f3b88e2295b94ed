/**
 * A ZIP archive of small texts, as office programs read it (APPNOTE.TXT 6.3: method 8, names in UTF-8).
 * Node has the compression; a package for the rest would be larger than the rest.
 */
import { crc32, deflateRawSync } from 'node:zlib';

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50] as const;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;
/** 1980-01-01, in DOS's form: equal texts make equal bytes. */
const WRITTEN = 0x21;

interface Entry {
  name: Buffer;
  content: Buffer;
  /** What both headers of a file have in common. */
  facts: Buffer;
}

/** @param files texts by name; far fewer and smaller than ZIP's limits of 65,535 and 4 GB */
export function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([name, text]) => entryOf(name, text));
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const local = Buffer.concat([words(LOCAL), entry.facts, entry.name, entry.content]);
    centrals.push(centralHeader(entry, offset));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const counts = halves(0, 0, entries.length, entries.length);
  const end = [words(END), counts, words(directory.length, offset), halves(0)];
  return new Uint8Array(Buffer.concat([...locals, directory, ...end]));
}

function entryOf(path: string, text: string): Entry {
  const [name, plain] = [Buffer.from(path), Buffer.from(text)];
  const content = deflateRawSync(plain);
  const facts = Buffer.concat([
    halves(VERSION, UTF8_NAMES, DEFLATED, 0, WRITTEN),
    words(crc32(plain), content.length, plain.length),
    halves(name.length, 0),
  ]);
  return { name, content, facts };
}

/** With no comment, on the first disk, without attributes. */
function centralHeader({ name, facts }: Entry, offset: number): Buffer {
  const rest = [halves(0, 0, 0), words(0, offset)];
  return Buffer.concat([words(CENTRAL), halves(VERSION), facts, ...rest, name]);
}

function halves(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt16LE(value, 2 * at);
  return bytes;
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, 4 * at);
  return bytes;
}
