/**
 * The agent in a container that SageMaker hosts: loads the model, and transcribes one request after the
 * other with the engine, the queue and the document makers of every other machine.
 *
 * It has no network beside the requests, and no credentials. SageMaker stops it with SIGTERM, and ends it
 * 30 seconds later.
 */
import type { AgentConfig } from '../agent-config.ts';
import type { Clock } from '../clock.ts';
import { imageModels, type ImageModel } from '../image-models.ts';
import type { Log } from '../log.ts';
import { healthOf } from '../pool/health.ts';
import { SharedEngine } from '../pool/shared-engine.ts';
import { HttpServer } from '../server/http-server.ts';
import { LocalWork } from '../server/local-work.ts';
import { hostingRoutes } from './hosting-routes.ts';

/** For the request that is worked on; SageMaker leaves 30 s. */
const STOP_MS = 20_000;

export interface HostedAgent {
  config: AgentConfig;
  clock: Clock;
  log: Log;
  /** Aborted when the container is to end. */
  stop: AbortSignal;
  /** Rejects with an error that nothing caught. */
  uncaught: Promise<never>;
}

/** Resolves when it was stopped. @throws JobFailure if the engine cannot be used */
export async function runHosted(agent: HostedAgent): Promise<void> {
  const hosted = await Hosted.start(agent);
  try {
    await Promise.race([hosted.run(), agent.uncaught]);
  } finally {
    await hosted.close();
  }
}

class Hosted {
  readonly #of: HostedAgent;
  readonly #engine: SharedEngine;
  readonly #work: LocalWork;
  readonly #server: HttpServer;
  readonly #over = new AbortController();

  static async start(agent: HostedAgent): Promise<Hosted> {
    const hosted = new Hosted(agent, await imageModels(agent.config));
    try {
      agent.log.info('The server listens.', { url: await hosted.#server.listen() });
    } catch (error) {
      await hosted.close();
      throw error;
    }
    return hosted;
  }

  private constructor(of: HostedAgent, models: readonly ImageModel[]) {
    const { config, clock, log } = of;
    this.#of = of;
    this.#engine = new SharedEngine({
      ...{ config, clock, log },
      onEngineLine: (line) => process.stderr.write(`${line}\n`),
      health: () =>
        healthOf({
          ...{ models, engine: this.#engine.info, isRunning: this.#engine.queue.isRunning },
          ...{ jobs: 0, requests: this.#work.held, free: config.server.places },
          takesMore: this.#isReady(),
        }),
    });
    this.#work = new LocalWork(config, this.#engine.queue);
    const isReady = () => this.#isReady();
    const routes = hostingRoutes({ config, models, work: this.#work, isReady, log });
    this.#server = new HttpServer({ config: config.server, routes, clock, log });
  }

  async run(): Promise<void> {
    const { clock, stop } = this.#of;
    const { signal } = this.#over;
    await Promise.race([this.#engine.ready({ metadata: undefined }), stopped(stop)]);
    await stopped(stop);
    await Promise.race([this.#server.close(), clock.sleep(STOP_MS, signal)]);
  }

  async close(): Promise<void> {
    this.#over.abort();
    void this.#server.close();
    this.#server.dropRequests();
    await this.#engine.close();
  }

  #isReady(): boolean {
    return this.#engine.info !== undefined && !this.#of.stop.aborted;
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
