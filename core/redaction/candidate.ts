/** What a recogniser finds. */
import type { RedactionKind } from './redact-request.ts';

export interface Candidate {
  kind: RedactionKind;
  /** Indices of tokens, in order; fillers between them are no part of it. */
  at: readonly number[];
  /** 0..1; 1: a checksum is right, or nothing else is written so. */
  confidence: number;
  /** Equal for all ways to write it: digits of a number, the letters of a name without its genitive. */
  normalised: string;
  /** The model for names alone found it. */
  by?: 'model';
}
