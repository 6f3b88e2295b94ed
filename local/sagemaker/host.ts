/** The asynchronous endpoints of one cloud, with their containers. */
import { EndpointQueue, type EndpointOptions } from './endpoint.ts';
import type { SagemakerFaults } from './faults.ts';
import type { QueuedRequest } from './request.ts';

/** AWS takes at least some minutes; here it is long enough for one request after the other. */
const IDLE_MS = 30_000;

export interface HostOptions extends Omit<EndpointOptions, 'idleMs'> {
  readonly faults: SagemakerFaults;
}

export class SagemakerHost {
  /** Until a container without work is stopped; tests change it. */
  idleMs = IDLE_MS;
  /** All requests so far, in their order. */
  readonly requests: QueuedRequest[] = [];
  readonly #of: HostOptions;
  readonly #endpoints = new Map<string, EndpointQueue>();

  constructor(of: HostOptions) {
    this.#of = of;
  }

  /** @returns the error of a fault, in place of a place in the queue */
  add(request: QueuedRequest): { status: number; code: string } | undefined {
    const refused = this.#of.faults.take('refuse', request.inferenceId);
    if (refused) return refused;
    this.requests.push(request);
    this.#queueOf(request).add(request);
    return undefined;
  }

  /** Requests that wait for a container of an endpoint. */
  backlog(endpoint: string): number {
    return this.#endpoints.get(endpoint)?.backlog ?? 0;
  }

  /** Process groups of an endpoint's containers. */
  processGroups(endpoint: string): number[] {
    const containers = this.#endpoints.get(endpoint)?.containers ?? [];
    return containers.flatMap(({ processGroup }) => processGroup ?? []);
  }

  /** The endpoint is deleted or changed: its containers end, and what waits is dropped. */
  forget(endpoint: string): void {
    this.#endpoints.get(endpoint)?.close();
    this.#endpoints.delete(endpoint);
  }

  close(): void {
    for (const endpoint of [...this.#endpoints.keys()]) this.forget(endpoint);
  }

  #queueOf({ endpoint }: QueuedRequest): EndpointQueue {
    const known = this.#endpoints.get(endpoint.name);
    if (known) return known;
    const idleMs = () => this.idleMs;
    const made = new EndpointQueue(endpoint, { ...this.#of, idleMs });
    this.#endpoints.set(endpoint.name, made);
    return made;
  }
}
