/** Helpers of webhook operations. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { isSent, type WebhookEvent } from '../../core/job/job-event.ts';
import { HttpProblem, TryLater } from './problem.ts';

/** Id in the path. @throws HttpProblem 404 for a malformed one, as for an unknown one */
export function idIn<Id>(
  event: Pick<APIGatewayProxyEventV2, 'pathParameters'>,
  schema: z.ZodType<Id>,
): Id {
  const id = schema.safeParse(event.pathParameters?.id);
  if (!id.success) throw notThere();
  return id.data;
}

export function notThere(): HttpProblem {
  return new HttpProblem('not-found', 'There is no such webhook or delivery.');
}

/** @throws HttpProblem 422 for events that this deployment never sends */
export function checkEvents(events: readonly WebhookEvent[], field: string): void {
  const unknown = events.filter((event) => !isSent(event));
  if (unknown.length === 0) return;
  const message = `This deployment does not send ${unknown.join(' and ')}.`;
  throw new HttpProblem('not-available', message, [{ path: field, message }]);
}

/** Converts errors of these classes to 409 problems with their message, and Retry-After if they have one. */
export function refusedBy(...kinds: (new (...args: never[]) => Refusal)[]) {
  return (error: unknown): never => {
    const kind = kinds.find((known) => error instanceof known);
    if (!kind) throw error;
    const { message, retryAfterSeconds } = error as Refusal;
    if (retryAfterSeconds === undefined) throw new HttpProblem('not-in-this-state', message);
    throw new TryLater('not-in-this-state', message, retryAfterSeconds);
  };
}

interface Refusal extends Error {
  retryAfterSeconds?: number;
}
