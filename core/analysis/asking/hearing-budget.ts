/** How long a stretch of sound may be that a model hears as one. */
import { chapterBudget } from './budget.ts';

/** Voxtral: a token for 80 ms, in windows of 30 s that are filled up. */
const WINDOW_SECONDS = 30;
const TOKENS_A_WINDOW = 375;
/** As chapters of text: small models hear long ones badly, and the first answer is soon there. */
const LONGEST_SECONDS = 300;
/** That a stretch goes on beyond its end, so that a sentence is whole in one of them. */
export const OVERLAP_SECONDS = 5;

/** Tokens that the sound takes of the context. */
export function soundTokens(seconds: number): number {
  return Math.ceil(seconds / WINDOW_SECONDS) * TOKENS_A_WINDOW;
}

/** Seconds from one stretch to the next; with the overlap they fill windows. */
export function stretchSeconds(of: { contextTokens: number; instructionTokens?: number }): number {
  const windows = Math.max(1, Math.floor(chapterBudget(of) / TOKENS_A_WINDOW));
  return Math.min(LONGEST_SECONDS, windows * WINDOW_SECONDS) - OVERLAP_SECONDS;
}
