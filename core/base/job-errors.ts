/**
 * Every way a job can fail: who is at fault, and whether another attempt could help. The code is
 * also the error name that a state machine matches, so it is spelled the same in the ASL, in
 * `SendTaskFailure`, in the job item and in the API's answer.
 */
import * as z from 'zod';
import { CONVERT_AUDIO } from './audio-formats.ts';

interface JobErrorKind {
  /**
   * `audio`, `request`: the caller's file or options. `machine`: the attempt's, the next one may do.
   * `cloud`: the job waits. `deployment`: an operator must act.
   */
  about: 'audio' | 'request' | 'machine' | 'cloud' | 'deployment' | 'limit';
  /** Whether the system itself may retry; messages need not promise it. */
  retryable: boolean;
  /** What happened, what it means for the job, what to do. Used if the reporter sent no message. */
  message: string;
}

export const JOB_ERRORS = {
  UploadExpired: {
    about: 'audio',
    retryable: false,
    message:
      'The audio was not uploaded in time; nothing was transcribed. Create a new job and upload within 15 minutes, or in parts (POST /uploads) within 24 hours.',
  },
  AudioMissing: {
    about: 'audio',
    retryable: false,
    message:
      'The audio object is gone; nothing was transcribed. Put the object back and create a new job.',
  },
  AudioUnreadable: {
    about: 'audio',
    retryable: false,
    message:
      'The file could not be read as audio; nothing was transcribed. Check that it plays, then create a new job.',
  },
  AudioEmpty: {
    about: 'audio',
    retryable: false,
    message:
      'The file holds no audio at all; nothing was transcribed. Upload the complete file in a new job.',
  },
  AudioUnsupported: {
    about: 'audio',
    retryable: false,
    message: `The file has no audio stream that can be decoded here; nothing was transcribed. ${CONVERT_AUDIO}`,
  },
  AudioTooLong: {
    about: 'audio',
    retryable: false,
    message:
      'The audio is over the limit of this deployment; nothing was transcribed. Split it and create one job for each part.',
  },
  UrlRefused: {
    about: 'audio',
    retryable: false,
    message:
      'The audio address is one that this service does not fetch from; nothing was transcribed. Upload the file instead.',
  },
  UrlFailed: {
    about: 'audio',
    retryable: false,
    message:
      'The audio address did not deliver the file; nothing was transcribed. Check the address or upload the file instead.',
  },
  OptionInvalid: {
    about: 'request',
    retryable: false,
    message:
      'An option of the job cannot be applied, such as a language that the model does not know or a track that the file does not have; nothing was transcribed. Create a new job with another value.',
  },
  SpotInterrupted: {
    about: 'machine',
    retryable: true,
    message: 'AWS took the spot instance back before the work was done. Create the job again.',
  },
  InstanceLost: {
    about: 'machine',
    retryable: true,
    message: 'The instance ended before the work was done. Create the job again.',
  },
  BootTimeout: {
    about: 'machine',
    retryable: true,
    message:
      'The instance was launched but never claimed the job. Create the job again; if it repeats, look at the instance console log and rebuild the machine image.',
  },
  AgentCrashed: {
    about: 'machine',
    retryable: true,
    message: 'The program on the instance ended unexpectedly. Create the job again.',
  },
  EngineCrashed: {
    about: 'machine',
    retryable: true,
    message: 'The transcription engine ended unexpectedly. Create the job again.',
  },
  GpuUnavailable: {
    about: 'machine',
    retryable: true,
    message:
      'The instance has a GPU that the transcription engine could not use; the attempt was ended before it took many times as long on the CPU. Create the job again; if it repeats, an operator has to build the machine image again.',
  },
  HeartbeatLost: {
    about: 'machine',
    retryable: true,
    message: 'The instance stopped making progress and was terminated. Create the job again.',
  },
  AwsUnavailable: {
    about: 'machine',
    retryable: true,
    message:
      'A service of AWS did not carry out a step of the workflow, such as a table that was throttled or a function that could not start. Create the job again; if it repeats, look at the AWS Health Dashboard.',
  },
  NoCapacity: {
    about: 'cloud',
    retryable: true,
    message:
      'AWS has no instance of the declared types in any zone; the job waits and asks again. More types, or on-demand as fallback, would help.',
  },
  Throttled: {
    about: 'cloud',
    retryable: true,
    message: 'AWS limits the rate of requests at the moment; the job waits and asks again.',
  },
  QuotaReached: {
    about: 'cloud',
    retryable: true,
    message:
      'The account has reached its quota for these instances; the job waits and asks again. It can go on when running jobs end, or with a higher quota from AWS.',
  },
  Misconfigured: {
    about: 'deployment',
    retryable: false,
    message:
      'This deployment cannot launch an instance; nothing was transcribed. An operator has to correct it.',
  },
  ModelDamaged: {
    about: 'deployment',
    retryable: false,
    message:
      'The model is damaged; nothing was transcribed. An operator has to build the machine image again, or to publish the model again.',
  },
  DiskTooSmall: {
    about: 'deployment',
    retryable: false,
    message:
      "The audio does not fit on the machine's disk; nothing was transcribed. Create a new job with the recording as Opus or MP3, or ask an operator for a larger disk.",
  },
  AttemptsExhausted: {
    about: 'limit',
    retryable: false,
    message: 'The job failed in every attempt that it was allowed.',
  },
  DeadlineExceeded: {
    about: 'limit',
    retryable: false,
    message:
      'The work took longer than a job may take and was stopped. Split the audio, or raise the limit of this deployment.',
  },
  MaxCostExceeded: {
    about: 'limit',
    retryable: false,
    message:
      'The job was stopped because more would have cost more than its maxCostUsd; it is not transcribed to its end. Create it again with a higher one.',
  },
  BudgetExceeded: {
    about: 'limit',
    retryable: false,
    message:
      'The budget does not have what the job may cost; it was not begun, or not continued. Create it again when the budget has more, or ask an operator for a larger one.',
  },
  Cancelled: { about: 'limit', retryable: false, message: 'The job was cancelled.' },
} as const satisfies Record<string, JobErrorKind>;

export type JobErrorCode = keyof typeof JOB_ERRORS;

export const JobErrorCode = z.enum(Object.keys(JOB_ERRORS) as [JobErrorCode, ...JobErrorCode[]]);

/** The `error` field of a job in the API. `attempt`: the one that failed, 0 before the first. */
export const JobError = z
  .strictObject({
    code: JobErrorCode,
    message: z.string(),
    retryable: z.boolean(),
    attempt: z.int().min(0),
  })
  .meta({ id: 'JobError' });
export type JobError = z.infer<typeof JobError>;

/** Builds a job's error; `message` replaces the table's default. */
export function jobError(code: JobErrorCode, attempt: number, message?: string): JobError {
  const kind = JOB_ERRORS[code];
  return { code, message: message ?? kind.message, retryable: kind.retryable, attempt };
}

/** Thrown by a step of the workflow; its name is what the state machine catches. */
export class JobFailure extends Error {
  readonly code: JobErrorCode;

  constructor(code: JobErrorCode, message: string = JOB_ERRORS[code].message, cause?: unknown) {
    super(message, { cause });
    this.name = code;
    this.code = code;
  }
}
