/** Word document of a transcript: a title, what it is of, and a paragraph for each segment. */
import { oneLine } from '../subtitles.ts';
import type { Segment } from '../transcript.ts';
import { clock } from './clock.ts';
import { wordDocument, type WordParagraph, type WordRun } from './word-document.ts';

export interface TranscriptForWord {
  transcript: {
    segments: readonly Pick<Segment, 'start' | 'text' | 'speaker'>[];
    language: string | null;
    durationSeconds: number | null;
    model: string;
    complete: boolean;
  };
  filename: string;
  createdAt: string;
  /** Version of the edited text; undefined: the machine's. */
  version?: number | undefined;
}

/** Both are there by default. */
export interface WordOptions {
  times?: boolean | undefined;
  speakers?: boolean | undefined;
  nameOf?: ((speaker: string) => string) | undefined;
}

const SV = {
  made: (model: string) => `Transkriberad av ${model}`,
  edited: (version: number) => `redigerad, version ${version}`,
  incomplete: 'inte klar ännu',
  empty: 'Inget tal hördes i inspelningen.',
};
const EN: typeof SV = {
  made: (model) => `Transcribed by ${model}`,
  edited: (version) => `edited, version ${version}`,
  incomplete: 'not complete yet',
  empty: 'No speech was heard in the recording.',
};

export function transcriptDocx(of: TranscriptForWord, options: WordOptions = {}): Uint8Array {
  const { segments, language: spoken, complete } = of.transcript;
  const words = spoken === 'sv' ? SV : EN;
  const language = languageTag(spoken);
  const own = { language: spoken === 'sv' ? 'sv-SE' : 'en-GB' };
  const said = segments.filter(({ text }) => oneLine(text) !== '');
  const nothing = said.length === 0 && complete ? [{ text: words.empty }] : [];
  return wordDocument([
    { style: 'Title', language, runs: [{ text: oneLine(of.filename) }] },
    { style: 'Subtitle', ...own, runs: [{ text: factsOf(of, words) }] },
    ...said.map((segment): WordParagraph => ({
      ...{ style: 'Normal', language },
      runs: runsOf(segment, options),
    })),
    ...nothing.map((run): WordParagraph => ({ style: 'Normal', ...own, runs: [run] })),
  ]);
}

function factsOf({ transcript, createdAt, version }: TranscriptForWord, words: typeof SV): string {
  const { durationSeconds, model, complete } = transcript;
  return [
    createdAt.slice(0, 'YYYY-MM-DD'.length),
    ...(durationSeconds === null ? [] : [clock(durationSeconds)]),
    ...(model === '' ? [] : [words.made(model)]),
    ...(version === undefined ? [] : [words.edited(version)]),
    ...(complete ? [] : [words.incomplete]),
  ].join(' · ');
}

function runsOf(
  { start, text, speaker }: Pick<Segment, 'start' | 'text' | 'speaker'>,
  { times = true, speakers = true, nameOf = (name) => name }: WordOptions,
): WordRun[] {
  const isNamed = speakers && speaker !== undefined;
  return [
    ...(times ? [{ text: `${clock(start)}  `, look: 'grey' } as const] : []),
    ...(isNamed ? [{ text: `${oneLine(nameOf(speaker))}: `, look: 'bold' } as const] : []),
    { text: oneLine(text) },
  ];
}

/** Word checks the spelling by country. */
function languageTag(language: string | null): string {
  if (language === 'sv') return 'sv-SE';
  return language === 'en' || language === null ? 'en-GB' : language;
}
