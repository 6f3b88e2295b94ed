/** Bounded random access to a remote file: a damaged header cannot make us read without end. */

/** Reads `length` bytes at `from`; fewer only at the file's end. */
export type ReadRange = (from: number, length: number) => Promise<Uint8Array>;

const MAX_READS = 8;
const PIECE_BYTES = 128 * 1024;
const SAMPLE_BYTES = 64 * 1024;
/** Steps between boxes or chunks, each of which reads once or twice. */
const MAX_STEPS = 2000;

/** Thrown when a probe would exceed its read limits. */
export class TooFarApart extends Error {
  override name = 'TooFarApart';
}

/** Sample positions for a file too large to read whole: the middle of each quarter behind the head. */
const SAMPLED = [1 / 8, 3 / 8, 5 / 8, 7 / 8];

/** Samples behind `from`; the whole rest as one piece if it is short. @throws TooFarApart */
export async function samplesOf(file: Ranges, from: number): Promise<Buffer[]> {
  const rest = file.size - from;
  if (rest <= 0) return [];
  if (rest <= PIECE_BYTES) return [await file.at(from, rest)];
  const pieces: Buffer[] = [];
  for (const share of SAMPLED) {
    pieces.push(await file.at(from + Math.floor(share * rest), SAMPLE_BYTES));
  }
  return pieces;
}

/** At most eight requests and 1 MiB in all; pieces are cached. */
export class Ranges {
  readonly size: number;
  readonly #read: ReadRange;
  #steps = 0;
  readonly #pieces: { from: number; bytes: Buffer }[] = [];

  constructor(size: number, read: ReadRange) {
    this.size = size;
    this.#read = read;
  }

  /** Fewer than `length` bytes only at the file's end, none beyond it. @throws TooFarApart */
  async at(from: number, length: number): Promise<Buffer> {
    if (++this.#steps > MAX_STEPS) throw new TooFarApart();
    const to = Math.min(from + length, this.size);
    if (!(from < to)) return Buffer.alloc(0);
    const kept = this.#pieces.find(
      (piece) => piece.from <= from && to <= piece.from + piece.bytes.length,
    );
    const { from: start, bytes } = kept ?? (await this.#fetch(from, to - from));
    return bytes.subarray(from - start, to - start);
  }

  async #fetch(from: number, length: number) {
    if (this.#pieces.length === MAX_READS || length > PIECE_BYTES) throw new TooFarApart();
    const bytes = Buffer.from(await this.#read(from, Math.min(PIECE_BYTES, this.size - from)));
    const piece = { from, bytes };
    this.#pieces.push(piece);
    return piece;
  }
}
