/** A pool machine's agent in this process, with a real engine process and a fake AWS. */
import { writeFile } from 'node:fs/promises';
import type { PoolName } from '../../core/job/route-name.ts';
import type { MachineKind } from '../../core/machines/pool/pool-machine.ts';
import { readAgentConfig, type AgentConfig } from '../../userdata/agent/agent-config.ts';
import type { Clock } from '../../userdata/agent/clock.ts';
import { instanceCredentials } from '../../userdata/agent/credentials.ts';
import { InstanceMetadata } from '../../userdata/agent/metadata.ts';
import { runPool } from '../../userdata/agent/pool/pool-agent.ts';
import { settingsOfSdk } from './agent-in-process.ts';
import { scene, type AgentRun } from './agent-run.ts';
import { FakePool } from './fake-pool.ts';

/** Minutes of the pool are seconds here. */
const SPEED = 50;

/** Time that runs faster. */
function fastClock(): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * SPEED,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason as Error);
        const stop = () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        };
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', stop);
          resolve();
        }, ms / SPEED);
        signal.addEventListener('abort', stop, { once: true });
      }),
  };
}

export interface PoolRun extends AgentRun {
  pool: FakePool;
}

export async function poolScene(): Promise<PoolRun> {
  const on = await scene();
  await writeFile(`${on.machine.home}/model/manifest.json`, '{"name":"micro-whisper"}');
  return { ...on, pool: new FakePool(on.fakeAws) };
}

export interface RunningPool extends AsyncDisposable {
  /** Settles when the agent has ended. */
  ended: Promise<void>;
  config: AgentConfig;
  /** What is on the console so far. */
  output: () => string;
  /** As the first signal does. */
  drain: () => void;
  /** As the second does. */
  leave: () => void;
  /** URL of its server, once it listens. */
  url: () => string;
}

/** @param settings beside the machine's */
export function startPool(
  { fakeAws, machine, pool }: PoolRun,
  name: PoolName,
  settings: Readonly<Record<string, string>> & { kind?: MachineKind } = {},
): RunningPool {
  const { kind = 'ec2', ...more } = settings;
  const environment = { ...machine.environment(fakeAws), SPOTSCRIBE_PORT: '0', ...more };
  const config = readAgentConfig(environment);
  const clock = fastClock();
  const [drain, leave] = [new AbortController(), new AbortController()];
  let output = '';
  const console = { write: (text: string) => (output += text) };
  const restore = settingsOfSdk(environment);
  const ended = runPool({
    config,
    machine: {
      ...{ kind, pool: name, credentials: instanceCredentials(clock) },
      metadata: kind === 'ec2' ? new InstanceMetadata(config.metadataUrl) : undefined,
    },
    queueUrl: pool.queueUrl,
    clock,
    console: { stdout: console, stderr: console },
    drain: drain.signal,
    leave: leave.signal,
    uncaught: new Promise(() => undefined),
  });
  ended.catch(() => undefined);
  return {
    ...{ ended, config },
    output: () => output,
    drain: () => drain.abort(),
    leave: () => leave.abort(),
    url: () => /"url":"([^"]+)"/.exec(output)?.[1] ?? '',
    async [Symbol.asyncDispose]() {
      leave.abort();
      await ended.catch(() => undefined);
      restore[Symbol.dispose]();
    },
  };
}
