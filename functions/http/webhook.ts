/** What routes of webhooks have in common. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { isSent, type WebhookEvent } from '../../core/job/job-event.ts';
import { HttpProblem } from './problem.ts';

/** The id in a route's path. @throws HttpProblem 404 for what is none: as for one that is not there */
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

/** @throws HttpProblem 422 for events of capabilities that this deployment does not have */
export function checkEvents(events: readonly WebhookEvent[], field: string): void {
  const unknown = events.filter((event) => !isSent(event));
  if (unknown.length === 0) return;
  const message = `This deployment does not send ${unknown.join(' and ')}.`;
  throw new HttpProblem('not-available', message, [{ path: field, message }]);
}

/** Errors whose sentence tells the caller why it cannot be now. */
export function refusedBy(...kinds: (new (...args: never[]) => Error)[]) {
  return (error: unknown): never => {
    const isKnown = error instanceof Error && kinds.some((kind) => error instanceof kind);
    throw isKnown ? new HttpProblem('not-in-this-state', error.message) : error;
  };
}
