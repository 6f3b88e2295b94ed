/**
 * Puts what the engine adds to its checkpoint where the next attempt finds it: whole lines, in order, one
 * upload at a time. A machine may go at any moment without a word, so nothing waits for its end; what
 * could not be uploaded goes with the next lines.
 */
import { open } from 'node:fs/promises';
import { readCheckpointLine } from './checkpoint-line.ts';
import type { Known } from './checkpoint-join.ts';
import type { Log } from './log.ts';

/** Of one piece; a batch of windows is below half a megabyte. */
const PIECE_BYTES = 8 * 1024 ** 2;
const NEWLINE = 0x0a;

/** Writes a piece whose first window is of this number. */
export type PutPiece = (firstWindow: number, text: string) => Promise<void>;

export class CheckpointUpload {
  readonly #file: string;
  readonly #log: Log;
  #sentBytes: number;
  #wanted = false;
  #sending: Promise<void> | undefined;

  /** `known`: what of the file is uploaded already. */
  constructor(of: { file: string; known: Known; log: Log }) {
    this.#file = of.file;
    this.#log = of.log;
    this.#sentBytes = of.known.bytes;
  }

  /** To be called when the file is empty again. */
  async again(): Promise<void> {
    await this.#sending;
    this.#sentBytes = 0;
  }

  /** To be called when there may be new lines; never rejects. */
  wake(put: PutPiece): void {
    this.#wanted = true;
    this.#sending ??= this.#sendWanted(put)
      .catch((error: unknown) => this.#log.warn('The checkpoint was not uploaded.', error))
      .finally(() => (this.#sending = undefined));
  }

  /** All that is there now, behind what is on its way. @throws what `put` throws */
  async flush(put: PutPiece): Promise<void> {
    await this.#sending;
    await this.#sendAll(put);
  }

  async #sendWanted(put: PutPiece): Promise<void> {
    while (this.#wanted) {
      this.#wanted = false;
      await this.#sendAll(put);
    }
  }

  async #sendAll(put: PutPiece): Promise<void> {
    for (;;) {
      const lines = await this.#newLines();
      const firstWindow = windowOf(lines);
      if (firstWindow === undefined) return;
      await put(firstWindow, lines.toString());
      this.#sentBytes += lines.length;
    }
  }

  /** Whole ones: the engine may be writing the last one. */
  async #newLines(): Promise<Buffer> {
    const file = await open(this.#file, 'r');
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.min(PIECE_BYTES, Math.max(0, size - this.#sentBytes)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, this.#sentBytes);
      const read = buffer.subarray(0, bytesRead);
      return read.subarray(0, read.lastIndexOf(NEWLINE) + 1);
    } finally {
      await file.close();
    }
  }
}

/** The number of the first window, if there is one: a header alone says nothing yet. */
function windowOf(lines: Buffer): number | undefined {
  for (const text of lines.toString().split('\n', 2)) {
    const line = readCheckpointLine(text);
    if (line?.isHeader === false) return line.window;
  }
  return undefined;
}
