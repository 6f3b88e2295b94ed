import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';

/** Account and region of every embedded cloud; the region is the project's default. */
export const ACCOUNT = '123456789012';
export const REGION = 'eu-north-1';

/** Configuration for the constructor of any AWS SDK client. */
export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A connection with a new random root key. */
export function newConnection(port: number): Connection {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: REGION,
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
