/** GET /sessions/{id} */
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { getSessionOperation } from '../../core/api/operations/get-session.ts';
import { readConfig } from '../../core/base/config.ts';
import { statusesOf } from '../../core/steps/sessions/session-statuses.ts';
import { viewOfSession } from '../../core/view/session-view.ts';
import { keyHandler } from '../http/handler.ts';
import { ownedSession } from '../http/owned-session.ts';

const config = readConfig(['jobsTable', 'apiUrl']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const sessions = new SessionStore(table);

export const handler = keyHandler(getSessionOperation, table, async ({ event, owner }) => {
  const session = await ownedSession(event, owner, sessions);
  const chunks = await sessions.chunks(session.sessionKey);
  const statuses = await statusesOf(chunks, jobs);
  const { apiUrl } = config;
  return { status: 200, body: viewOfSession(session, { chunks, statuses, apiUrl }) };
});
