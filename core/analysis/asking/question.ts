/** One question to a language model: JSON, and for one that hears, sound. */
import type { CallerSchema } from '../caller-schema.ts';

export interface Question {
  system: string;
  user: string;
  /** JSON Schema of the answer: a server makes a grammar of it, so that the model can produce nothing else. */
  schema: Record<string, unknown>;
  /** Name of the schema: letters and `_`. */
  name: string;
  /** Most tokens of the answer. */
  maxTokens: number;
  /** What its reader has to know. */
  expects: Expected;
  /** What the question is about, in place of a transcript. */
  sound?: Sound;
}

export interface Sound {
  /** A WAV file. */
  wav: Uint8Array;
  /** SHA-256 of the file, in hexadecimal digits. */
  sha256: string;
  seconds: number;
}

export type Expected =
  | { kind: 'claims'; groups: readonly string[] }
  /** Claims are numbered from 1 to `of`; at least one and at most `most` are chosen. */
  | { kind: 'choice'; groups: readonly string[]; of: number; most: number }
  | { kind: 'output'; schema: CallerSchema };
