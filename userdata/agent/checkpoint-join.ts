/**
 * Joins the checkpoint lines of earlier engines into one. Machines may have written the same window
 * twice, and lines may be damaged or missing: only the next expected window is accepted. A
 * different header means another engine or model: everything before it is dropped.
 */
import type { FileHandle } from 'node:fs/promises';
import { readCheckpointLine, type CheckpointLine } from './checkpoint-line.ts';

/** Extent of a checkpoint: its bytes and windows, and seconds of the file. */
export interface Known {
  bytes: number;
  windows: number;
  seconds: number;
}

export const NOTHING_KNOWN: Known = { bytes: 0, windows: 0, seconds: 0 };

/** Undefined for a damaged or foreign line. */
export type ReadLine = (text: string) => CheckpointLine | undefined;

export class CheckpointJoin {
  readonly #file: FileHandle;
  readonly #read: ReadLine;
  #header: string | undefined;
  #known = NOTHING_KNOWN;

  /** @param file empty, and open for writing @param read of a file of another kind */
  constructor(file: FileHandle, read: ReadLine = readCheckpointLine) {
    this.#file = file;
    this.#read = read;
  }

  get known(): Known {
    return this.#known;
  }

  /** Header of the engine and model that wrote all known windows. */
  get header(): string | undefined {
    return this.#header;
  }

  async add(text: string): Promise<void> {
    const line = this.#read(text);
    if (line?.isHeader === true) await this.#begin(text);
    else if (line?.window === this.#known.windows && this.#header !== undefined) {
      const windows = this.#known.windows + 1;
      const seconds = Math.max(this.#known.seconds, line.endSeconds);
      this.#known = { bytes: await this.#append(text), windows, seconds };
    }
  }

  async #begin(header: string): Promise<void> {
    if (header === this.#header) return;
    await this.#file.truncate(0);
    this.#header = header;
    this.#known = NOTHING_KNOWN;
    this.#known = { ...NOTHING_KNOWN, bytes: await this.#append(header) };
  }

  /** @returns the file's new size in bytes */
  async #append(text: string): Promise<number> {
    const bytes = Buffer.from(`${text}\n`);
    await this.#file.write(bytes, 0, bytes.length, this.#known.bytes);
    return this.#known.bytes + bytes.length;
  }
}
