/** Log targets of this machine: the console, and CloudWatch Logs if the stack has a group for it. */
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { cloudWatchLogs } from './cloud-watch.ts';
import type { Clock } from './clock.ts';
import type { AgentConfig } from './agent-config.ts';
import { engineLine } from './engine-line.ts';
import { InstanceLog, type LoggedJob } from './instance-log.ts';
import { createLog, toConsole, type Log } from './log.ts';
import { logCredentials } from './log-credentials.ts';
import type { InstanceMetadata } from './metadata.ts';

/** Where lines are read on the machine itself; `process` is one. */
export interface Console {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

export interface Logging {
  log: Log;
  /** Receives the engine's standard error. */
  onEngineLine: (text: string) => void;
  onJob: (job: LoggedJob) => void;
  /** Sends the remaining lines; never rejects. */
  close: () => Promise<void>;
}

export function startLogging(of: {
  config: AgentConfig;
  clock: Clock;
  credentials: AwsCredentialIdentityProvider;
  /** Without it lines stay on the console. */
  metadata: InstanceMetadata | undefined;
  console: Console;
  /** A machine of many jobs. */
  isPool?: boolean;
}): Logging {
  const { config, clock, credentials, metadata, console, isPool = false } = of;
  const { logs, region } = config;
  const instanceId = metadata && ((signal: AbortSignal) => metadata.instanceId(signal));
  const shipped =
    logs &&
    instanceId &&
    new InstanceLog({
      put: cloudWatchLogs({
        ...{ url: logs.url, group: logs.group, region },
        credentials: logCredentials({
          ...{ url: logs.stsUrl, role: logs.role, region },
          ...{ credentials, instanceId },
        }),
      }),
      ...{ instanceId, clock, isPool },
    });
  const log = createLog((line) => {
    toConsole(line, console.stdout);
    shipped?.add(line);
  });
  const ended = new AbortController();
  shipped?.run(ended.signal).catch(() => undefined); // rejects only when aborted
  return {
    log,
    onEngineLine: (text) => {
      console.stderr.write(`${text}\n`);
      const line = engineLine(text, clock.now());
      if (line) shipped?.add(line);
    },
    onJob: (job) => shipped?.about(job),
    close: async () => {
      ended.abort();
      try {
        await shipped?.close();
      } catch (error) {
        log.warn('The log is on the console alone.', error);
      }
    },
  };
}
