/** Where the machine's HTTP server listens. */
import { BlockList, isIP } from 'node:net';
import * as z from 'zod';

export const LOOPBACK = '127.0.0.1';

/** Shortest key; without one the server listens on loopback alone. */
export const MIN_KEY_LENGTH = 20;

/** `HOST:PORT`; an IPv6 address in brackets. */
export const ListenAddress = z
  .string()
  .regex(/^(\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}$/i)
  .transform((text) => {
    const at = text.lastIndexOf(':');
    return { host: withoutBrackets(text.slice(0, at)), port: Number(text.slice(at + 1)) };
  })
  .refine(({ port }) => port <= 65_535);
export type ListenAddress = z.infer<typeof ListenAddress>;

const LOCAL = new BlockList();
LOCAL.addSubnet('127.0.0.0', 8);
LOCAL.addAddress('::1', 'ipv6');

/** Whether only programs on this machine reach the host. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  const family = isIP(host);
  return family !== 0 && LOCAL.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/** Whether the address is each of the machine's own. */
export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
