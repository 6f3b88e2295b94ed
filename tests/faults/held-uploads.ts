import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { passOn } from '../../local/ec2/slow-network.ts';

/** Bytes that may hold the beginning of what is looked for. */
const REST = 256;

/**
 * A network on which what a machine uploads under certain keys is under way for as long as the test
 * wants, whatever becomes of the machine meanwhile. Programs are told of it as of any proxy.
 */
export class HeldUploads {
  readonly #server: Server;
  readonly #key: string;
  readonly #deliveries: (() => Promise<number>)[] = [];
  readonly #open = new Set<Duplex>();

  private constructor(key: string) {
    this.#key = key;
    this.#server = createServer(passOn);
    this.#server.on('connect', ({ url = '' }, client: Duplex) => this.#tunnel(url, client));
  }

  /** @param key a part of the keys that are held */
  static async start(key: string): Promise<HeldUploads> {
    const held = new HeldUploads(key);
    await new Promise<void>((resolve) => held.#server.listen(0, '127.0.0.1', resolve));
    return held;
  }

  /** For an instance: Node's fetch then takes this way. */
  get environment(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: `http://127.0.0.1:${port}` };
  }

  get count(): number {
    return this.#deliveries.length;
  }

  /** Lets all of them arrive. @returns S3's statuses */
  async deliver(): Promise<number[]> {
    return Promise.all(this.#deliveries.splice(0).map(async (deliver) => deliver()));
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #tunnel(address: string, client: Duplex): void {
    const [host, port] = address.split(':');
    const cloud = connect(Number(port), host);
    let seen = '';
    let held: Buffer[] | undefined;
    for (const socket of [client, cloud]) {
      this.#open.add(socket);
      socket.on('error', () => undefined); // The machine went away; what it has sent is under way.
      socket.on('close', () => this.#open.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      seen = seen.slice(-REST) + chunk.toString('latin1');
      if (held) held.push(chunk);
      else if (!seen.includes(this.#key)) cloud.write(chunk);
      else {
        const rest = (held = [chunk]);
        this.#deliveries.push(async () => answerTo(cloud, Buffer.concat(rest)));
      }
    });
    cloud.on('data', (chunk) => client.write(chunk));
    client.on('end', () => !held && cloud.destroy());
    cloud.once('connect', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
  }
}

/** Sends what was held, whole. @returns the status of the answer */
async function answerTo(cloud: Socket, request: Buffer): Promise<number> {
  const answered = once(cloud, 'data');
  cloud.write(request);
  const [answer] = (await answered) as [Buffer];
  cloud.destroy();
  return Number(answer.toString('latin1').split(' ')[1]);
}
