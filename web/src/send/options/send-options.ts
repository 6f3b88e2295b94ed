/** Options of the recordings that are sent next. */
import { signal } from '@preact/signals';
import type { Schemas } from '../../app/api.ts';
import { whenSignedOut } from '../../app/session.ts';
import { vocabularyOf } from './vocabulary-of.ts';

export type LanguageCode = Schemas['Language'];
export type Preset = NonNullable<Schemas['AnalysisRequest']['preset']>;

/** Speakers that the job asks for: none, any number, or this many. */
export type Speakers = 'off' | 'auto' | number;

/** A copy without names and numbers of people: none, beside the original, or instead of it. */
export type Redacted = 'no' | 'copy' | 'only';

export interface SendOptions {
  readonly language: LanguageCode;
  /** undefined: the deployment's first. */
  readonly model: string | undefined;
  /** One speaker on each channel. */
  readonly isSplit: boolean;
  /** Does not count with `isSplit`: each channel has one voice. */
  readonly speakers: Speakers;
  /** Doubtful places are heard a second time. */
  readonly isReviewed: boolean;
  /** As it was typed: an entry a line. */
  readonly wordList: string;
  readonly redacted: Redacted;
  readonly presets: readonly Preset[];
}

const USUAL: SendOptions = {
  language: 'sv',
  model: undefined,
  isSplit: false,
  speakers: 'off',
  isReviewed: false,
  wordList: '',
  redacted: 'no',
  presets: [],
};

export const options = signal<SendOptions>(USUAL);

whenSignedOut(() => (options.value = USUAL));

export function choose(change: Partial<SendOptions>): void {
  options.value = { ...options.value, ...change };
}

/** Fields of POST /quote. */
export function quotedOptions({ model, presets, isSplit, speakers, isReviewed }: SendOptions) {
  return {
    ...(model !== undefined && { model }),
    ...(!isSplit && speakers !== 'off' && { speakers }),
    ...(isReviewed && { review: true }),
    ...(presets.length > 0 && { analysis: presets.map((preset) => ({ preset })) }),
  };
}

/** Fields of POST /jobs. The words have times and probabilities, which reading and mending need. */
export function jobOptions(asked: SendOptions) {
  const { entries } = vocabularyOf(asked.wordList);
  return {
    ...quotedOptions(asked),
    language: asked.language,
    channels: asked.isSplit ? ('split' as const) : ('mix' as const),
    words: true,
    ...(entries.length > 0 && { vocabulary: [...entries] }),
    ...(asked.redacted !== 'no' && {
      redact: { audio: true, keepOriginal: asked.redacted === 'copy' },
    }),
  };
}
