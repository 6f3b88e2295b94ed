/** Words of the command for speakers, review, word list, redaction and retention, as POST /jobs takes them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { whyUnreadable } from '../../computer/unreadable.ts';
import { SpeakersText } from '../../core/transcript/speakers.ts';
import type { Words } from './words.ts';
import { WrongWords } from './wrong-words.ts';

type HeardWords = Pick<
  Words,
  'speakers' | 'review' | 'vocabulary' | 'redact' | 'audio-days' | 'transcript-days'
>;

/** Not checked beyond their form: the options' schema does that. @throws WrongWords */
export function heardOptions(words: HeardWords, here: string) {
  const { speakers, review, vocabulary, redact } = words;
  const retention = {
    ...daysOf(words, 'audio-days', 'audioDays'),
    ...daysOf(words, 'transcript-days', 'transcriptDays'),
  };
  return {
    ...(speakers !== undefined && { speakers: speakersOf(speakers) }),
    ...(review && { review }),
    ...(vocabulary !== undefined && { vocabulary: linesOf(path.resolve(here, vocabulary)) }),
    ...(redact !== undefined && { redact: redactOf(redact) }),
    ...(Object.keys(retention).length > 0 && { retention }),
  };
}

function speakersOf(text: string) {
  const { data, error } = SpeakersText.safeParse(text);
  if (data !== undefined) return data;
  throw new WrongWords(`--speakers: ${error.issues[0]?.message ?? 'not valid'}.`);
}

function linesOf(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongWords(`--vocabulary: the file cannot be read: ${whyUnreadable(error)}.`);
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

/** `all`, kinds between commas, or JSON. @throws WrongWords */
export function redactOf(text: string): unknown {
  if (text === 'all') return {};
  if (!text.trimStart().startsWith('{')) {
    return { kinds: text.split(',').map((item) => item.trim()) };
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongWords(`--redact: ${text} is no JSON.`);
  }
}

function daysOf(words: HeardWords, word: 'audio-days' | 'transcript-days', name: string) {
  const text = words[word];
  if (text === undefined) return {};
  if (/^\d+$/.test(text)) return { [name]: Number(text) };
  throw new WrongWords(`--${word}: "${text}" is no number of days.`);
}
