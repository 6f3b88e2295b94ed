/**
 * An asynchronous endpoint: a queue, and the containers that work on it. It scales to what waits and is
 * worked on, within its limits; the minutes that alarms and instances of AWS take are left out.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Watchdog } from '../watchdog.ts';
import { Container } from './container.ts';
import { give, invoke, type InvocationOptions } from './invocation.ts';
import type { Endpoint, QueuedRequest } from './request.ts';

/** Failed starts before the oldest request is given up: AWS would try for ever. */
const STARTS = 3;

/** Before another container takes the place of one that did not start. */
const RESTART_MS = 200;

export interface EndpointOptions extends InvocationOptions {
  /** Each container gets a folder in it. */
  readonly directory: string;
  /** Root folder of the machine image. */
  readonly image: string | undefined;
  readonly watchdog: Watchdog;
  /** Until a container without work is stopped. */
  readonly idleMs: () => number;
}

interface Running {
  readonly name: string;
  container: Container | undefined;
  isHealthy: boolean;
  active: number;
  idle?: NodeJS.Timeout;
}

interface Waiting {
  readonly request: QueuedRequest;
  readonly expiresAt: number;
}

export class EndpointQueue {
  readonly #of: EndpointOptions;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Set<Running>();
  /** Containers that are being stopped. */
  readonly #ending = new Set<Container>();
  #endpoint: Endpoint;
  #started = 0;
  #failedStarts = 0;
  #isClosed = false;

  constructor(endpoint: Endpoint, of: EndpointOptions) {
    this.#endpoint = endpoint;
    this.#of = of;
  }

  get containers(): Container[] {
    return [...this.#running].flatMap(({ container }) => container ?? []);
  }

  get backlog(): number {
    return this.#waiting.length;
  }

  add(request: QueuedRequest): void {
    this.#endpoint = request.endpoint;
    const isExpired = this.#of.faults.take('expires', request.inferenceId) !== undefined;
    const ttlMs = isExpired ? 0 : request.ttlSeconds * 1000;
    this.#waiting.push({ request, expiresAt: Date.now() + ttlMs });
    this.#pump();
  }

  /** Ends all containers at once; what waits is dropped. */
  close(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
    for (const running of this.#running) {
      clearTimeout(running.idle);
      running.container?.cutPower();
    }
    for (const container of this.#ending) container.cutPower();
    this.#running.clear();
  }

  #pump(): void {
    if (this.#isClosed) return;
    while (this.#running.size < this.#desired()) void this.#start();
    for (const running of this.#running) {
      while (running.isHealthy && running.active < this.#endpoint.concurrency) {
        const request = this.#next();
        if (!request) break;
        void this.#work(request, running);
      }
    }
  }

  /** Without instances there is no backlog per instance, so only a step policy leaves zero. */
  #desired(): number {
    const { scaling, instances } = this.#endpoint;
    if (!scaling) return this.#waiting.length > 0 ? instances : this.#running.size;
    const needed = [...this.#running].filter(({ active }) => active > 0).length + this.backlog;
    const isStuck = this.#running.size === 0 && !scaling.leavesZero;
    return Math.min(scaling.max, Math.max(scaling.min, isStuck ? 0 : needed));
  }

  /** Those that have waited too long end on the way. */
  #next(): QueuedRequest | undefined {
    for (;;) {
      const first = this.#waiting.shift();
      if (!first) return undefined;
      if (first.expiresAt > Date.now()) return first.request;
      const { inferenceId } = first.request;
      const reason = `ClientError: The request ${inferenceId} expired before it was processed.`;
      void give(first.request, reason, this.#of);
    }
  }

  async #start(): Promise<void> {
    const { directory, image, watchdog, faults } = this.#of;
    const name = `${this.#endpoint.name}-${++this.#started}`;
    const running: Running = { name, container: undefined, isHealthy: false, active: 0 };
    this.#running.add(running);
    const root = path.join(directory, name);
    mkdirSync(root, { recursive: true });
    const { environment } = this.#endpoint;
    try {
      const container = await Container.start({ id: name, root, image, environment, watchdog });
      running.container = container;
      const first = this.#waiting[0]?.request.inferenceId ?? '';
      if (this.#isClosed || faults.take('no-start', first)) container.cutPower();
      await container.healthy();
      this.#failedStarts = 0;
      running.isHealthy = true;
      this.#pump();
      this.#rest(running);
    } catch (error) {
      await this.#onFailedStart(running, error);
    }
  }

  async #onFailedStart(running: Running, error: unknown): Promise<void> {
    this.#failedStarts += 1;
    await this.#stop(running);
    await sleep(RESTART_MS);
    if (this.#isClosed) return;
    if (this.#failedStarts >= STARTS) {
      this.#failedStarts = 0;
      this.#of.onProblem(`The container ${running.name} does not start: ${String(error)}`);
      const first = this.#waiting.shift();
      if (first) await give(first.request, `InternalServerError: ${String(error)}`, this.#of);
    }
    this.#pump();
  }

  async #work(request: QueuedRequest, running: Running): Promise<void> {
    const { container } = running;
    if (!container) return;
    clearTimeout(running.idle);
    running.active += 1;
    await invoke(request, container, this.#of);
    running.active -= 1;
    // SageMaker asks all the time, and puts another container in the place of one that is ill.
    if (!(await container.answersPing())) await this.#stop(running);
    this.#pump();
    this.#rest(running);
  }

  /** Stops a container that has had no work for a while, down to the least number. */
  #rest(running: Running): void {
    clearTimeout(running.idle);
    if (running.active > 0 || !this.#running.has(running)) return;
    running.idle = setTimeout(() => {
      const { scaling } = this.#endpoint;
      if (!scaling || running.active > 0 || this.#running.size <= scaling.min) return;
      void this.#stop(running);
    }, this.#of.idleMs());
    running.idle.unref();
  }

  async #stop(running: Running): Promise<void> {
    this.#running.delete(running);
    const { container } = running;
    if (!container) return;
    this.#ending.add(container);
    await container.stop();
    this.#ending.delete(container);
  }
}
