/**
 * Entry point of the agent: `agent.mjs once` runs the job that this instance was launched for,
 * `agent.mjs pool` takes job after job, `agent.mjs crashed <status>` reports an agent that died, `agent.mjs try` tries an image's engine,
 * `agent.mjs serve` answers SageMaker's requests in a container.
 *
 * Exit status 0 means that everything has been reported to the workflow, and the machine powers off.
 * After any other the agent is started once more (userdata/machine).
 */
import { JobFailure } from '../../core/base/job-errors.ts';
import { systemClock as clock } from './clock.ts';
import { AgentConfigError, readAgentConfig } from './agent-config.ts';
import { reportCrash } from './crashed.ts';
import { instanceCredentials } from './credentials.ts';
import { createLog } from './log.ts';
import { doOneJob } from './one-job.ts';
import { taskClient } from './task.ts';
import { tryEngine } from './try-engine.ts';
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
  if (mode === 'serve') return serve();
  const config = readAgentConfig();
  switch (mode) {
    case 'once': {
      notifyWatchdog(config.watchdogMs, log);
      const [machine, uncaught] = [machineGoesAway(), whatNothingCaught()];
      return doOneJob({ config, clock, console: process, machine, uncaught });
    }
    case 'pool': {
      notifyWatchdog(config.watchdogMs, log);
      // A machine of one job, which waits for its agent, does without this code.
      const { runPool } = await import('./pool/pool-agent.ts');
      const { thisMachine } = await import('./pool/this-machine.ts');
      const [drain, leave] = twoSignals();
      const pool = await thisMachine(config, clock);
      const around = { console: process, drain, leave, uncaught: whatNothingCaught() };
      return runPool({ config, clock, ...pool, ...around });
    }
    case 'crashed': {
      const client = taskClient(config.region, instanceCredentials(clock));
      return reportCrash({ config, clock, log, client }, status);
    }
    case 'try':
      notifyWatchdog(config.watchdogMs, log);
      return tryEngine(config, log);
    default:
      throw new AgentConfigError(['the mode is none of once, pool, crashed, try, serve']);
  }
}

/** A machine of one job does without this code. */
async function serve(): Promise<void> {
  const { hostingConfig } = await import('./hosting/hosting-config.ts');
  const { runHosted } = await import('./hosting/hosted-agent.ts');
  const config = hostingConfig();
  const [stop] = twoSignals();
  return runHosted({ config, clock, log, stop, uncaught: whatNothingCaught() });
}

/** Rejects on an uncaught exception or rejection. */
function whatNothingCaught(): Promise<never> {
  return new Promise((_, reject) => process.on('uncaughtException', reject));
}

/** Aborted by the first SIGTERM or SIGINT, and by the second. */
function twoSignals(): [AbortSignal, AbortSignal] {
  const [first, second] = [new AbortController(), new AbortController()];
  const onSignal = () => (first.signal.aborted ? second : first).abort();
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  return [first.signal, second.signal];
}

/** SIGTERM announces a shutdown of the machine. */
function machineGoesAway(): AbortSignal {
  const going = new AbortController();
  process.once('SIGTERM', () => going.abort(new JobFailure('InstanceLost')));
  return going.signal;
}
