import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';

/**
 * HTTP proxy between instances and everything that they fetch; programs find it in their
 * environment.
 */
export abstract class InstanceProxy {
  readonly #server: Server;
  readonly #open = new Set<Duplex>();

  constructor() {
    this.#server = createServer(passOn);
    this.#server.on('connect', ({ url = '' }, client: Duplex) => this.#tunnel(url, client));
  }

  /** Relays data between a program and the cloud once both are connected. */
  protected abstract join(client: Duplex, cloud: Socket): void;

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** Environment that makes Node's fetch use this proxy. */
  get environment(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: `http://127.0.0.1:${port}` };
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #tunnel(address: string, client: Duplex): void {
    const [host, port] = address.split(':');
    const cloud = connect(Number(port), host);
    for (const socket of [client, cloud]) {
      this.#open.add(socket);
      socket.on('error', () => undefined); // `close` follows and ends the other side
      socket.on('close', () => this.#open.delete(socket));
    }
    cloud.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      this.join(client, cloud);
    });
  }
}

/**
 * Requests without CONNECT come from Node's http module: on an instance only the SDK's requests for
 * role credentials, which on AWS do not use the network. Forwarded unchanged.
 */
function passOn(asked: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = '' } = asked;
  const onward = request(url, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, response, () => undefined);
  });
  pipeline(asked, onward, () => undefined);
}
