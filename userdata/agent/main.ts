/**
 * Entry point of the agent: `agent.mjs once` runs the job that this instance was launched for,
 * `agent.mjs crashed <status>` reports an agent that died.
 *
 * Exit status 0 means that everything has been reported to the workflow, and the machine powers off.
 * After any other the agent is started once more (userdata/machine).
 */
import { JobFailure } from '../../core/base/job-errors.ts';
import { claimOverHttp } from './claim-job.ts';
import { systemClock as clock } from './clock.ts';
import { AgentConfigError, readAgentConfig, type AgentConfig } from './agent-config.ts';
import { reportCrash } from './crashed.ts';
import { instanceCredentials } from './credentials.ts';
import { Engine } from './engine.ts';
import { ActivityCounter } from './heartbeat.ts';
import { createLog } from './log.ts';
import { startLogging } from './logging.ts';
import { InstanceMetadata } from './metadata.ts';
import { RestartingEngine } from './restarting-engine.ts';
import { runJob } from './run-job.ts';
import { taskClient } from './task.ts';
import { notifyWatchdog } from './watchdog.ts';

const log = createLog();
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof AgentConfigError) log.warn(error.message);
  else log.error('The agent ends with an error.', error);
  process.exit(1);
}
// Keep-alive connections would delay the exit, and the power-off, by seconds.
process.exit(0);

async function main([mode, status = '']: string[]): Promise<void> {
  const config = readAgentConfig();
  switch (mode) {
    case 'once':
      return doOneJob(config);
    case 'crashed':
      return reportCrash({ config, clock, log, client: client(config) }, status);
    default:
      throw new AgentConfigError(['the mode is none of once, crashed']);
  }
}

async function doOneJob(config: AgentConfig): Promise<void> {
  notifyWatchdog(config.watchdogMs, log);
  const sfn = client(config);
  // The client's wrapped provider caches the credentials and renews them in time.
  const { credentials } = sfn.config;
  const { apiUrl: url, region } = config;
  const metadata = new InstanceMetadata(config.metadataUrl);
  const logging = startLogging({ config, clock, credentials, metadata });
  const engineOn = (model: string) =>
    new Engine({ ...engineCommand(config, model), onDiagnostic: logging.onEngineLine });
  try {
    const work = runJob({
      config,
      clock,
      log: logging.log,
      client: sfn,
      postClaim: claimOverHttp({ url, region, credentials }),
      engine: new RestartingEngine(engineOn, config.modelFolder, logging.log),
      metadata,
      activity: new ActivityCounter(),
      onJob: logging.onJob,
      machine: machineGoesAway(),
    });
    await Promise.race([work, whatNothingCaught()]);
  } catch (error) {
    logging.log.error('The job is left as it is.', error);
    throw error;
  } finally {
    await logging.close();
  }
}

function client(config: AgentConfig) {
  return taskClient(config.region, instanceCredentials(clock));
}

function engineCommand({ home, workDir, engineUser }: AgentConfig, model: string) {
  return {
    program: `${home}/venv/bin/python`,
    args: ['-m', 'fast_transcribe', '--await-request', '--model', model],
    // A closed environment: the engine needs nothing of the agent's, and must not find credentials.
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'C.UTF-8',
      HOME: workDir,
      PYTHONPATH: `${home}/engine`,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    user: engineUser,
  };
}

/** Rejects on an uncaught exception or rejection, so that its log line is sent before the process exits. */
function whatNothingCaught(): Promise<never> {
  return new Promise((_, reject) => process.on('uncaughtException', reject));
}

/** SIGTERM announces a shutdown of the machine. */
function machineGoesAway(): AbortSignal {
  const going = new AbortController();
  process.once('SIGTERM', () => going.abort(new JobFailure('InstanceLost')));
  return going.signal;
}
