/**
 * Answers that are known: of earlier attempts, and of this one. Each is found by the hash of its question,
 * so that a piece of other content is never used.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { TokenCounts } from '../../../core/analysis/analysis.ts';
import type { Question } from '../../../core/analysis/asking/question.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { fetchJson } from './fetch-json.ts';

const MOST_BYTES = 1024 ** 2;
const AT_ONCE = 8;

export const Piece = z.object({
  question: z.string().regex(/^[0-9a-f]{64}$/),
  answer: z.string(),
  tokens: TokenCounts,
  /** Time that the model worked. */
  seconds: z.number().min(0),
});
export type Piece = z.infer<typeof Piece>;

export interface PiecesOptions {
  /** Presigned GETs of those of earlier attempts. */
  urls: readonly string[];
  /** Keeps one for the next attempt. */
  put: (name: string, text: string) => Promise<void>;
  onProgress: () => void;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

export class Pieces {
  readonly #of: PiecesOptions;
  readonly #known = new Map<string, Piece>();
  readonly #read: Promise<void>;

  constructor(of: PiecesOptions) {
    this.#of = of;
    this.#read = this.#readAll();
    // Avoids an unhandled rejection if it fails before anything awaits it.
    this.#read.catch(() => undefined);
  }

  async find(question: string): Promise<Piece | undefined> {
    await this.#read;
    return this.#known.get(question);
  }

  /** A piece that cannot be written is only lost. @param name lower-case letters, digits and hyphens */
  async keep(name: string, piece: Piece): Promise<void> {
    const { put, log, signal } = this.#of;
    this.#known.set(piece.question, piece);
    try {
      await put(name, JSON.stringify(piece));
    } catch (error) {
      signal.throwIfAborted();
      log.warn(
        'A piece of the analysis was not kept; after an interruption it is asked again.',
        error,
      );
    }
  }

  async #readAll(): Promise<void> {
    const urls = [...this.#of.urls];
    const readers = Array.from({ length: AT_ONCE }, async () => {
      for (let url = urls.shift(); url !== undefined; url = urls.shift()) await this.#readOne(url);
    });
    await Promise.all(readers);
  }

  async #readOne(url: string): Promise<void> {
    const { clock, log, signal, onProgress } = this.#of;
    try {
      const piece = Piece.parse(await fetchJson(url, { mostBytes: MOST_BYTES, clock, signal }));
      this.#known.set(piece.question, piece);
      onProgress();
    } catch (error) {
      signal.throwIfAborted();
      log.warn('A piece of the analysis did not come; its question is asked again.', error);
    }
  }
}

/** @param model which answers it */
export function identityOf(question: Question, model: string): string {
  const { system, user, schema, maxTokens, sound } = question;
  const heard = sound ? [sound.sha256] : [];
  const text = JSON.stringify([model, system, user, schema, maxTokens, ...heard]);
  return createHash('sha256').update(text).digest('hex');
}
