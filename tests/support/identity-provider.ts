/**
 * An OpenID Connect provider on loopback, whose one person is signed in already: discovery, keys, the
 * authorization code flow with PKCE (RFC 7636) as browsers use it, and tokens of any content.
 */
import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a token has beside the claims that every token has. */
export type TokenClaims = Record<string, unknown>;

interface Signing {
  key?: KeyObject;
  alg?: string;
  kid?: string;
}

interface Code {
  challenge: string;
  redirectUri: string;
  nonce: string | null;
}

const SECONDS = 300;
const KID = 'test-key';

export class IdentityProvider {
  readonly issuer: string;
  /** Claims of the person who is signed in. */
  person: TokenClaims = { sub: 'person-1', name: 'Åsa Öberg', email: 'asa@example.com' };
  readonly clientId: string;
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly codes = new Map<string, Code>();
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  private constructor(clientId: string, port: number) {
    this.clientId = clientId;
    this.issuer = `http://127.0.0.1:${port}`;
  }

  /** @param clientId of the page; audience of its tokens */
  static async start(clientId: string): Promise<IdentityProvider> {
    const reserved = createServer();
    await once(reserved.listen(0, '127.0.0.1'), 'listening');
    const { port } = reserved.address() as AddressInfo;
    await once(reserved.close(), 'close');
    const provider = new IdentityProvider(clientId, port);
    await once(provider.server.listen(port, '127.0.0.1'), 'listening');
    return provider;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await once(this.server.close(), 'close');
  }

  /** A signed token; what is given replaces what an honest one has. */
  token(claims: TokenClaims = {}, { key = this.keys.privateKey, ...header }: Signing = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const standard = { iss: this.issuer, aud: this.clientId, iat: now, exp: now + SECONDS };
    const all = { ...standard, ...this.person, ...claims };
    const signed = [{ alg: 'RS256', typ: 'JWT', kid: KID, ...header }, all].map(encoded).join('.');
    if (header.alg === 'none') return `${signed}.`;
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.issuer);
    response.setHeader('access-control-allow-origin', '*');
    if (pathname === '/.well-known/openid-configuration') json(response, this.discovery());
    else if (pathname === '/jwks') json(response, { keys: [this.publicKey()] });
    else if (pathname === '/authorize') this.authorize(searchParams, response);
    else if (pathname === '/token') {
      this.exchange(new URLSearchParams(await text(request)), response);
    } else response.writeHead(404).end();
  }

  private discovery() {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    };
  }

  private publicKey() {
    return { ...this.keys.publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' };
  }

  private authorize(asked: URLSearchParams, response: ServerResponse): void {
    const challenge = asked.get('code_challenge');
    const isRight =
      asked.get('response_type') === 'code' &&
      asked.get('client_id') === this.clientId &&
      asked.get('code_challenge_method') === 'S256' &&
      asked.get('scope')?.split(' ').includes('openid');
    const redirectUri = asked.get('redirect_uri');
    if (!isRight || challenge === null || redirectUri === null) {
      response.writeHead(400).end('the request is not one of this provider');
      return;
    }
    const code = randomUUID();
    this.codes.set(code, { challenge, redirectUri, nonce: asked.get('nonce') });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    response.writeHead(302, { location: back.href }).end();
  }

  private exchange(asked: URLSearchParams, response: ServerResponse): void {
    const found = this.codes.get(asked.get('code') ?? '');
    this.codes.delete(asked.get('code') ?? '');
    const verifier = asked.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    if (found?.challenge !== challenge || found.redirectUri !== asked.get('redirect_uri')) {
      response.statusCode = 400;
      json(response, { error: 'invalid_grant' });
      return;
    }
    const token = this.token(found.nonce === null ? {} : { nonce: found.nonce });
    const kind = { token_type: 'Bearer', expires_in: SECONDS };
    json(response, { ...kind, id_token: token, access_token: token });
  }
}

function json(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
