import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';

/** Account and region of every embedded cloud: the region where the project would run. */
export const ACCOUNT = '123456789012';
export const REGION = 'eu-north-1';

/** How a client reaches one embedded cloud: fits every AWS SDK client's constructor. */
export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A connection with a fresh random root key: nobody who was not told it is root. */
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
 * A loopback port that is free now. Between this and its use another program may take it; the
 * emulator then fails to start and says so.
 */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
