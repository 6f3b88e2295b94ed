/** A hub of one model that answers as Hugging Face does. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
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
  readonly commit = 'c0ffee'.padEnd(40, '0');
  readonly #name: string;
  readonly #server: Server;
  #files: Files = {};
  /** Contents that it lists in place of what it has. */
  #claimed: Files = {};

  private constructor(name: string) {
    this.#name = name;
    this.#server = createServer(({ url = '' }, response) => {
      const answer = this.#answerTo(url);
      response.writeHead(answer === undefined ? 404 : 200).end(answer);
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
