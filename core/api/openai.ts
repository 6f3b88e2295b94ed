/**
 * Shapes of OpenAI's transcription API: its clients work here with another base URL.
 * Source: https://platform.openai.com/docs/api-reference/audio/createTranscription
 */
import * as z from 'zod';
import { Language } from '../transcript/language.ts';
import { DEFAULT_MODEL, defaultModel } from '../transcript/model-name.ts';
import { PROBLEMS, type Problem } from './problems.ts';
import { formFlag, SentFile } from './sent-audio.ts';
import { VocabularyReport } from '../transcript/vocabulary.ts';
import { promptedVocabulary, promptReport, type PromptedVocabulary } from './openai-prompt.ts';
import type { Segment, Transcript, Word } from '../transcript/transcript.ts';

/** Paths of OpenAI's API, whose clients parse errors in its shape only. */
export function isOpenAiPath(path: string): boolean {
  return /^\/+v1(\/|$)/.test(path);
}

/** OpenAI's own model name, an alias of the default model here. */
const THEIR_MODEL = 'whisper-1';

/** Model names accepted on OpenAI's routes. */
export function openAiNames(models: readonly string[]): string[] {
  return [THEIR_MODEL, ...models];
}

/** @returns undefined for an unknown name */
export function modelNamed(name: string, models: readonly string[]): string | undefined {
  return name === THEIR_MODEL ? defaultModel(models) : models.find((model) => model === name);
}

const ResponseFormat = z.enum(['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json']);
export type ResponseFormat = z.infer<typeof ResponseFormat>;
const Granularity = z.enum(['word', 'segment']);
/** More than there are, since clients repeat them. */
const MAX_GRANULARITIES = 10;
export type Granularity = z.infer<typeof Granularity>;

/** Refused fields, each with a message: they change the answer, so ignoring them would mislead. */
const REFUSED = new Map([
  ['include', 'log probabilities are not available here; leave it out'],
  ['known_speaker_names', 'speakers get labels here, S1, S2, …, and no names; leave it out'],
  ['known_speaker_references', 'no voices are known here; leave it out'],
  ...['words', 'channels', 'track', 'speakers', 'review', 'vocabulary', 'force', 'formats'].map(
    (name) =>
      [name, 'this is an option of POST /transcribe and POST /jobs; send the file there'] as const,
  ),
]);

/** Longer ones are no prompt: OpenAI's models read a few hundred tokens. */
const MAX_PROMPT_CHARACTERS = 20_000;

/** Other OpenAI fields (`temperature`, `chunking_strategy`, …) tune steps that this engine does not have. */
export const TranscriptionForm = z
  .looseObject({
    file: SentFile,
    model: z
      .string()
      .max(100)
      .meta({ examples: openAiNames([DEFAULT_MODEL]) }),
    language: Language.default('auto'),
    response_format: ResponseFormat.default('json').describe(
      '`diarized_json` tells speakers apart, also with `whisper-1`.',
    ),
    prompt: z
      .string()
      .max(MAX_PROMPT_CHARACTERS)
      .optional()
      .describe(
        'Names and terms as they are to be spelled, between commas, semicolons or line ends; of a sentence, the words that are written like names. `vocabularyReport` of verbose_json and diarized_json says what became of them.',
      ),
    'timestamp_granularities[]': z
      .array(Granularity)
      .max(MAX_GRANULARITIES)
      .default(['segment'])
      .describe('For verbose_json. Also without the brackets, or with a number in them.'),
    stream: formFlag(
      z.literal('false', 'streaming is not available here; leave it out'),
    ).optional(),
  })
  .superRefine((form, context) => {
    for (const name of Object.keys(form)) {
      const message = REFUSED.get(name.replace(/\[\d*\]$/, ''));
      if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .describe(
    `Other fields of OpenAI are taken, and change nothing; refused are ${[...REFUSED.keys()].join(', ')}. An empty field is an absent one.`,
  );

export const OpenAiError = z
  .strictObject({
    error: z.strictObject({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string().nullable(),
    }),
  })
  .meta({ id: 'OpenAiError' });

/** OpenAI's status for an invalid request. */
const NOT_VALID = 400;

export function openAiStatus(status: number): number {
  return status === 422 ? NOT_VALID : status;
}

export function openAiError(
  problem: Pick<Problem, 'status' | 'detail' | 'errors'> & { code: string },
) {
  const { status, code, detail, errors = [] } = problem;
  const said = errors.map(({ path, message }) => `${path}: ${message}.`);
  return openAiErrorOf({
    message: [detail, ...said].join(' '),
    type: typeOf(status),
    param: errors[0]?.path ?? null,
    code: status === PROBLEMS.unauthenticated[0] ? 'invalid_api_key' : code,
  });
}

export function openAiErrorOf(error: z.infer<typeof OpenAiError>['error']) {
  return { error };
}

function typeOf(status: number): string {
  if (status >= 500) return 'server_error';
  return status === 429 ? 'rate_limit_error' : 'invalid_request_error';
}

const OpenAiModel = z.strictObject({
  id: z.string(),
  object: z.literal('model'),
  created: z.int(),
  owned_by: z.string(),
});
export const OpenAiModelView = OpenAiModel.meta({ id: 'OpenAiModel' });
export const OpenAiModelList = z
  .strictObject({ object: z.literal('list'), data: z.array(OpenAiModelView) })
  .meta({ id: 'OpenAiModelList' });

/** The creation time of a model is unknown, hence the epoch. */
export function openAiModel(id: string): z.infer<typeof OpenAiModelView> {
  return { id, object: 'model', created: 0, owned_by: 'spotscribe' };
}

const Usage = z.strictObject({ type: z.literal('duration'), seconds: z.number() });
const VerboseSegment = z.strictObject({
  id: z.int(),
  seek: z.int(),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  tokens: z.array(z.int()),
  temperature: z.number(),
  avg_logprob: z.number(),
  compression_ratio: z.number(),
  no_speech_prob: z.number(),
});

const DiarizedSegment = z.strictObject({
  type: z.literal('transcript.text.segment'),
  id: z.string(),
  start: z.number(),
  end: z.number(),
  text: z.string(),
  speaker: z.string().describe('`unknown` where speakers could not be told apart.'),
});

/** `json` has text and usage only, `verbose_json` the other fields too. */
export const OpenAiTranscription = z
  .strictObject({
    text: z.string(),
    usage: Usage,
    task: z.literal('transcribe').optional(),
    language: z.string().optional(),
    duration: z.number().optional(),
    segments: z
      .union([z.array(VerboseSegment), z.array(DiarizedSegment)])
      .optional()
      .describe('The second form with `diarized_json`.'),
    words: z
      .array(z.strictObject({ word: z.string(), start: z.number(), end: z.number() }))
      .optional(),
    vocabularyReport: VocabularyReport.optional().describe(
      'Not of OpenAI: what became of `prompt`, in verbose_json and diarized_json.',
    ),
  })
  .meta({ id: 'OpenAiTranscription' });
type Transcription = z.infer<typeof OpenAiTranscription>;

export function plain({ text, durationSeconds }: Transcript): Transcription {
  return { text, usage: { type: 'duration', seconds: Math.ceil(durationSeconds ?? 0) } };
}

/** How the transcript is wanted. */
export interface AskedTranscription {
  format: Exclude<ResponseFormat, 'text' | 'srt' | 'vtt'>;
  granularities: readonly Granularity[];
  /** Pieces of the prompt that are no entries. */
  refused: Readonly<PromptedVocabulary['refused']>;
}

export function transcriptionOf(
  transcript: Transcript,
  { format, granularities, refused }: AskedTranscription,
): Transcription {
  if (format === 'json') return plain(transcript);
  const vocabularyReport = promptReport(transcript.vocabularyReport, refused);
  return {
    ...(format === 'verbose_json' ? verbose(transcript, granularities) : diarized(transcript)),
    ...(vocabularyReport && { vocabularyReport }),
  };
}

export function verbose(transcript: Transcript, granularities: readonly Granularity[]) {
  const { language, durationSeconds, segments, words = [] } = transcript;
  return {
    ...plain(transcript),
    task: 'transcribe',
    language: nameOf(language ?? 'und'),
    duration: durationSeconds ?? 0,
    ...(granularities.includes('segment') && { segments: segments.map(verboseSegment) }),
    ...(granularities.includes('word') && { words: words.map(verboseWord) }),
  } satisfies Transcription;
}

const UNKNOWN_SPEAKER = 'unknown';

function diarized(transcript: Transcript) {
  const { durationSeconds, segments } = transcript;
  return {
    ...plain(transcript),
    task: 'transcribe',
    duration: durationSeconds ?? 0,
    segments: segments.map(({ id, start, end, text, speaker = UNKNOWN_SPEAKER }) => ({
      type: 'transcript.text.segment' as const,
      ...{ id: `seg_${id}`, start, end, text: text.trim(), speaker },
    })),
  } satisfies Transcription;
}

/** What the engine is asked for beside the text. */
export function heardFor({ response_format: format, prompt }: z.infer<typeof TranscriptionForm>) {
  const { vocabulary, refused } = promptedVocabulary(prompt);
  return {
    options: {
      ...(format === 'diarized_json' && { speakers: 'auto' as const }),
      ...(vocabulary.length > 0 && { vocabulary }),
    },
    refused,
  };
}

const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' });

/** OpenAI uses the language's name, `swedish`, not its code. */
function nameOf(language: string): string {
  return (LANGUAGES.of(language) ?? language).toLowerCase();
}

/** Avoids log(0); Whisper's own limits are far above. */
const LEAST_CONFIDENCE = 1e-4;

/** Fields that this engine does not compute get neutral values. */
function verboseSegment({ id, start, end, text, confidence }: Segment) {
  return {
    ...{ id, start, end, text },
    seek: Math.floor(start * 100),
    tokens: [],
    temperature: 0,
    avg_logprob: Math.log(Math.max(confidence, LEAST_CONFIDENCE)),
    compression_ratio: 1,
    no_speech_prob: 0,
  };
}

function verboseWord({ word, start, end }: Word) {
  return { word: word.trim(), start, end };
}
