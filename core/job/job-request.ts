/** Body of POST /jobs, and which of its fields this deployment supports. */
import * as z from 'zod';
import { RequestedAnalyses } from '../analysis/analysis-request.ts';
import { distinctList } from '../base/distinct-list.ts';
import { Moment } from '../base/moment.ts';
import { Channels, TRANSCRIPT_FORMATS, TranscriptFormat } from '../transcript/transcript.ts';
import { Track } from '../audio/tracks.ts';
import { AudioUpload, S3Location } from '../audio/audio.ts';
import { RedactRequest } from '../redaction/redact-request.ts';
import { Retention } from '../retention/retention.ts';
import { Language } from '../transcript/language.ts';
import { DEFAULT_MODEL, ModelName } from '../transcript/model-name.ts';
import { RequestedSpeakers } from '../transcript/speakers.ts';
import { Vocabulary } from '../transcript/vocabulary.ts';
import { OutputLocation } from './output-location.ts';
import { JobEvent } from './job-event.ts';
import { RequestedSession } from './job-session.ts';
import { RequestedRoute, whyNotAvailable, type DeployedRoutes } from './route-name.ts';

export const DEFAULT_LANGUAGE = 'sv';
export const DEFAULT_CHANNELS: Channels = 'mix';
const METADATA_BYTES = 2048;
/** Above any real cost, and within DynamoDB's number range. */
export const MAX_CEILING_USD = 1_000_000;

/** The engine's limit. */
const MAX_QUOTED_SECONDS = 12 * 3600;

export const Model = ModelName.meta({
  description: 'One of those that GET /v1/models lists; by default the first after whisper-1.',
  examples: [DEFAULT_MODEL],
});

/** Webhook of a single job. */
export const JobWebhook = z.strictObject({
  url: z.url().max(2000),
  events: distinctList(JobEvent).optional().describe('Without it: how the job ends.'),
});
export type JobWebhook = z.infer<typeof JobWebhook>;

/** zod and the DynamoDB client silently drop a property of this name. */
const UNKEEPABLE_NAME = '__proto__';

export const JobMetadata = z.preprocess(
  (value, context) => {
    if (value instanceof Object && Object.hasOwn(value, UNKEEPABLE_NAME)) {
      const message = 'this name cannot be kept';
      context.addIssue({ code: 'custom', path: [UNKEEPABLE_NAME], message });
    }
    return value;
  },
  z
    .record(z.string().max(100), z.string().max(METADATA_BYTES))
    .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= METADATA_BYTES, {
      message: `at most ${METADATA_BYTES} bytes as JSON`,
    })
    .meta({
      description: `Your own notes, given back as they came; at most ${METADATA_BYTES} bytes as JSON.`,
      propertyNames: { type: 'string', maxLength: 100, not: { const: UNKEEPABLE_NAME } },
    }),
);

/** Location of the audio: exactly one of the three. */
export const RequestAudio = z
  .strictObject({
    upload: AudioUpload.optional(),
    s3: S3Location.optional(),
    url: z
      .url()
      .max(2000)
      .optional()
      .describe('https, on port 443 of a public host. It is fetched when the job begins.'),
  })
  .refine((audio) => Object.keys(audio).length === 1, {
    message: 'give exactly one of upload, s3 and url',
  })
  .meta({ minProperties: 1, maxProperties: 1 });

/** Without a default: a repeated request has the hash of the first, also of one before this field. */
const Review = z
  .boolean()
  .describe(
    'The places worth hearing again, worst first. Doubtful ones are heard a second time, which takes longer.',
  );

export const CreateJobRequest = z
  .strictObject({
    audio: RequestAudio,
    language: Language.default(DEFAULT_LANGUAGE),
    model: Model.optional(),
    route: RequestedRoute.default('auto').describe(
      '`spot`: an instance for this job. `batch`: a machine that takes job after job, cheaper and later. `warm`: a server that is up. `auto`: what keeps the deadline at the lowest cost; without one, the fastest. `sagemaker`: an endpoint of SageMaker, with no text before the end; `not-available` in a deployment without one.',
    ),
    formats: distinctList(TranscriptFormat)
      .default([...TRANSCRIPT_FORMATS])
      .describe('Which documents the finished job links to; every job has all of them.'),
    words: z.boolean().default(false).describe('With the times and the probability of each word.'),
    channels: Channels.default(DEFAULT_CHANNELS),
    track: Track.optional(),
    speakers: RequestedSpeakers.optional(),
    review: Review.optional(),
    vocabulary: Vocabulary.optional(),
    redact: RedactRequest.optional(),
    retention: Retention.optional(),
    analysis: RequestedAnalyses.optional().describe(
      'What a language model is to make of the transcript, which is published before it. One, or a list of at most five. `not-available` if the deployment declares no such model.',
    ),
    webhook: JobWebhook.optional(),
    session: RequestedSession.optional().describe(
      'Makes the job a chunk of a recording in several files: their transcripts become one.',
    ),
    output: OutputLocation.optional().describe(
      'Below it, in a bucket that the operator has declared, the documents are written as well.',
    ),
    deadline: Moment.optional().describe(
      'By then the job is done, if any route can; nothing is launched after it, and work that has begun is finished.',
    ),
    maxCostUsd: z
      .number()
      .positive()
      .max(MAX_CEILING_USD)
      .optional()
      .describe(
        'What the instances of all its attempts may cost together. Not begun if that cannot be enough.',
      ),
    force: z
      .boolean()
      .default(false)
      .describe('Have it transcribed anew, also if the same audio was transcribed before.'),
    metadata: JobMetadata.default({}),
  })
  .meta({
    id: 'CreateJob',
    examples: [
      {
        audio: { upload: { filename: 'interview.mp3', bytes: 31_457_280 } },
        words: true,
        webhook: { url: 'https://example.com/transcripts' },
        metadata: { case: '2026-114' },
      },
    ],
  });
export type CreateJobRequest = z.infer<typeof CreateJobRequest>;

export const QuoteRequest = z
  .strictObject({
    durationSeconds: z.number().positive().max(MAX_QUOTED_SECONDS).optional(),
    audio: RequestAudio.optional().describe(
      '`s3` alone: of the others nobody can tell how long they are.',
    ),
    model: Model.optional(),
    route: RequestedRoute.default('auto'),
    speakers: RequestedSpeakers.optional(),
    review: Review.optional(),
    analysis: RequestedAnalyses.optional().describe('As in a job: its time and cost are added.'),
  })
  .refine(
    ({ durationSeconds, audio }) => (durationSeconds === undefined) !== (audio === undefined),
    {
      message: 'give exactly one of durationSeconds and audio',
    },
  )
  .meta({
    id: 'AskForQuote',
    oneOf: [{ required: ['durationSeconds'] }, { required: ['audio'] }],
    examples: [{ durationSeconds: 3600 }],
  });

/** Valid fields that this deployment does not support, each with a sentence. */
export function unavailable(
  request: Pick<CreateJobRequest, 'route'> & Partial<CreateJobRequest>,
  deployed: DeployedRoutes = {},
): { path: string; message: string }[] {
  const message = whyNotAvailable(request.route, deployed);
  return message === undefined ? [] : [{ path: 'route', message }];
}
