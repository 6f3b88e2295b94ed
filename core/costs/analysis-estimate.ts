/**
 * Work of a language model for the analyses of a transcript, estimated from the length of the audio.
 * docs/costs.md has the derivation of each figure.
 */
import { clamped, type Range } from './speed-bounds.ts';

/** A quick conversation. */
const WORDS_PER_MINUTE = 150;
/** Of Swedish; a tokenizer that knows it less well needs more. */
const TOKENS_PER_WORD = 2;
/** Number and speaker of each segment, of which there are about eight a minute. */
const TOKENS_BESIDE_WORDS = 50;
/** What is read at once. */
const CHAPTER_SECONDS = 600;
/** Instructions and grammar, with each chapter. */
const CHAPTER_PROMPT = 500;
/** Six claims with their quotes. */
const CHAPTER_ANSWER = 400;
/** What is made of the claims of all chapters. */
const FINAL_ANSWER = 500;

/** So many tokens that are read take as long as one that is written. */
export const READ_PER_WRITTEN = 10;

export interface AnalysisTokens {
  promptTokens: number;
  completionTokens: number;
}

/** Each analysis reads the whole transcript. */
export function analysisTokens(durationSeconds: number, analyses: number): AnalysisTokens {
  const chapters = Math.max(1, Math.ceil(durationSeconds / CHAPTER_SECONDS));
  const perMinute = WORDS_PER_MINUTE * TOKENS_PER_WORD + TOKENS_BESIDE_WORDS;
  const transcript = Math.ceil((durationSeconds / 60) * perMinute);
  const claims = chapters * CHAPTER_ANSWER;
  const prompt = transcript + chapters * CHAPTER_PROMPT + claims + CHAPTER_PROMPT;
  return {
    promptTokens: analyses * prompt,
    completionTokens: analyses * (claims + FINAL_ANSWER),
  };
}

/** Tokens written, with those that are read in the same measure. */
export function writtenTokens({ promptTokens, completionTokens }: AnalysisTokens): number {
  return completionTokens + promptTokens / READ_PER_WRITTEN;
}

/** Loading the model beside the engine, where nothing hides it. */
const LOAD_SECONDS: Range = { low: 0, high: 60 };

/** Seconds at a rate of written tokens a second. */
export function analysisSeconds(tokens: AnalysisTokens, rate: Range): Range {
  const written = writtenTokens(tokens);
  return {
    low: LOAD_SECONDS.low + written / rate.high,
    high: LOAD_SECONDS.high + written / rate.low,
  };
}

/** GB/s of the memory of a type's card, by the data sheets of its maker. */
const CARD_GB_PER_SECOND: Readonly<Record<string, number>> = { g4dn: 320, g5: 600, g6: 300 };
const USUAL_GB_PER_SECOND = 300;
/** Weights of 1.5 GB (a small model of 4 bits) to 8 GB (one of 12 billion), each read for each token. */
const WEIGHTS_GB: Range = { low: 1.5, high: 8 };
/** Share of the memory's speed that programs reach. */
const REACHED: Range = { low: 0.3, high: 0.8 };

/** Written tokens a second on a type where no analysis has finished. */
export function expectedRate(type: string): Range {
  const family = type.split('.')[0] ?? '';
  const speed = CARD_GB_PER_SECOND[family] ?? USUAL_GB_PER_SECOND;
  return {
    low: (speed * REACHED.low) / WEIGHTS_GB.high,
    high: (speed * REACHED.high) / WEIGHTS_GB.low,
  };
}

/** A large model on few cores, and a tiny one on a large card. */
const POSSIBLE: Range = { low: 0.2, high: 5000 };

/** What a machine tells is never believed beyond what is possible. */
export function possibleRate(rate: number): number {
  return clamped(rate, POSSIBLE);
}
