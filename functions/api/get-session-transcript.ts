/** GET /sessions/{id}/transcript?format= */
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { getSessionTranscriptOperation } from '../../core/api/operations/get-session-transcript.ts';
import { readConfig } from '../../core/base/config.ts';
import type { Session } from '../../core/job/session.ts';
import { sessionDocumentKey } from '../../core/steps/sessions/session-documents.ts';
import { storedDocument } from '../http/document.ts';
import { HttpProblem, TryLater } from '../http/problem.ts';
import { keyHandler } from '../http/handler.ts';
import { ownedSession } from '../http/owned-session.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const sessions = new SessionStore(table);
const sources = { objects: new ObjectReader(), signer: new ObjectSigner() };

/** Between two looks at sessions whose time has come. */
const ROUND_SECONDS = 300;

export const handler = keyHandler(
  getSessionTranscriptOperation,
  table,
  async ({ event, owner, query }) => {
    const { format } = query;
    const session = await ownedSession(event, owner, sessions);
    const { sessionKey, documents } = session;
    if (documents === undefined) throw notYet(session);
    const key = sessionDocumentKey(sessionKey, documents, format);
    const answer = await storedDocument({ bucket: config.resultsBucket, key }, format, sources);
    if (answer) return answer;
    throw new HttpProblem('not-found', 'The transcript has been deleted.');
  },
);

function notYet({ status }: Session): HttpProblem {
  if (status === 'waiting') {
    return new HttpProblem(
      'not-in-this-state',
      'The session waits for its chunks; GET /sessions/{id} says for which, and until when.',
    );
  }
  const because = 'The session is combined again without a chunk that was deleted. Try again.';
  return new TryLater('not-in-this-state', because, ROUND_SECONDS);
}
