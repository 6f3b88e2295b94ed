/** A hub of one model that answers as Hugging Face does. */
import { createHash } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Git's id of a file. */
function blobId(data: string | Buffer): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(data)}\0`)
    .update(data)
    .digest('hex');
}

type Files = Record<string, string | Buffer>;

export class HuggingFaceHub {
  /** Ends of the addresses that were asked for, with the range of each. */
  readonly asked: string[] = [];
  /** The connection breaks after so many bytes of an answer. */
  breaksAfter = Infinity;
  readonly commit = 'c0ffee'.padEnd(40, '0');
  readonly #name: string;
  readonly #server: Server;
  #files: Files = {};
  /** Contents that it lists in place of what it has. */
  #claimed: Files = {};

  private constructor(name: string) {
    this.#name = name;
    this.#server = createServer(({ url = '', headers }, response) => {
      this.asked.push([url.split('/').at(-1), headers.range].filter(Boolean).join(' '));
      const answer = this.#answerTo(url);
      if (answer === undefined) response.writeHead(404).end();
      else this.#send(Buffer.from(answer), headers.range, response);
    });
  }

  static async start(name: string): Promise<HuggingFaceHub> {
    const hub = new HuggingFaceHub(name);
    await new Promise<void>((resolve) => hub.#server.listen(0, '127.0.0.1', resolve));
    return hub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  has(files: Files): void {
    [this.#files, this.#claimed] = [files, {}];
  }

  claims(file: string, content: string): void {
    this.#claimed[file] = content;
  }

  sizeOf(file: string): number {
    return Buffer.byteLength(this.#files[file] ?? '');
  }

  close(): void {
    this.#server.close();
  }

  #send(content: Buffer, range: string | undefined, response: ServerResponse): void {
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const rest = content.subarray(from);
    response.writeHead(range === undefined ? 200 : 206, { 'content-length': rest.length });
    if (rest.length <= this.breaksAfter) response.end(rest);
    else response.write(rest.subarray(0, this.breaksAfter), () => response.destroy());
  }

  #answerTo(url: string): string | Buffer | undefined {
    const about = `/api/models/${this.#name}/revision`;
    if (url === `${about}/main`) return JSON.stringify({ sha: this.commit });
    if (url === `${about}/${this.commit}?blobs=true`) {
      return JSON.stringify({ sha: this.commit, siblings: this.#siblings() });
    }
    return this.#files[url.replace(`/${this.#name}/resolve/${this.commit}/`, '')];
  }

  /** Large files have the SHA-256 that git LFS knows them by, others their git id. */
  #siblings() {
    return Object.entries({ ...this.#files, ...this.#claimed }).map(([name, content]) => ({
      rfilename: name,
      size: Buffer.byteLength(content),
      blobId: blobId(name === 'model.bin' ? 'a pointer' : content),
      ...(name === 'model.bin' && {
        lfs: { sha256: sha256(content), size: Buffer.byteLength(content), pointerSize: 134 },
      }),
    }));
  }
}
