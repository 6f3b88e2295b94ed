/**
 * Credentials of the role of boxes for the agent, as containers get theirs: from an address on loopback,
 * with a token that the agent alone knows. They are renewed with the operator's own.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AssumeRoleCommand, type Credentials, type STSClient } from '@aws-sdk/client-sts';

const RENEW_BEFORE_MS = 15 * 60_000;

export interface BoxRole {
  sts: STSClient;
  /** ARN. */
  role: string;
  /** Name of the session, by which the deployment knows the box. */
  session: string;
}

export class BoxCredentials implements AsyncDisposable {
  readonly #of: BoxRole;
  readonly #server: Server;
  readonly #token = randomBytes(32).toString('base64url');
  #taken: Credentials | undefined;

  /** @throws what STS refuses with, so that nothing is started without the role */
  static async serve(of: BoxRole): Promise<BoxCredentials> {
    const credentials = new BoxCredentials(of);
    await credentials.#current();
    credentials.#server.listen(0, '127.0.0.1');
    await once(credentials.#server, 'listening');
    return credentials;
  }

  private constructor(of: BoxRole) {
    this.#of = of;
    this.#server = createServer((request, response) => {
      if (!this.#isAgent(request.headers.authorization ?? '')) {
        response.writeHead(403).end();
        return;
      }
      this.#current().then(
        ({ AccessKeyId, SecretAccessKey, SessionToken: Token, Expiration }) =>
          response.end(JSON.stringify({ AccessKeyId, SecretAccessKey, Token, Expiration })),
        (error: unknown) => {
          console.error('· The role of boxes was not renewed:', error);
          response.writeHead(503).end();
        },
      );
    });
  }

  /** For the agent's process. */
  get environment(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    return {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: this.#token,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #isAgent(token: string): boolean {
    const [sent, own] = [Buffer.from(token), Buffer.from(this.#token)];
    return sent.length === own.length && timingSafeEqual(sent, own);
  }

  async #current(): Promise<Credentials> {
    const left = (this.#taken?.Expiration?.getTime() ?? 0) - Date.now();
    if (this.#taken && left > RENEW_BEFORE_MS) return this.#taken;
    const { sts, role, session } = this.#of;
    const asked = { RoleArn: role, RoleSessionName: session };
    const { Credentials: taken } = await sts.send(new AssumeRoleCommand(asked));
    if (!taken) throw new TypeError('STS gave no credentials.');
    this.#taken = taken;
    return taken;
  }
}
