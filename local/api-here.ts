/**
 * The API in a thread of this process: a small server hands requests to the functions' sources, which
 * use the stores of an embedded cloud. A request costs a fifth of one by the emulator's gateway and
 * Lambda; nothing of either is tested.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Connection } from './connection.ts';

export interface ApiHereOptions {
  readonly connection: Connection;
  /** Gets what the functions log. */
  readonly logFile: string;
  /** Variables that all functions have instead of their deployed ones. */
  readonly environment?: Readonly<Record<string, string>>;
}

export class ApiHere {
  readonly url: string;
  readonly #thread: Worker;

  private constructor(thread: Worker, url: string) {
    this.#thread = thread;
    this.url = url;
  }

  /** @throws if a function cannot be loaded */
  static async start({ connection, logFile, environment }: ApiHereOptions): Promise<ApiHere> {
    const { credentials, region, endpoint } = connection;
    const thread = new Worker(new URL('./api-here-thread.ts', import.meta.url), {
      workerData: environment ?? {},
      stdout: true,
      // Functions act as the account's root here, not in their own roles.
      env: {
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_REGION: region,
        AWS_ENDPOINT_URL: endpoint,
      },
    });
    thread.stdout.pipe(createWriteStream(logFile));
    const [url] = (await once(thread, 'message')) as [string];
    return new ApiHere(thread, url);
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}
