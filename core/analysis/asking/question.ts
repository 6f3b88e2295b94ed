/** One question to a language model. It is JSON, so that it can be hashed and stored. */
import type { CallerSchema } from '../caller-schema.ts';

export interface Question {
  system: string;
  user: string;
  /** Of the answer: a server makes a grammar of it, so that the model can produce nothing else. */
  schema: Record<string, unknown>;
  /** Of the schema: letters and `_`. */
  name: string;
  /** Most tokens of the answer. */
  maxTokens: number;
  /** What its reader has to know. */
  expects: Expected;
}

export type Expected =
  | { kind: 'claims'; groups: readonly string[] }
  /** Claims are numbered from 1 to `of`; at least one and at most `most` are chosen. */
  | { kind: 'choice'; groups: readonly string[]; of: number; most: number }
  | { kind: 'output'; schema: CallerSchema };
