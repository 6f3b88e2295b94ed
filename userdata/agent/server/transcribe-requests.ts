/** What requests for a transcription say, checked. */
import * as z from 'zod';
import { formFields } from '../../../core/api/form-fields.ts';
import { heardFor, modelNamed, openAiNames, TranscriptionForm } from '../../../core/api/openai.ts';
import { TranscribeForm } from '../../../core/api/sent-audio.ts';
import { S3Location } from '../../../core/audio/audio.ts';
import { Track } from '../../../core/audio/tracks.ts';
import { DEFAULT_CHANNELS, DEFAULT_LANGUAGE } from '../../../core/job/job-request.ts';
import { Language } from '../../../core/transcript/language.ts';
import { ModelName } from '../../../core/transcript/model-name.ts';
import { Channels } from '../../../core/transcript/transcript.ts';
import {
  askedSpeakers,
  engineSpeakers,
  RequestedSpeakers,
} from '../../../core/transcript/speakers.ts';
import { Vocabulary } from '../../../core/transcript/vocabulary.ts';
import { engineOptions } from '../engine-options.ts';
import type { ImageModel } from '../image-models.ts';
import type { LocalOptions } from './local-work.ts';
import { invalid, ServerProblem } from './problem.ts';
import type { UploadedForm } from './upload.ts';

/** Models of the machine, the default first. */
export type Models = readonly ImageModel[];

export const S3Request = z.strictObject({
  s3_input_path: S3Location,
  /** Address of the documents without their extension, or a folder; without it, beside the audio. */
  s3_output_path: S3Location.optional(),
  language: Language.default(DEFAULT_LANGUAGE),
  model: ModelName.optional(),
  words: z.boolean().default(false),
  channels: Channels.default(DEFAULT_CHANNELS),
  track: Track.optional(),
  speakers: RequestedSpeakers.optional(),
  review: z.boolean().optional(),
  vocabulary: Vocabulary.optional(),
});
export type S3Request = z.infer<typeof S3Request>;

interface Options {
  language: string;
  words: boolean;
  channels: Channels;
  track?: Track | undefined;
  speakers?: RequestedSpeakers | undefined;
  review?: boolean | undefined;
  vocabulary?: Vocabulary | undefined;
}

/** @throws ServerProblem invalid, not-found */
export function readTranscribeForm(form: UploadedForm, models: Models): LocalOptions {
  const read = checkedForm(TranscribeForm, form);
  return optionsOf(read, folderOf(read.model, models));
}

/** @throws ServerProblem invalid, not-found */
export function readTranscriptionForm(form: UploadedForm, models: Models) {
  const read = checkedForm(TranscriptionForm, form);
  const { response_format: format, language } = read;
  const granularities = read['timestamp_granularities[]'];
  const words = format === 'verbose_json' && granularities.includes('word');
  const names = namesOf(models);
  const model = folderOf(modelNamed(read.model, names) ?? read.model, models);
  const heard = heardFor(read);
  return {
    options: optionsOf({ language, words, channels: 'mix', ...heard.options }, model),
    ...{ format, granularities, refused: heard.refused },
  };
}

/** @throws ServerProblem malformed-json, invalid, not-found */
export function readS3Request(body: string, models: Models) {
  const request = checked(S3Request, jsonIn(body));
  return { ...request, options: optionsOf(request, folderOf(request.model, models)) };
}

/** @throws ServerProblem invalid */
export function checkedForm<S extends z.ZodObject>(schema: S, form: UploadedForm): z.output<S> {
  return checked(schema, fieldsOf(form, Object.keys(schema.shape)));
}

/** The file lies on the disk; the schema looks at its name and that it is not empty. */
function fieldsOf({ fields, filename }: UploadedForm, known: readonly string[]) {
  const file = filename === undefined ? [] : [['file', new File(['-'], filename)] as const];
  return formFields([...fields, ...file], known);
}

export function optionsOf({ speakers, ...options }: Options, model: string): LocalOptions {
  const asked = askedSpeakers(speakers);
  return {
    model,
    ...engineOptions({
      ...options,
      ...(asked !== undefined && { speakers: engineSpeakers(asked) }),
    }),
  };
}

/** @throws ServerProblem not-found */
export function folderOf(name: string | undefined, models: Models): string {
  const found = name === undefined ? models[0] : models.find((model) => model.name === name);
  if (found) return found.folder;
  const names = openAiNames(namesOf(models)).join(', ');
  const message = `This machine has no model ${JSON.stringify((name ?? '').slice(0, 100))}. It has: ${names}.`;
  throw new ServerProblem('not-found', message, {
    errors: [{ path: 'model', message: 'this model is not known' }],
  });
}

function namesOf(models: Models): string[] {
  return models.flatMap(({ name }) => (name === undefined ? [] : [name]));
}

function checked<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error);
  return parsed.data;
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ServerProblem('malformed-json', 'The body is not JSON.');
  }
}
