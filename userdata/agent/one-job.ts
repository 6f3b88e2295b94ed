/** Runs the one job that this instance was launched for, with everything that it needs. */
import { ModelOnDemand } from './analysis/model-on-demand.ts';
import { claimOverHttp } from './claim-job.ts';
import type { AgentConfig } from './agent-config.ts';
import type { Clock } from './clock.ts';
import { instanceCredentials } from './credentials.ts';
import { Engine } from './engine.ts';
import { engineCommand } from './engine-command.ts';
import { ActivityCounter } from './heartbeat.ts';
import { startLogging, type Console } from './logging.ts';
import { InstanceMetadata } from './metadata.ts';
import { RestartingEngine } from './restarting-engine.ts';
import { runJob } from './run-job.ts';
import { taskClient } from './task.ts';

export interface OneJob {
  readonly config: AgentConfig;
  readonly clock: Clock;
  readonly console: Console;
  /** Aborted with a JobFailure when the machine shuts down. */
  readonly machine: AbortSignal;
  /** Rejects with an error that nothing caught: its log line is sent before the process exits. */
  readonly uncaught: Promise<never>;
}

/** @throws if the job is left as it is */
export async function doOneJob({
  config,
  clock,
  console,
  machine,
  uncaught,
}: OneJob): Promise<void> {
  const client = taskClient(config.region, instanceCredentials(clock));
  // The client's wrapped provider caches the credentials and renews them in time.
  const { credentials } = client.config;
  const { apiUrl: url, region } = config;
  const metadata = new InstanceMetadata(config.metadataUrl);
  const logging = startLogging({ config, clock, credentials, metadata, console });
  const engineOn = (model: string) =>
    new Engine({ ...engineCommand(config, model), onDiagnostic: logging.onEngineLine });
  const { log, onEngineLine: onLine } = logging;
  const engine = new RestartingEngine(engineOn, config.modelFolder, log);
  try {
    const work = runJob({
      config,
      clock,
      log,
      client,
      postClaim: claimOverHttp({ url, region, credentials }),
      engine,
      language: new ModelOnDemand({ config, engine, clock, log, onLine }),
      metadata,
      activity: new ActivityCounter(),
      onJob: logging.onJob,
      machine,
    });
    await Promise.race([work, uncaught]);
  } catch (error) {
    logging.log.error('The job is left as it is.', error);
    throw error;
  } finally {
    await logging.close();
  }
}
