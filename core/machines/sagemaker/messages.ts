/**
 * What passes between this service, SageMaker and the container: options of a request, the container's
 * answer, and SageMaker's notification. A container may be newer than the stack that reads its answer.
 */
import * as z from 'zod';
import { JobErrorCode } from '../../base/job-errors.ts';
import { JobId } from '../../base/job-id.ts';
import { Track } from '../../audio/tracks.ts';
import { TaskResult, type JobAttempt } from '../../job/work-order.ts';
import { Channels, TranscriptFormat } from '../../transcript/transcript.ts';

/**
 * Options of a request, sent as base64url of JSON in the header X-Amzn-SageMaker-Custom-Attributes, which
 * reaches the container as it is.
 */
export const InvocationOptions = z.object({
  model: z.string(),
  language: z.string(),
  words: z.boolean(),
  channels: Channels,
  /** Omitted if not asked for. */
  track: Track.optional(),
  formats: z.array(TranscriptFormat),
});
export type InvocationOptions = z.infer<typeof InvocationOptions>;

/** Value of the header. The longest options take less than half of what SageMaker allows. */
export function customAttributes({
  model,
  language,
  words,
  channels,
  track,
  formats,
}: InvocationOptions): string {
  const options: InvocationOptions = {
    ...{ model, language, words, channels, formats },
    ...(track !== undefined && { track }),
  };
  return Buffer.from(JSON.stringify(options)).toString('base64url');
}

/** Documents of a transcript, by the names that an attempt writes below its folder. */
export const INVOCATION_DOCUMENTS = [
  'transcript.json',
  'transcript.txt',
  'transcript.srt',
  'transcript.vtt',
  'waveform.json',
  'tracks.json',
] as const;
export type InvocationDocument = (typeof INVOCATION_DOCUMENTS)[number];

/**
 * Body of a 200 from POST /invocations: the object at the output location. `result` is what an agent
 * sends with SendTaskSuccess; each document is the whole text of a file. `waveform.json` may be missing,
 * and `tracks.json` is there if the file has several audio tracks.
 */
export const InvocationAnswer = z.object({
  version: z.literal(1),
  result: TaskResult,
  documents: z.object({
    'transcript.json': z.string(),
    'transcript.txt': z.string(),
    'transcript.srt': z.string(),
    'transcript.vtt': z.string(),
    'waveform.json': z.string().optional(),
    'tracks.json': z.string().optional(),
  }),
});
export type InvocationAnswer = z.infer<typeof InvocationAnswer>;

/** Body of a 4xx or 5xx from POST /invocations: the object at the failure location. */
export const InvocationFailure = z.object({
  error: z.object({ code: JobErrorCode, message: z.string() }),
});
export type InvocationFailure = z.infer<typeof InvocationFailure>;

/**
 * Message of the success and of the error topic. A failed request names no location: its object, if the
 * container answered at all, is at the failure location of the request's own answer.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html
 */
export const InferenceResult = z.object({
  eventName: z.literal('InferenceResult'),
  eventSource: z.literal('aws:sagemaker'),
  eventVersion: z.string(),
  eventTime: z.iso.datetime(),
  receivedTime: z.iso.datetime(),
  awsRegion: z.string(),
  invocationStatus: z.enum(['Completed', 'Failed']),
  inferenceId: z.string(),
  requestParameters: z.object({
    endpointName: z.string(),
    inputLocation: z.string(),
    contentType: z.string().optional(),
  }),
  responseParameters: z
    .object({ outputLocation: z.string(), contentType: z.string().optional() })
    .optional(),
  /** Only if it failed. */
  failureReason: z.string().optional(),
});
export type InferenceResult = z.infer<typeof InferenceResult>;

/** Id of the request of an attempt: at most 33 characters. */
export function inferenceId({ jobId, attempt }: JobAttempt): string {
  return `${jobId}-${attempt}`;
}

/** The attempt of an inference id; undefined if it is not one of this service's. */
export function attemptOf(id: string): JobAttempt | undefined {
  const [, jobId = '', attempt = ''] = /^(.+)-([1-9]\d{0,2})$/.exec(id) ?? [];
  return JobId.safeParse(jobId).success ? { jobId, attempt: Number(attempt) } : undefined;
}

/** Objects that SageMaker writes to the results bucket. */
export const SAGEMAKER_PREFIX = 'sagemaker/';
