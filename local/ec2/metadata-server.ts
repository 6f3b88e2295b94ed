import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { identityDocument, listFolder, metadataLeaves } from './metadata.ts';
import type { Instance } from './instance.ts';

const MAX_TOKEN_SECONDS = 21_600;

interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Record<string, string>;
}

/** Temporary credentials in IMDS's format. */
export interface RoleCredentials {
  readonly Code: 'Success';
  readonly LastUpdated: string;
  readonly Type: 'AWS-HMAC';
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  readonly Expiration: string;
}

/**
 * Metadata service (IMDS) of one instance, on its own port: the SDKs ignore a path in the endpoint,
 * so instances cannot share a server.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
 */
export class MetadataServer {
  readonly #instance: Instance;
  readonly #credentials: () => Promise<RoleCredentials>;
  readonly #server: Server;
  readonly #tokens = new Map<string, number>();

  private constructor(instance: Instance, credentials: () => Promise<RoleCredentials>) {
    this.#instance = instance;
    this.#credentials = credentials;
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, text = '', headers }) => {
        response.writeHead(status, { 'content-type': 'text/plain', server: 'EC2ws', ...headers });
        response.end(text);
      });
    });
  }

  static async start(
    instance: Instance,
    credentials: () => Promise<RoleCredentials>,
  ): Promise<MetadataServer> {
    const service = new MetadataServer(instance, credentials);
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    // IMDS always refuses proxied requests, which could come from anywhere.
    if (!this.#instance.metadata.enabled || request.headers['x-forwarded-for']) {
      return { status: 403 };
    }
    const path = (request.url ?? '/')
      .replace(/\?.*$/, '')
      .replace(/^\/(1\.0|20[\d-]+)\//, '/latest/');
    if (path === '/latest/api/token') return this.#issueToken(request);
    const refused = this.#checkToken(request);
    return refused ?? this.#read(path);
  }

  #issueToken(request: IncomingMessage): Answer {
    if (request.method !== 'PUT') return { status: 405 };
    const header = request.headers['x-aws-ec2-metadata-token-ttl-seconds'];
    const seconds = Number(header);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_TOKEN_SECONDS) {
      return { status: 400 };
    }
    const token = randomBytes(40).toString('base64url');
    this.#tokens.set(token, Date.now() + seconds * 1000);
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': String(seconds) };
    return { status: 200, text: token, headers };
  }

  #checkToken(request: IncomingMessage): Answer | undefined {
    const token = request.headers['x-aws-ec2-metadata-token'];
    if (token === undefined) {
      return this.#instance.metadata.tokens === 'required' ? { status: 401 } : undefined;
    }
    const validUntil = this.#tokens.get(String(token)) ?? 0;
    return validUntil > Date.now() ? undefined : { status: 401 };
  }

  async #read(path: string): Promise<Answer> {
    const instance = this.#instance;
    if (path === '/latest/user-data') return { status: 200, text: instance.userData };
    if (path === '/latest/dynamic/instance-identity/document') {
      return { status: 200, text: identityDocument(instance) };
    }
    const found = /^\/latest\/meta-data\/?(.*)$/.exec(path);
    return found ? this.#readMetadata(found[1] ?? '') : { status: 404 };
  }

  async #readMetadata(path: string): Promise<Answer> {
    const leaves = metadataLeaves(this.#instance);
    const role = this.#instance.profile?.role;
    const secret = role && `iam/security-credentials/${role}`;
    if (secret && path === secret) return this.#readCredentials();
    const paths = secret ? [...leaves.keys(), secret] : leaves.keys();
    const text = leaves.get(path) ?? listFolder(paths, path);
    return text === undefined ? { status: 404 } : { status: 200, text };
  }

  async #readCredentials(): Promise<Answer> {
    try {
      return { status: 200, text: JSON.stringify(await this.#credentials()) };
    } catch (error) {
      return { status: 500, text: String(error) };
    }
  }
}
