/**
 * Page and API at a loopback origin of their own, as a deployment has them: at the root of a host, and
 * elsewhere than the storage, so that a browser asks the buckets for CORS.
 */
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { PortTaken } from './emulator.ts';

/** They concern one connection. RFC 9110, 7.6.1. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade'];

export class Edge {
  /** Without a trailing slash. */
  readonly origin: string;
  readonly #server: Server;
  #apiUrl: URL | undefined;

  private constructor(server: Server) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.#pass(request, response);
    });
  }

  /**
   * Answers 503 until `serve`: the stack wants to know the origin before it has an API.
   * @param port default: a free one
   * @throws PortTaken
   */
  static async start(port = 0): Promise<Edge> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', () =>
        reject(new PortTaken(`Port ${port} is in use by another program.`)),
      );
      server.listen(port, '127.0.0.1', resolve);
    });
    return new Edge(server);
  }

  serve(apiUrl: string): void {
    this.#apiUrl = new URL(apiUrl);
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const api = this.#apiUrl;
    if (!api) {
      response.writeHead(503).end();
      return;
    }
    try {
      const answer = await this.#answer(request, api);
      response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headersDistinct));
      await pipeline(answer, response);
    } catch {
      // The caller has gone, or the cloud has ended.
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    }
  }

  async #answer(request: IncomingMessage, api: URL): Promise<IncomingMessage> {
    const { method, url = '/', headersDistinct } = request;
    return new Promise((resolve, reject) => {
      const passed = ask(
        {
          host: api.hostname,
          port: api.port,
          method,
          path: `${api.pathname}${url}`,
          headers: { ...endToEnd(headersDistinct), host: api.host },
        },
        resolve,
      );
      passed.once('error', reject);
      pipeline(request, passed).catch(reject);
    });
  }
}

function endToEnd(headers: IncomingMessage['headersDistinct']): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, values]) =>
      values === undefined || HOP_BY_HOP.includes(name) ? [] : [[name, values]],
    ),
  );
}
