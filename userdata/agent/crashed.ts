/** `agent.mjs crashed <status>`: reports the failure of an agent that died without reporting. */
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Clock } from './clock.ts';
import type { AgentConfig } from './agent-config.ts';
import type { Log } from './log.ts';
import { SLOTS, slotStateFile } from './pool/slot-files.ts';
import { forget, recall } from './state.ts';
import { AttemptOver, Task } from './task.ts';

export interface CrashReporter {
  config: AgentConfig;
  clock: Clock;
  log: Log;
  client: SFNClient;
}

/**
 * Reports the jobs that the agent had: one, or on a pool machine one in each slot.
 * @param status systemd's EXIT_STATUS: a number or a signal name
 */
export async function reportCrash(reporter: CrashReporter, status: string): Promise<void> {
  const { config } = reporter;
  const files = [config.stateFile, ...SLOTS.map((nth) => slotStateFile(config, nth))];
  for (const file of files) await reportLeft(reporter, file, status);
}

async function reportLeft(
  { clock, log, client }: CrashReporter,
  stateFile: string,
  status: string,
): Promise<void> {
  const { unreported } = (await recall(stateFile)) ?? {};
  if (!unreported) return;
  await forget(stateFile);
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
