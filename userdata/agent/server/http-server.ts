/** The HTTP server of a serving machine, on loopback unless --listen names another address. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { ServerConfig } from '../agent-config.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { EventStream } from './event-stream.ts';
import { assertForThisHost, assertHasKey } from './guard.ts';
import { problemAnswer } from './problem-answer.ts';
import { problemOf, ServerProblem } from './problem.ts';
import type { Answer, Caller, Route } from './routing.ts';

/** Between two pieces of a body. */
const SILENCE_MS = 60_000;

/** A platform's own proxy keeps connections for longer than Node's five seconds. */
const KEPT_MS = 75_000;

/** Between two looks for requests, once the server closes. */
const LOOK_MS = 100;

/** For the rest of a refused body, so that its sender reads the answer. */
const REST_MS = 10_000;

/** Who asks for it knows no more than that a server is here. */
const OPEN = 'GET /health';

export interface HttpServerOptions {
  config: ServerConfig;
  routes: ReadonlyMap<string, Route>;
  clock: Clock;
  log: Log;
}

export class HttpServer {
  readonly #of: HttpServerOptions;
  readonly #server: Server;
  /** The last request of each connection. */
  readonly #requests = new WeakMap<Socket, IncomingMessage>();
  /** Those that are not answered yet. */
  readonly #present = new Set<IncomingMessage>();
  #closed: Promise<void> | undefined;

  constructor(of: HttpServerOptions) {
    this.#of = of;
    this.#server = createServer((request, response) => void this.#respond(request, response));
    // A long recording's upload and transcription are one request; silence ends it instead.
    this.#server.requestTimeout = 0;
    if (of.config.anyHost) this.#server.keepAliveTimeout = KEPT_MS;
    this.#server.setTimeout(SILENCE_MS, (socket) => {
      // One whose body is here waits for its answer.
      if (!this.#requests.get(socket)?.complete) socket.destroy();
    });
  }

  /** @returns the address @throws if the port is taken */
  async listen(): Promise<string> {
    const { host, port } = this.#of.config;
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    const { address, family, port: bound } = this.#server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`;
  }

  /** Accepts nothing more; resolves when the present requests are answered. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Ends the present requests unanswered. */
  dropRequests(): void {
    this.#server.closeAllConnections();
  }

  /** To Node a connection without any request yet is not idle: its client keeps it in store. */
  async #close(): Promise<void> {
    const drop = setInterval(() => {
      if (this.#present.size === 0) this.#server.closeAllConnections();
    }, LOOK_MS);
    this.#server.closeIdleConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    clearInterval(drop);
  }

  /** Counts a request until it is read and answered. */
  #note(request: IncomingMessage, response: ServerResponse): void {
    this.#present.add(request);
    const end = () => this.#present.delete(request);
    response.once('close', () => {
      if (request.complete || request.destroyed) end();
      else request.once('close', end);
    });
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort(new CallerGone()));
    this.#requests.set(request.socket, request);
    this.#note(request, response);
    const path = (request.url ?? '').split('?')[0] ?? '';
    let stream: EventStream | undefined;
    const openStream = () => (stream = new EventStream(response, this.#of.clock, this.#always()));
    try {
      const answer = await this.#answer(request, path, { signal: gone.signal, openStream });
      if (answer) this.#send(response, answer, { 'content-type': answer.contentType });
      else stream?.close();
    } catch (error) {
      if (gone.signal.aborted) return;
      const problem = this.#problemOf(error);
      if (stream) endWith(stream, problem);
      else this.#refuse(response, problem, path);
    }
  }

  async #answer(
    request: IncomingMessage,
    path: string,
    caller: Caller,
  ): Promise<Answer | undefined> {
    if (!this.#of.config.anyHost) assertForThisHost(request, this.#of.config);
    const name = `${request.method ?? ''} ${path}`;
    if (name !== OPEN) assertHasKey(request, this.#of.config);
    const route = this.#of.routes.get(name);
    if (!route) {
      const routes = [...this.#of.routes.keys()].join(', ');
      throw new ServerProblem('not-found', `There is no such route. There are: ${routes}.`);
    }
    return route(request, caller);
  }

  #refuse(response: ServerResponse, problem: ServerProblem, path: string): void {
    const { status, headers, body } = problemAnswer(problem, path);
    this.#send(response, { status, body }, headers);
  }

  #always(): Record<string, string> {
    return {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(this.#closed && { connection: 'close' }),
    };
  }

  #send(
    response: ServerResponse,
    { status, body }: Pick<Answer, 'status' | 'body'>,
    headers: Record<string, string>,
  ): void {
    const { req: request } = response;
    const isRead = request.complete;
    response.writeHead(status, {
      ...headers,
      'content-length': Buffer.byteLength(body),
      ...this.#always(),
      ...(!isRead && { connection: 'close' }),
    });
    response.end(body);
    if (isRead) return;
    request.resume();
    setTimeout(() => request.destroy(), REST_MS).unref();
  }

  #problemOf(error: unknown): ServerProblem {
    if (error instanceof ServerProblem) return error;
    this.#of.log.error('A request ended with an error.', error);
    const message = 'The server met an error that it was not made for; its log has more.';
    return new ServerProblem('internal-error', message);
  }
}

function endWith(stream: EventStream, problem: ServerProblem): void {
  stream.send('error', problemOf(problem));
  stream.close();
}

/** Aborts the work for a caller that no longer waits. */
class CallerGone extends Error {
  override name = 'CallerGone';
}
