/** Audio sent inside a request as a form: small enough for a Lambda function. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { FileName } from '../audio/audio.ts';
import {
  DEFAULT_CHANNELS,
  DEFAULT_LANGUAGE,
  Model,
  type CreateJobRequest,
} from '../job/job-request.ts';
import { heardOptions } from '../job/heard-options.ts';
import { Language } from '../transcript/language.ts';
import { SpeakersText } from '../transcript/speakers.ts';
import { VocabularyText } from '../transcript/vocabulary.ts';
import { Channels } from '../transcript/transcript.ts';
import { TrackText } from '../audio/tracks.ts';

/** Lambda's limit is 6 MB, and the audio arrives as base64 among other fields. */
export const MAX_SENT_BYTES = 4 * 1024 ** 2;

export const SentFile = z
  .file()
  .min(1, 'an empty file cannot be transcribed')
  .superRefine(({ name }, context) => {
    const problem = FileName.safeParse(name).error?.issues[0];
    if (problem) context.addIssue({ code: 'custom', message: problem.message });
  })
  .describe('The audio, at most 4 MB. For more, create a job with audio.upload.');

/** Case-insensitive: Python writes `True` and `False`. */
export function formFlag<const Value extends string>(value: z.ZodType<Value>) {
  return z.preprocess((text) => (typeof text === 'string' ? text.toLowerCase() : text), value);
}

const flag = formFlag(z.enum(['true', 'false'])).prefault('false');

/** Fields of POST /transcribe: those of POST /jobs that fit a form. */
export const TranscribeForm = z
  .strictObject({
    file: SentFile,
    language: Language.default(DEFAULT_LANGUAGE),
    model: Model.optional(),
    words: flag.transform((text) => text === 'true'),
    channels: Channels.default(DEFAULT_CHANNELS),
    track: TrackText.optional(),
    speakers: SpeakersText.optional(),
    review: flag.transform((text) => text === 'true'),
    vocabulary: VocabularyText.optional(),
    force: flag
      .transform((text) => text === 'true')
      .describe('A job of its own, also if the same audio was transcribed before.'),
  })
  .describe('An empty field is an absent one.');

export interface SentAudio {
  filename: string;
  content: Uint8Array;
  options: Pick<
    CreateJobRequest,
    'language' | 'words' | 'channels' | 'track' | 'speakers' | 'review' | 'vocabulary'
  > & { model: string };
}

/** Equal for equal audio and options, so that an owner's duplicate is transcribed once. */
export function contentKey({ content, options }: SentAudio): string {
  const { language, model, words, channels, track } = options;
  const sha256 = createHash('sha256').update(content).digest('hex');
  const { speakers, review, vocabulary } = heardOptions(options);
  const isMore = speakers !== undefined || review || vocabulary !== undefined;
  // Without these options the key equals that of jobs older than them.
  const own = [
    ...(track === undefined ? [] : [track]),
    ...(isMore ? [{ speakers, review, vocabulary }] : []),
  ];
  return JSON.stringify([sha256, language, model, words, channels, ...own]);
}
