/**
 * What a command that is killed at any moment needs to go on: which bulks it began, what each file's
 * content is, and where each was sent. Lines are appended before and after each step that cannot be
 * repeated for nothing; a line that was cut off is left out.
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import type { FolderFile } from './walk.ts';

const Content = z.object({
  name: z.string(),
  bytes: z.number(),
  sha256: z.string(),
});

const Entry = z.discriminatedUnion('what', [
  /** Before the request: with the same key and body it is the same one when it is repeated. */
  z.object({ what: z.literal('asked'), key: z.string(), body: z.string() }),
  z.object({ what: z.literal('made'), key: z.string(), bulkId: z.string() }),
  Content.extend({ what: z.literal('read'), modifiedMs: z.number() }),
  Content.extend({ what: z.literal('stored'), bulkId: z.string() }),
  z.object({ what: z.literal('begun'), bulkId: z.string() }),
  /** The API does not know it any more: its files are to be sent again. */
  z.object({ what: z.literal('gone'), bulkId: z.string() }),
  /** A transcript of this job lies at this path. */
  z.object({ what: z.literal('written'), path: z.string(), jobId: z.string() }),
]);
export type Entry = z.infer<typeof Entry>;

export interface KnownBulk {
  bulkId: string;
  /** All its files are there, and its jobs are made. */
  isBegun: boolean;
}

/** A file as it was sent to a bulk. */
export interface StoredFile {
  bulkId: string;
  bytes: number;
  sha256: string;
}

export class SubmitState {
  /** In the order in which they were made. */
  readonly bulks = new Map<string, KnownBulk>();
  /** By name: the last one. */
  readonly stored = new Map<string, StoredFile>();
  /** A request for a bulk whose answer is not known. */
  asked: { key: string; body: string } | undefined;
  /** Job whose transcript lies at a path. */
  readonly written = new Map<string, string>();
  readonly #read = new Map<string, { bytes: number; modifiedMs: number; sha256: string }>();

  /** SHA-256 of the content, if it was read before and has not changed since. */
  sha256Of({ name, bytes, modifiedMs }: FolderFile): string | undefined {
    const read = this.#read.get(name);
    return read?.bytes === bytes && read.modifiedMs === modifiedMs ? read.sha256 : undefined;
  }

  /** The bulk whose files are still being sent. */
  get open(): string | undefined {
    return [...this.bulks.values()].findLast(({ isBegun }) => !isBegun)?.bulkId;
  }

  apply(entry: Entry): void {
    switch (entry.what) {
      case 'asked':
        this.asked = entry;
        break;
      case 'made':
        this.asked = undefined;
        this.bulks.set(entry.bulkId, { bulkId: entry.bulkId, isBegun: false });
        break;
      case 'read':
        this.#read.set(entry.name, entry);
        break;
      case 'stored':
        this.stored.set(entry.name, entry);
        break;
      case 'begun':
        this.bulks.set(entry.bulkId, { bulkId: entry.bulkId, isBegun: true });
        break;
      case 'written':
        this.written.set(entry.path, entry.jobId);
        break;
      case 'gone':
        this.#forget(entry.bulkId);
    }
  }

  #forget(bulkId: string): void {
    this.bulks.delete(bulkId);
    for (const [name, file] of this.stored) if (file.bulkId === bulkId) this.stored.delete(name);
  }
}

export class Journal {
  readonly state: SubmitState;
  readonly #file: string;
  readonly #isCutOff: boolean;
  #descriptor: number | undefined;

  constructor(file: string) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    this.state = stateOf(text);
    this.#file = file;
    this.#isCutOff = text !== '' && !text.endsWith('\n');
  }

  /** The line is with the system when this returns: it survives the end of this process. */
  write(entry: Entry): void {
    this.#descriptor ??= this.#open();
    writeAll(this.#descriptor, `${JSON.stringify(entry)}\n`);
    this.state.apply(entry);
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }

  /** For this user alone: it has names of files. */
  #open(): number {
    mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
    const descriptor = openSync(this.#file, 'a', 0o600);
    // A line that was cut off must not take the next one with it.
    if (this.#isCutOff) writeAll(descriptor, '\n');
    return descriptor;
  }
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes.subarray(at));
}

/** Any text: lines that are no entries are left out. */
export function stateOf(text: string): SubmitState {
  const state = new SubmitState();
  for (const line of text.split('\n')) {
    const entry = entryOf(line);
    if (entry) state.apply(entry);
  }
  return state;
}

function entryOf(line: string): Entry | undefined {
  try {
    return Entry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
