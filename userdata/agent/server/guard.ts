/**
 * Who may call. A page in a browser on this machine can reach a server on loopback, also under a name
 * that it has pointed there (DNS rebinding): so the Host and Origin headers must name this server.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { ServerConfig } from '../agent-config.ts';
import { isEveryAddress, isLoopback, withoutBrackets } from './listen-address.ts';
import { ServerProblem } from './problem.ts';

type Guarded = Pick<ServerConfig, 'host' | 'key'>;

/** @throws ServerProblem not-for-this-host */
export function assertForThisHost({ headers }: Pick<IncomingMessage, 'headers'>, server: Guarded) {
  const hosts = [hostOf(`http://${headers.host ?? ''}`)];
  if (headers.origin !== undefined) hosts.push(hostOf(headers.origin));
  if (hosts.every((host) => host !== undefined && isOurs(host, server))) return;
  throw new ServerProblem(
    'not-for-this-host',
    'The Host or Origin header names another host than this server. Call it by the address that it listens on.',
  );
}

/** @throws ServerProblem unauthenticated */
export function assertHasKey({ headers }: Pick<IncomingMessage, 'headers'>, { key }: Guarded) {
  if (key === undefined) return;
  const [, sent = ''] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  // Hashes have one length, so the time of the comparison says nothing.
  if (timingSafeEqual(sha256(sent), sha256(key))) return;
  throw new ServerProblem(
    'unauthenticated',
    'Send "Authorization: Bearer KEY" with the key that the server was started with (SPOTSCRIBE_SERVER_KEY).',
  );
}

function isOurs(host: string, server: Guarded): boolean {
  if (isLoopback(host) || host === server.host.toLowerCase()) return true;
  // On all addresses it has no one name. A rebound name is never an address.
  return isEveryAddress(server.host) && isIP(host) !== 0;
}

/** In lower case, without brackets and port; undefined if it is none. */
function hostOf(url: string): string | undefined {
  const host = URL.parse(url)?.hostname;
  return host ? withoutBrackets(host) : undefined;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
