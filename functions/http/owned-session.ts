/** Loads the session in the path, if it belongs to the caller. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { SessionId, sessionKeyOf } from '../../core/job/job-session.ts';
import type { Session } from '../../core/job/session.ts';
import { HttpProblem } from './problem.ts';

type Event = Pick<APIGatewayProxyEventV2, 'pathParameters'>;

export function noSession(): HttpProblem {
  return new HttpProblem('not-found', 'There is no such session.');
}

/** @throws HttpProblem 404 for a malformed id, as for an unknown one and another owner's */
export function sessionIdIn(event: Event): string {
  const id = SessionId.safeParse(event.pathParameters?.id);
  if (!id.success) throw noSession();
  return id.data;
}

/** @throws HttpProblem 404 also for one that is being deleted */
export async function ownedSession(
  event: Event,
  owner: string,
  sessions: Pick<SessionStore, 'session'>,
): Promise<Session> {
  const session = await sessions.session(sessionKeyOf(owner, sessionIdIn(event)));
  if (!session || session.isDeleting) throw noSession();
  return session;
}
