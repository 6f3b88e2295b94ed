/** An API in front of the API that spoils some of its answers, as a fault in a handler would. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SpoiltAnswer {
  status: number;
  body: string;
}

/** @returns undefined to leave an answer as it is */
type Spoil = (path: string, body: string) => SpoiltAnswer | undefined;

export class SpoiledApi {
  private readonly server: Server;

  private constructor(apiUrl: string, spoil: Spoil) {
    this.server = createServer((request, response) => {
      void passOn(request, response, { apiUrl, spoil });
    });
  }

  static async start(apiUrl: string, spoil: Spoil): Promise<SpoiledApi> {
    const api = new SpoiledApi(apiUrl, spoil);
    await new Promise<void>((ready) => api.server.listen(0, '127.0.0.1', ready));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  { apiUrl, spoil }: { apiUrl: string; spoil: Spoil },
): Promise<void> {
  const { method = 'GET', url = '/', headers } = request;
  const authorization = headers.authorization ?? '';
  const answer = await fetch(`${apiUrl}${url}`, { method, headers: { authorization } });
  const body = await answer.text();
  const given = spoil(url, body) ?? { status: answer.status, body };
  const { 'content-length': _, ...kept } = Object.fromEntries(answer.headers);
  response.writeHead(given.status, kept).end(given.body);
}
