/**
 * The two routes that SageMaker calls.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
 */
import type { IncomingMessage } from 'node:http';
import type { AgentConfig } from '../agent-config.ts';
import type { Log } from '../log.ts';
import type { LocalWork } from '../server/local-work.ts';
import { isFailure, type LocalRequest } from '../server/local-work.ts';
import { failed, ServerProblem } from '../server/problem.ts';
import type { Answer, Route } from '../server/routing.ts';
import type { Models } from '../server/transcribe-requests.ts';
import { receiveAudio } from './audio-body.ts';
import { INVOCATIONS, invocationAnswer, type Invoked } from './invocation-answer.ts';
import { readInvocation, type InvocationRequest } from './invocation-request.ts';

export interface Hosting {
  config: AgentConfig;
  models: Models;
  work: LocalWork;
  /** Whether the model is loaded, and the container goes on. */
  isReady: () => boolean;
  log: Log;
}

export function hostingRoutes(of: Hosting): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    ['GET /ping', () => Promise.resolve(ping(of))],
    [`POST ${INVOCATIONS}`, (request, { signal }) => invocation(of, request, signal)],
  ]);
}

/** SageMaker looks at the status alone, and waits two seconds for it. */
function ping({ isReady }: Hosting): Answer {
  return { status: isReady() ? 200 : 503, contentType: 'text/plain', body: '' };
}

async function invocation(
  of: Hosting,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Answer> {
  if (!of.isReady()) {
    throw new ServerProblem('not-ready', 'The model is being loaded, or the container ends.');
  }
  const asked = readInvocation(request.headers, of.models);
  const log = of.log.about({ inferenceId: asked.inferenceId });
  log.info('A request has come.');
  return of.work.hold(async (held) => {
    const invoked = await new Invocation(of, asked, { held, request, signal }).run();
    const { segments, durationSeconds } = invoked.heard.outcome.done;
    log.info('The request is answered.', { segments, durationSeconds });
    const body = JSON.stringify(invocationAnswer(invoked));
    return { status: 200, contentType: 'application/json', body };
  });
}

interface Running {
  held: LocalRequest;
  request: IncomingMessage;
  /** Aborted when SageMaker waits no longer. */
  signal: AbortSignal;
}

class Invocation {
  readonly #of: Hosting;
  readonly #asked: InvocationRequest;
  readonly #running: Running;
  readonly #claimed = new Date();

  constructor(of: Hosting, asked: InvocationRequest, running: Running) {
    this.#of = of;
    this.#asked = asked;
    this.#running = running;
  }

  /** @throws ServerProblem for a failure of the audio's or the engine's */
  async run(): Promise<Invoked> {
    const { held, request, signal } = this.#running;
    const { maxAudioBytes } = this.#of.config.server;
    const audio = await receiveAudio(request, { file: held.audio, maxAudioBytes, signal });
    const audioReady = new Date();
    return { audio, claimed: this.#claimed, audioReady, heard: await this.#heard() };
  }

  /** The transcript names the job of its attempt, as an instance's does. */
  async #heard() {
    const { held, signal } = this.#running;
    const { options, jobId = held.id } = this.#asked;
    const asked = { ...options, waveform: true as const };
    try {
      return await this.#of.work.transcribe({ ...held, id: jobId }, asked, { signal });
    } catch (error) {
      throw isFailure(error) ? failed(error) : error;
    }
  }
}
