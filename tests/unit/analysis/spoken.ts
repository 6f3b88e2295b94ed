/** Transcripts for tests of claims: segments from lines, one word a second. */
import { Evidence } from '../../../core/analysis/proof/evidence.ts';
import type { Segment, Word } from '../../../core/transcript/transcript.ts';

export interface Line {
  text: string;
  speaker?: string;
}

export function spoken(lines: readonly (Line | string)[], language = 'sv') {
  const segments: Segment[] = [];
  const words: Word[] = [];
  for (const line of lines) {
    const { text, speaker } = typeof line === 'string' ? { text: line, speaker: undefined } : line;
    const start = words.length;
    for (const word of text.split(/\s+/u).filter((one) => one !== '')) {
      words.push({ word, start: words.length, end: words.length + 0.9, probability: 0.9 });
    }
    segments.push({
      id: segments.length,
      start,
      end: Math.max(start, words.length - 0.1),
      text,
      confidence: 0.8,
      flags: [],
      ...(speaker === undefined ? {} : { speaker }),
    });
  }
  return { segments, words, language };
}

export function evidenceOf(lines: readonly (Line | string)[], language = 'sv'): Evidence {
  return new Evidence(spoken(lines, language));
}
