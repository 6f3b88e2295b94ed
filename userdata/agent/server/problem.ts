/** Errors of the machine's HTTP server, as RFC 9457 problem details. */
import type * as z from 'zod';
import { JOB_ERRORS, JobFailure } from '../../../core/base/job-errors.ts';

/** HTTP status and title of each code. */
const PROBLEMS = {
  'malformed-json': [400, 'The body is not JSON'],
  unauthenticated: [401, 'No valid key'],
  'not-for-this-host': [403, 'Not for this host'],
  'no-bucket-rights': [403, 'No right to the bucket'],
  'not-found': [404, 'Not found'],
  'too-large': [413, 'Too large'],
  'unsupported-media': [415, 'Unsupported body type'],
  invalid: [422, 'The request is not valid'],
  'not-available': [422, 'Not available here'],
  'job-failed': [422, 'The audio was not transcribed'],
  'too-many-requests': [429, 'Too many requests'],
  'internal-error': [500, 'Internal error'],
  'not-ready': [503, 'Not ready'],
} as const satisfies Record<string, readonly [number, string]>;

interface FieldProblem {
  path: string;
  message: string;
}

interface More {
  errors?: FieldProblem[];
  /** For Retry-After, in seconds. */
  retryAfter?: number;
  /** Code of a job's failure. */
  failure?: string;
}

/** Thrown to answer with an error; the message says what is wrong and what to do. */
export class ServerProblem extends Error {
  readonly code: keyof typeof PROBLEMS;
  readonly more: More;

  constructor(code: keyof typeof PROBLEMS, detail: string, more: More = {}) {
    super(detail);
    this.name = 'ServerProblem';
    this.code = code;
    this.more = more;
  }
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  failure?: string;
  errors?: FieldProblem[];
}

/** RFC 9457. */
export function problemOf({ code, message, more }: ServerProblem): Problem {
  const [status, title] = PROBLEMS[code];
  return {
    ...{ type: `urn:spotscribe:problem:${code}`, title, status, code, detail: message },
    ...(more.failure !== undefined && { failure: more.failure }),
    ...(more.errors && { errors: more.errors }),
  };
}

/** zod's issues as field problems. */
export function invalid(error: z.ZodError): ServerProblem {
  const errors = error.issues.slice(0, 20).map(({ path, message }) => ({
    path: path.map(String).join('.').slice(0, 100).toWellFormed(),
    message,
  }));
  const paths = [...new Set(errors.map(({ path }) => path))].filter(Boolean).join(', ');
  return new ServerProblem('invalid', `Correct: ${paths || 'the request'}.`, { errors });
}

/** What a failed transcription means for the caller. */
export function failed({ code, message }: JobFailure): ServerProblem {
  const { about } = JOB_ERRORS[code];
  const isCallers = about === 'audio' || about === 'request' || about === 'limit';
  return new ServerProblem(isCallers ? 'job-failed' : 'internal-error', message, { failure: code });
}
