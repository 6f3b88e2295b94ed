/** `agent.mjs crashed <status>`: reports the failure of an agent that died without reporting. */
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Clock } from './clock.ts';
import type { AgentConfig } from './agent-config.ts';
import type { Log } from './log.ts';
import { forget, recall } from './state.ts';
import { AttemptOver, Task } from './task.ts';

export interface CrashReporter {
  config: AgentConfig;
  clock: Clock;
  log: Log;
  client: SFNClient;
}

/** @param status systemd's EXIT_STATUS: a number or a signal name */
export async function reportCrash(
  { config, clock, log, client }: CrashReporter,
  status: string,
): Promise<void> {
  const { unreported } = (await recall(config.stateFile)) ?? {};
  if (!unreported) return;
  await forget(config.stateFile);
  const how = /^\d+$/.test(status) ? `ended with ${status}` : `was ended by SIG${status}`;
  const sentence = `The program on the instance ${how} before the work was done. Create the job again.`;
  try {
    await new Task({ client, token: unreported.taskToken, clock }).fail('AgentCrashed', sentence);
    log.info('The death of the agent is reported.', { jobId: unreported.jobId, status });
  } catch (error) {
    if (!(error instanceof AttemptOver)) throw error;
    log.warn('The workflow waits no longer for this attempt.', error, { jobId: unreported.jobId });
  }
}
