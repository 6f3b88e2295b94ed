/** Tells the owner of a job how it ended. */
import type { AddressGuard } from '../address-guard.ts';
import { eventFor } from '../job-event.ts';
import { viewOf } from '../job-view.ts';
import type { Job } from '../job.ts';
import type { JobStore } from '../aws/job-store.ts';
import { webhookSecretParameter, type Parameters } from '../aws/parameters.ts';
import { deliver, sign, type Delivery } from '../webhook.ts';

/** Thrown when a receiver did not take an event; the state machine tries again on this name. */
export class WebhookFailed extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`the webhook was not delivered: ${reason}`, { cause });
    this.name = 'WebhookFailed';
  }
}

interface Dependencies {
  jobs: JobStore;
  parameters: Parameters;
  guard: AddressGuard;
  stage: string;
  apiUrl: string;
}

/**
 * One try. Every try is in the timeline, with the status or the error's name.
 * @throws WebhookFailed for an answer other than 2xx; a redirect is a failure, 410 means stop
 */
export async function notify(jobId: string, using: Dependencies): Promise<void> {
  const job = await using.jobs.job(jobId);
  const type = job && eventFor(job);
  if (!job?.webhook || !type) return;
  const secret = await using.parameters.get(webhookSecretParameter(using.stage, job.owner));
  if (secret === undefined) {
    const result = 'the owner has no webhook secret; npm run keys -- create makes one';
    await note(job, { delivered: false, stop: false, result }, using.jobs);
    throw new WebhookFailed(result);
  }
  const event = { type, url: job.webhook.url, job: viewOf(job, using.apiUrl) };
  const outcome = await attempt(sign(event, secret, new Date()), using.guard);
  await note(job, outcome, using.jobs);
  if (!outcome.delivered && !outcome.stop) throw new WebhookFailed(outcome.result, outcome.cause);
}

interface Outcome {
  delivered: boolean;
  stop: boolean;
  result: string;
  cause?: unknown;
}

async function attempt(delivery: Delivery, guard: AddressGuard): Promise<Outcome> {
  try {
    const status = await deliver(delivery, guard);
    const delivered = status >= 200 && status < 300;
    return { delivered, stop: status === 410, result: `status ${status}` };
  } catch (cause) {
    const name = nameOf(cause);
    // An address that is refused now would be refused at every try.
    return { delivered: false, stop: name === 'AddressRefused', result: name, cause };
  }
}

/** The network's errors are all called Error; what tells them apart is their code. */
function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown error';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}

async function note(job: Job, { delivered, result }: Outcome, jobs: JobStore): Promise<void> {
  const what = delivered ? 'webhook-delivered' : 'webhook-failed';
  await jobs.addEvents(job.jobId, job.attempt, [{ what, detail: { result } }]);
}
