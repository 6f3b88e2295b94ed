/** `agent.mjs crashed <status>`: boot.sh's last word for an agent that ended without one of its own. */
import { constants } from 'node:os';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { forget, recall } from './state.ts';
import { AttemptOver, Task } from './task.ts';

export interface Coroner {
  config: Config;
  clock: Clock;
  log: Log;
  client: SFNClient;
}

/** `status` is the shell's: above 128 it is a signal's number. Without a token nothing is owed. */
export async function reportCrash(
  { config, clock, log, client }: Coroner,
  status: number,
): Promise<void> {
  const { owed } = (await recall(config.stateFile)) ?? {};
  if (!owed) return;
  await forget(config.stateFile);
  const how = status > 128 ? `was ended by ${signalName(status - 128)}` : `ended with ${status}`;
  const sentence = `The program on the instance ${how} before the work was done. Create the job again.`;
  try {
    await new Task({ client, token: owed.taskToken, clock }).fail('AgentCrashed', sentence);
    log.info('The death of the agent is reported.', { jobId: owed.jobId, status });
  } catch (error) {
    if (!(error instanceof AttemptOver)) throw error;
    log.warn('The workflow waits no longer for this attempt.', error, { jobId: owed.jobId });
  }
}

function signalName(number: number): string {
  const known = Object.entries(constants.signals).find(([, value]) => value === number);
  return known?.[0] ?? `signal ${number}`;
}
