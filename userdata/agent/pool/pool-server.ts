/** The HTTP server of a machine of the pool `warm`, for the programs of its own computer. */
import { SFNClient } from '@aws-sdk/client-sfn';
import type { MachineKind } from '../../../core/machines/pool/pool-machine.ts';
import type { AgentConfig } from '../agent-config.ts';
import { HttpServer } from '../server/http-server.ts';
import { routesOf } from '../server/routes.ts';
import type { Routing } from '../server/routing.ts';
import { S3Audio } from '../server/s3-audio.ts';

/**
 * Listens. On an instance the port may be another program's, and the pool's jobs need no server.
 * @returns undefined if it cannot @throws on a box, whose operator wants it
 */
export async function poolServer(
  kind: MachineKind,
  of: Omit<Routing, 's3'>,
): Promise<HttpServer | undefined> {
  const { config, clock, log } = of;
  const s3 = kind === 'box' ? operatorsS3(config) : undefined;
  const server = new HttpServer({
    config: config.server,
    routes: routesOf({ ...of, s3 }),
    clock,
    log,
  });
  try {
    log.info('The server listens.', { url: await server.listen() });
    return server;
  } catch (error) {
    if (kind === 'box') throw error;
    log.warn('The server cannot listen; jobs are taken all the same.', error);
    return undefined;
  }
}

/** With the credentials of the environment, which the SDK looks for in its usual order. */
function operatorsS3({ region, s3Url }: AgentConfig): S3Audio {
  const { credentials } = new SFNClient({ region }).config;
  return new S3Audio({ endpoint: s3Url, region, credentials });
}
