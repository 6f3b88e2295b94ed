/** Gives the written words of a recording the times and probabilities that an engine would give. */
import type { Segment, Word } from '../../../core/transcript/transcript.ts';
import { seeded } from './seeded.ts';

export interface Transcript {
  language: string;
  segments: Segment[];
  words: Word[];
}

const SECONDS_PER_LETTER = 0.062;

export function timedSegments(
  name: string,
  { segments, language }: { segments: readonly string[]; language: string },
): Transcript {
  const random = seeded(name);
  const transcript: Transcript = { language, segments: [], words: [] };
  let at = 0.4 + random();
  for (const [id, line] of segments.entries()) {
    const words = spokenWords(line.slice(3), { from: at, random });
    const [first, last] = [words[0], words.at(-1)];
    if (!first || !last) continue;
    const confidence = rounded(
      words.reduce((sum, { probability }) => sum + probability, 0) / words.length,
    );
    const { start, end } = { start: first.start, end: last.end };
    const speaker = `S${line.charCodeAt(0) - 64}`;
    const text = line.slice(3);
    transcript.segments.push({ id, start, end, text, confidence, speaker, flags: [] });
    transcript.words.push(...words);
    at = end + 0.2 + 1.2 * random();
  }
  return transcript;
}

function spokenWords(text: string, { from, random }: { from: number; random: () => number }) {
  let at = from;
  return text.split(' ').map((word): Word => {
    const start = rounded(at);
    const end = rounded(start + 0.08 + SECONDS_PER_LETTER * word.length * (0.8 + 0.4 * random()));
    // A pause after a comma or a full stop.
    at = end + (/[.,?!]$/.test(word) ? 0.25 : 0.03);
    // One word in twelve is heard badly.
    const probability = rounded(random() < 1 / 12 ? 0.35 + 0.4 * random() : 0.86 + 0.13 * random());
    return { start, end, word, probability };
  });
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
