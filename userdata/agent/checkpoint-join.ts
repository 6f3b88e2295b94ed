/**
 * The checkpoint that an engine goes on from, put together from the lines that earlier engines have
 * left. Two machines may have written the same window, a line may be damaged or missing: only the window
 * that comes next is taken, the rest is left out. Another header is of another engine or model: all
 * before it is dropped.
 */
import type { FileHandle } from 'node:fs/promises';
import { readCheckpointLine } from './checkpoint-line.ts';

/** How much is known: bytes and windows of the checkpoint, seconds of the file. */
export interface Known {
  bytes: number;
  windows: number;
  seconds: number;
}

export const NOTHING_KNOWN: Known = { bytes: 0, windows: 0, seconds: 0 };

export class CheckpointJoin {
  readonly #file: FileHandle;
  #header: string | undefined;
  #known = NOTHING_KNOWN;

  /** `file` is empty, and open to be written. */
  constructor(file: FileHandle) {
    this.#file = file;
  }

  get known(): Known {
    return this.#known;
  }

  /** Of the engine and model that all known windows are from. */
  get header(): string | undefined {
    return this.#header;
  }

  async add(text: string): Promise<void> {
    const line = readCheckpointLine(text);
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

  /** Where the file ends now. */
  async #append(text: string): Promise<number> {
    const bytes = Buffer.from(`${text}\n`);
    await this.#file.write(bytes, 0, bytes.length, this.#known.bytes);
    return this.#known.bytes + bytes.length;
  }
}
