/** Receives and verifies webhooks, as a user of the API would. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  at: Date;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Answered {
  status: number;
  headers?: Record<string, string>;
}

type Answer = number | Answered;

/** Listens on a free loopback port; `answer` gives the response to a delivery (default: status 204). */
export class WebhookReceiver {
  readonly received: Received[] = [];
  private readonly server: Server;
  private waiting: (() => void)[] = [];
  answer: (delivery: Received) => Answer | Promise<Answer> = () => 204;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf-8');
        const delivery = {
          at: new Date(),
          path: request.url ?? '',
          headers: flat(request.headers),
          body,
        };
        void this.take(delivery).then(({ status, headers }) => {
          response.writeHead(status, headers).end();
        });
      });
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    await new Promise<void>((ready) => receiver.server.listen(0, '127.0.0.1', ready));
    return receiver;
  }

  /** `host:port`, the format of the embedded cloud's --allow. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Waits for a matching delivery, past ones included. @throws after `withinMs` */
  async next(fits: (delivery: Received) => boolean, withinMs: number): Promise<Received> {
    const deadline = AbortSignal.timeout(withinMs);
    for (;;) {
      const found = this.received.find(fits);
      if (found) return found;
      await new Promise<void>((again, late) => {
        this.waiting.push(again);
        deadline.addEventListener('abort', () =>
          late(new Error(`no such webhook came within ${withinMs / 1000} s`)),
        );
      });
    }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async take(delivery: Received): Promise<Answered> {
    this.received.push(delivery);
    for (const again of this.waiting.splice(0)) again();
    const answer = await this.answer(delivery);
    return typeof answer === 'number' ? { status: answer } : answer;
  }
}

/** @returns the verified event. @throws WebhookVerificationError if its signature does not match */
export function verify(delivery: Received, secret: string): unknown {
  return new Webhook(secret).verify(delivery.body, delivery.headers);
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
