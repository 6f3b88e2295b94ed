import type { Socket } from 'node:net';
import { pipeline, Transform, type Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { InstanceProxy } from './instance-proxy.ts';

export interface Slowness {
  readonly bytesPerSecond: number;
  /** Number of initial connections that break off in the middle of an answer. */
  readonly cuts?: number;
}

/** Bytes that a cut connection still delivers. */
const BYTES_BEFORE_CUT = 4096;
const TICK_MS = 50;

/** A slow, unreliable network for instances. */
export class SlowNetwork extends InstanceProxy {
  readonly #slowness: Slowness;
  /** Connections so far. */
  connections = 0;

  private constructor(slowness: Slowness) {
    super();
    this.#slowness = slowness;
  }

  static async start(slowness: Slowness): Promise<SlowNetwork> {
    return new SlowNetwork(slowness).listen();
  }

  protected override join(client: Duplex, cloud: Socket): void {
    const { bytesPerSecond, cuts = 0 } = this.#slowness;
    this.connections++;
    const slow = this.connections <= cuts ? cutting(client) : slowing(bytesPerSecond);
    pipeline(client, cloud, () => undefined);
    pipeline(cloud, slow, client, () => undefined);
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
