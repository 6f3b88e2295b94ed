import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { pipeline, Transform, type Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Slowness {
  readonly bytesPerSecond: number;
  /** How many of the first connections break off in the middle of their answer. */
  readonly cuts?: number;
}

/** What a cut connection still delivers of its answer. */
const BYTES_BEFORE_CUT = 4096;
const TICK_MS = 50;

/**
 * A slow, unreliable network between instances and everything that they fetch: a proxy that their
 * programs are told of as any program is, by the environment.
 */
export class SlowNetwork {
  readonly #server: Server;
  readonly #open = new Set<Duplex>();
  readonly #slowness: Slowness;
  /** How many were made so far. */
  connections = 0;

  private constructor(slowness: Slowness) {
    this.#slowness = slowness;
    this.#server = createServer(passOn);
    this.#server.on('connect', ({ url = '' }, client: Duplex) => this.#tunnel(url, client));
  }

  static async start(slowness: Slowness): Promise<SlowNetwork> {
    const network = new SlowNetwork(slowness);
    await new Promise<void>((resolve) => network.#server.listen(0, '127.0.0.1', resolve));
    return network;
  }

  /** For an instance: Node's fetch then takes this way. */
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
    const { bytesPerSecond, cuts = 0 } = this.#slowness;
    this.connections++;
    const slow = this.connections <= cuts ? cutting(client) : slowing(bytesPerSecond);
    for (const socket of [client, cloud]) {
      this.#open.add(socket);
      socket.on('error', () => undefined); // an end that went away; the other one learns it
      socket.on('close', () => this.#open.delete(socket));
    }
    cloud.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      pipeline(client, cloud, () => undefined);
      pipeline(cloud, slow, client, () => undefined);
    });
  }
}

function slowing(bytesPerSecond: number): Transform {
  const step = Math.ceil((bytesPerSecond * TICK_MS) / 1000);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      void (async () => {
        for (let from = 0; from < chunk.length; from += step) {
          await sleep(TICK_MS);
          this.push(chunk.subarray(from, from + step));
        }
      })().then(() => done(), done);
    },
  });
}

function cutting(client: Duplex): Transform {
  let left = BYTES_BEFORE_CUT;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      this.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) client.destroy();
      done();
    },
  });
}

/**
 * What does not ask for a tunnel is Node's own http module; on an instance only the SDK's question for
 * the role's credentials, which on AWS is no network at all.
 */
export function passOn(asked: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = '' } = asked;
  const onward = request(url, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    pipeline(answer, response, () => undefined);
  });
  pipeline(asked, onward, () => undefined);
}
