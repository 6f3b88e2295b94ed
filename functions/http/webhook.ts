/** Helpers of webhook operations. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
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
