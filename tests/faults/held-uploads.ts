import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { InstanceProxy } from '../../local/ec2/instance-proxy.ts';

/** Bytes that may hold the beginning of what is looked for. */
const REST = 256;

/**
 * A network on which what a machine uploads under certain keys is under way for as long as the test
 * wants, whatever becomes of the machine meanwhile.
 */
export class HeldUploads extends InstanceProxy {
  readonly #key: string;
  readonly #deliveries: (() => Promise<number>)[] = [];

  private constructor(key: string) {
    super();
    this.#key = key;
  }

  /** @param key a part of the keys that are held */
  static async start(key: string): Promise<HeldUploads> {
    return new HeldUploads(key).listen();
  }

  get count(): number {
    return this.#deliveries.length;
  }

  /** Lets all of them arrive. @returns S3's statuses */
  async deliver(): Promise<number[]> {
    return Promise.all(this.#deliveries.splice(0).map(async (deliver) => deliver()));
  }

  protected override join(client: Duplex, cloud: Socket): void {
    let seen = '';
    let held: Buffer[] | undefined;
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
