/** Loopback server that the emulator calls with requests that it has checked (proved by the key). */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { SagemakerHost } from './host.ts';
import { QueuedRequest } from './request.ts';

interface Answer {
  readonly status: number;
  readonly body: object;
}

export class SagemakerGateway {
  readonly key = randomUUID();
  readonly #server: Server;
  readonly #host: SagemakerHost;

  private constructor(host: SagemakerHost) {
    this.#host = host;
    this.#server = createServer((request, response) => {
      void this.#serve(request).then(
        (answer) => send(response, answer),
        (error: unknown) => send(response, failure(500, 'InternalFailure', String(error))),
      );
    });
  }

  static async start(host: SagemakerHost): Promise<SagemakerGateway> {
    const gateway = new SagemakerGateway(host);
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage): Promise<Answer> {
    const body = await readText(request);
    if (request.headers['x-gateway-key'] !== this.key) {
      return failure(403, 'AccessDeniedException', 'Only the emulator may call this.');
    }
    const [, what, endpoint] = (request.url ?? '').split('/');
    if (request.method === 'DELETE' && what === 'endpoints' && endpoint) {
      this.#host.forget(endpoint);
      return { status: 200, body: {} };
    }
    const refused = this.#host.add(QueuedRequest.parse(JSON.parse(body)));
    return refused ? failure(refused.status, refused.code, 'A fault of the test.') : accepted();
  }
}

function accepted(): Answer {
  return { status: 202, body: {} };
}

function failure(status: number, code: string, message: string): Answer {
  return { status, body: { code, message } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
