/** What the routes have in common: what they are given, and how each takes a recording. */
import type { IncomingMessage } from 'node:http';
import type { ServerStatus } from '../../../core/machines/pool/server-status.ts';
import type { AgentConfig } from '../agent-config.ts';
import type { ModelOnDemand } from '../analysis/model-on-demand.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { EventStream } from './event-stream.ts';
import {
  isFailure,
  type Heard,
  type LocalCaller,
  type LocalOptions,
  type LocalRequest,
  type LocalWork,
} from './local-work.ts';
import { failed, ServerProblem } from './problem.ts';
import type { S3Audio } from './s3-audio.ts';
import type { Models } from './transcribe-requests.ts';
import { receiveForm, type UploadedForm } from './upload.ts';

export interface Answer {
  status: number;
  contentType: string;
  body: string;
}

/** Who waits for an answer. */
export interface Caller {
  /** Aborted when it has gone away. */
  signal: AbortSignal;
  /** Begins an answer of server-sent events; nothing else is answered then. */
  openStream: () => EventStream;
}

/** @returns undefined if the answer is a stream, which is at its end */
export type Route = (request: IncomingMessage, caller: Caller) => Promise<Answer | undefined>;

export interface Routing {
  config: AgentConfig;
  status: () => ServerStatus;
  /** Prometheus text. */
  metrics: () => Promise<{ contentType: string; body: string }>;
  models: Models;
  work: LocalWork;
  /** The language model of the machine, if it has one. */
  language: ModelOnDemand;
  clock: Clock;
  log: Log;
  /** Undefined on an instance, which has no right to any bucket. */
  s3: S3Audio | undefined;
}

/** @throws ServerProblem not-ready */
export function assertReady({ status }: Routing): void {
  if (status().ready) return;
  const message = 'The model is being loaded, or the server ends. Send the request again later.';
  throw new ServerProblem('not-ready', message, { retryAfter: 5 });
}

export function received(
  { config }: Routing,
  request: IncomingMessage,
  { held, signal }: { held: LocalRequest; signal: AbortSignal },
): Promise<UploadedForm> {
  const { maxAudioBytes } = config.server;
  return receiveForm(request, { file: held.audio, maxAudioBytes, signal });
}

/** @throws ServerProblem for a failure of the audio's or the engine's */
export async function transcribed(
  { work }: Routing,
  held: LocalRequest,
  { options, ...caller }: LocalCaller & { options: LocalOptions },
): Promise<Heard> {
  try {
    return await work.transcribe(held, options, caller);
  } catch (error) {
    throw isFailure(error) ? failed(error) : error;
  }
}
