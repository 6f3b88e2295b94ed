/**
 * Uploads new checkpoint lines for the next attempt: whole lines, in order, one upload at a time. A
 * machine may disappear without notice, so nothing is deferred to its end; lines of a failed upload
 * are sent with the next ones.
 */
import { open } from 'node:fs/promises';
import type { Known, ReadLine } from './checkpoint-join.ts';
import { readCheckpointLine } from './checkpoint-line.ts';
import type { Log } from './log.ts';

/** Per piece; a batch of windows is below half a megabyte. */
const PIECE_BYTES = 8 * 1024 ** 2;
const NEWLINE = 0x0a;

/** Writes a piece; `firstWindow` is the number of its first window. */
export type PutPiece = (firstWindow: number, text: string) => Promise<void>;

export interface CheckpointUploadOptions {
  file: string;
  /** Extent already uploaded. */
  known: Known;
  /** Reads a line; default: a line of the checkpoint. */
  read?: ReadLine;
  /** Fewer wait for more lines, or for `flush`. */
  leastBytes?: number;
  log: Log;
  /** Aborted when the work is over. */
  signal: AbortSignal;
}

export class CheckpointUpload {
  readonly #file: string;
  readonly #read: ReadLine;
  readonly #leastBytes: number;
  readonly #log: Log;
  readonly #signal: AbortSignal;
  #sentBytes: number;
  #wanted = false;
  #sending: Promise<void> | undefined;

  constructor(of: CheckpointUploadOptions) {
    this.#file = of.file;
    this.#read = of.read ?? readCheckpointLine;
    this.#leastBytes = of.leastBytes ?? 1;
    this.#log = of.log;
    this.#signal = of.signal;
    this.#sentBytes = of.known.bytes;
  }

  /** Restarts at offset 0; call after truncating the file. */
  async restart(): Promise<void> {
    await this.#sending;
    this.#sentBytes = 0;
  }

  /** Call when there may be new lines; never rejects. */
  wake(put: PutPiece): void {
    this.#wanted = true;
    this.#sending ??= this.#sendWanted(put)
      .catch((error: unknown) => this.#failed(error))
      .finally(() => (this.#sending = undefined));
  }

  /** Uploads everything written so far, after the upload in progress. @throws what `put` throws */
  async flush(put: PutPiece): Promise<void> {
    await this.#sending;
    await this.#sendAll(put, 1);
  }

  /** Once the work is over, nothing more is needed; its file may be another job's by now. */
  #failed(error: unknown): void {
    if (!this.#signal.aborted) this.#log.warn('The checkpoint was not uploaded.', error);
  }

  async #sendWanted(put: PutPiece): Promise<void> {
    while (this.#wanted && !this.#signal.aborted) {
      this.#wanted = false;
      await this.#sendAll(put, this.#leastBytes);
    }
  }

  async #sendAll(put: PutPiece, leastBytes: number): Promise<void> {
    for (;;) {
      const lines = await this.#newLines();
      const firstWindow = this.#windowOf(lines);
      if (firstWindow === undefined || lines.length < leastBytes) return;
      await put(firstWindow, lines.toString());
      this.#sentBytes += lines.length;
    }
  }

  /** Complete lines only: the engine may be writing the last one. */
  async #newLines(): Promise<Buffer> {
    const file = await open(this.#file, 'r');
    try {
      const { size } = await file.stat();
      // The engine does not use what it was given, and has begun the file anew.
      if (size < this.#sentBytes) this.#sentBytes = 0;
      const buffer = Buffer.alloc(Math.min(PIECE_BYTES, Math.max(0, size - this.#sentBytes)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, this.#sentBytes);
      const read = buffer.subarray(0, bytesRead);
      return read.subarray(0, read.lastIndexOf(NEWLINE) + 1);
    } finally {
      await file.close();
    }
  }

  /** Number of the first window; undefined if there is only a header. */
  #windowOf(lines: Buffer): number | undefined {
    for (const text of lines.toString().split('\n', 2)) {
      const line = this.#read(text);
      if (line?.isHeader === false) return line.window;
    }
    return undefined;
  }
}
