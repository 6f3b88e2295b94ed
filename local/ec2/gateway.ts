import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { Ec2Error } from './ec2-error.ts';
import type { AnsweredCall } from './calls.ts';
import type { Call, Faults } from './faults.ts';
import { errorXml } from './xml.ts';

/** Handles one API action. @returns XML */
export type Action = (fields: URLSearchParams) => string | Promise<string>;

export interface GatewayOptions {
  readonly actions: Readonly<Record<string, Action>>;
  readonly faults: Faults;
  readonly callOf: (fields: URLSearchParams) => Call;
  /** Called when a program on an instance runs a power command. */
  readonly power: (id: string, program: string, args: readonly string[]) => void;
}

/**
 * Loopback server behind the emulator's EC2. Accepts calls that the emulator forwards after checking
 * signature and permissions (proved by the key), and power commands of instances.
 */
export class Gateway {
  readonly key = randomUUID();
  /** All calls so far, in the order of their answers. */
  readonly calls: AnsweredCall[] = [];
  readonly #powerKey = randomUUID();
  readonly #server: Server;
  readonly #options: GatewayOptions;

  private constructor(options: GatewayOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      void this.#serve(request, response).catch((error: unknown) => {
        fail(response, new Ec2Error('InternalError', String(error), 500));
      });
    });
  }

  static async start(options: GatewayOptions): Promise<Gateway> {
    const gateway = new Gateway(options);
    await new Promise<void>((resolve) => gateway.#server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  powerUrl(id: string): string {
    return `${this.url}power/${this.#powerKey}/${id}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, first, key, id, program] = (request.url ?? '').split('/');
    const body = await readText(request);
    if (first === 'power' && key === this.#powerKey && id && program) {
      response.end();
      this.#options.power(id, program, body.split('\n').filter(Boolean));
      return;
    }
    if (request.headers['x-gateway-key'] !== this.key) {
      fail(response, new Ec2Error('AuthFailure', 'Only the emulator may call this', 403));
      return;
    }
    return this.#act(new URLSearchParams(body), response);
  }

  async #act(fields: URLSearchParams, response: ServerResponse): Promise<void> {
    const { faults, actions, callOf } = this.#options;
    const call = callOf(fields);
    const note = (code: string) =>
      this.calls.push({
        ...call,
        at: new Date(),
        clientToken: fields.get('ClientToken') ?? undefined,
        code,
      });
    try {
      faults.check(call);
      const handle = actions[call.action];
      if (!handle) {
        throw new Ec2Error('InvalidAction', `The action ${call.action} is not valid for this EC2`);
      }
      const answer = await handle(fields);
      await faults.delay(call);
      note('');
      if (faults.losesAnswer(call)) return void response.destroy();
      response.writeHead(200, { 'content-type': 'text/xml;charset=UTF-8' }).end(answer);
    } catch (error) {
      if (!(error instanceof Ec2Error)) throw error;
      note(error.code);
      fail(response, error);
    }
  }
}

function fail(response: ServerResponse, error: Ec2Error): void {
  response.writeHead(error.status, { 'content-type': 'text/xml;charset=UTF-8' });
  response.end(errorXml(error));
}
