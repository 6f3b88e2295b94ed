/**
 * One job: engine and claim start at the same moment, the attempt runs, one verdict is sent.
 *
 * Endings: a result (SendTaskSuccess), a failure (SendTaskFailure), or silence. Silent are a claim
 * that was refused, and an attempt that the workflow gave up. The token is kept in the state file
 * from the claim until just before the verdict, so that boot.sh can report an agent that died.
 */
import { randomUUID } from 'node:crypto';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { JobFailure } from '../../core/job-errors.ts';
import type { TaskResult, WorkOrder } from '../../core/work-order.ts';
import { Attempt } from './attempt.ts';
import { claim, ClaimRefused, type PostClaim } from './claim.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Engine } from './engine.ts';
import { beatWhileMoving, Progress } from './heartbeat.ts';
import { Lease } from './lease.ts';
import { nameOf, type Log } from './log.ts';
import { forget, remember } from './state.ts';
import { AttemptOver, Task } from './task.ts';

/** The workflow waits so long for the first sign of an instance. */
const BOOT_DEADLINE_MS = 240_000;
const RENEWAL_DEADLINE_MS = 60_000;

export interface Agent {
  config: Config;
  clock: Clock;
  log: Log;
  client: SFNClient;
  postClaim: PostClaim;
  engine: Engine;
  /** Aborted, with a JobFailure as its reason, when the machine goes away. */
  machine: AbortSignal;
}

export async function once(agent: Agent): Promise<void> {
  const agentId = randomUUID();
  const trouble = new AbortController();
  // An engine that dies early must not end the claim: without a token nobody would hear of it.
  agent.engine.outcome.catch((error: unknown) => trouble.abort(error));
  try {
    const order = await ask(agent, agentId, BOOT_DEADLINE_MS);
    const log = agent.log.about({ jobId: order.jobId, attempt: order.attempt });
    log.info('The job is claimed.');
    const claimed = { ...agent, log };
    await settle(claimed, order, (task) =>
      attempt({ agent: claimed, agentId, order, task, trouble }),
    );
  } catch (error) {
    if (error instanceof ClaimRefused) agent.log.warn(error.message);
    else if (error === agent.machine.reason) agent.log.warn('Told to go before there was a job.');
    else throw error;
  } finally {
    agent.engine.kill();
  }
}

function ask(agent: Agent, agentId: string, patienceMs: number): Promise<WorkOrder> {
  const { clock, log } = agent;
  const deadline = clock.now() + patienceMs;
  return claim({ post: agent.postClaim, agentId, deadline, clock, log, signal: agent.machine });
}

interface Attempting {
  agent: Agent;
  agentId: string;
  order: WorkOrder;
  task: Task;
  trouble: AbortController;
}

/** @throws the reason why the work was ended, if it was, else what went wrong in it. */
async function attempt({ agent, agentId, order, task, trouble }: Attempting): Promise<TaskResult> {
  const { clock, log, engine } = agent;
  const signal = AbortSignal.any([agent.machine, trouble.signal]);
  const stopBeating = new AbortController();
  const progress = new Progress();
  const lease = new Lease(order, () => renew(agent, agentId), clock);
  const onTrouble = (error: unknown) => trouble.abort(error);
  beatWhileMoving({
    beat: (abort) => task.beat(abort),
    progress,
    heartbeatSeconds: order.heartbeatSeconds,
    clock,
    log,
    signal: AbortSignal.any([signal, stopBeating.signal]),
  }).catch(onTrouble);
  signal.addEventListener('abort', () => engine.kill());
  try {
    signal.throwIfAborted();
    return await new Attempt({ ...agent, order, lease, progress, signal, onTrouble }).run();
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    stopBeating.abort();
  }
}

/** An order that is refused now was taken back: the job is over, or another attempt runs. */
async function renew(agent: Agent, agentId: string): Promise<WorkOrder> {
  try {
    return await ask(agent, agentId, RENEWAL_DEADLINE_MS);
  } catch (error) {
    if (error instanceof ClaimRefused) throw new AttemptOver(error.message, { cause: error });
    throw error;
  }
}

/** Runs the work and sends its one verdict. */
async function settle(
  { client, clock, config, log }: Agent,
  order: WorkOrder,
  work: (task: Task) => Promise<TaskResult>,
): Promise<void> {
  const task = new Task({ client, token: order.taskToken, clock });
  try {
    const verdict = await verdictOf(log, async () => {
      await remember(config.stateFile, { jobId: order.jobId, taskToken: order.taskToken });
      return work(task);
    });
    await forget(config.stateFile);
    await verdict(task);
    log.info('The verdict is sent.');
  } catch (error) {
    if (!(error instanceof AttemptOver)) throw error;
    await forget(config.stateFile);
    log.warn('The workflow waits no longer for this attempt.', error);
  }
}

async function verdictOf(
  log: Log,
  work: () => Promise<TaskResult>,
): Promise<(task: Task) => Promise<void>> {
  try {
    const result = await work();
    return (task) => task.succeed(result);
  } catch (error) {
    if (error instanceof AttemptOver) throw error;
    const { code, message, cause } = asFailure(error);
    log.warn('The attempt failed.', cause, { code });
    return (task) => task.fail(code, message);
  }
}

function asFailure(error: unknown): JobFailure {
  if (error instanceof JobFailure) return error;
  const sentence = `The program on the instance met an error that it was not made for (${nameOf(error)}). Create the job again.`;
  return new JobFailure('AgentCrashed', sentence, error);
}
