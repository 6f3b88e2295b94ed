/** Which machine of which pool the agent runs on: an instance by its tag, a box by its settings. */
import { fromContainerMetadata } from '@smithy/credential-provider-imds';
import { PoolName } from '../../../core/job/route-name.ts';
import { AgentConfigError, type AgentConfig } from '../agent-config.ts';
import type { Clock } from '../clock.ts';
import { instanceCredentials } from '../credentials.ts';
import { InstanceMetadata } from '../metadata.ts';
import { retrying } from '../retry.ts';
import type { PoolMachine } from './pool-agent.ts';

const ANSWER_MS = 5000;
/** For the metadata service of a busy machine. */
const BOOT_MS = 60_000;

/** @throws AgentConfigError if the pool or its queue is not named */
export async function thisMachine(config: AgentConfig, clock: Clock) {
  const machine = config.pool.pool ? box(config.pool.pool) : await instance(config, clock);
  const queueUrl = config.pool.queues[machine.pool];
  if (queueUrl === undefined) {
    throw new AgentConfigError([`there is no queue for the pool ${machine.pool}`]);
  }
  return { machine, queueUrl };
}

/** Its credentials come from the program that started the agent, and are renewed there. */
function box(pool: PoolName): PoolMachine {
  const credentials = fromContainerMetadata({ timeout: ANSWER_MS, maxRetries: 2 });
  return { kind: 'box', pool, credentials, metadata: undefined };
}

async function instance(config: AgentConfig, clock: Clock): Promise<PoolMachine> {
  const metadata = new InstanceMetadata(config.metadataUrl);
  const signal = AbortSignal.timeout(BOOT_MS);
  const patience = { tries: 6, firstPauseMs: 200, longestPauseMs: 2000, clock, signal };
  const tag = await retrying({ ...patience, worthAnotherTry: () => true }, () =>
    metadata.read('tags/instance/Pool', signal),
  );
  const pool = PoolName.safeParse(tag);
  if (!pool.success) throw new AgentConfigError(["the instance's tag Pool names no pool"]);
  return { kind: 'ec2', pool: pool.data, credentials: instanceCredentials(clock), metadata };
}
