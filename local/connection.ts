import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';

/** Account of every embedded cloud, and the region of those that are not started in another. */
export const ACCOUNT = '123456789012';
export const REGION = 'eu-north-1';

/** Configuration for the constructor of any AWS SDK client. */
export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A connection with a new random root key. */
export function newConnection(port: number, region: string): Connection {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region,
    credentials: {
      accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(24).toString('base64url'),
    },
  };
}

/**
 * A loopback port that is free now. If another program takes it before the emulator does, the start
 * fails with PortTaken.
 */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
