/** GET /sessions/{id}/transcript?format= */
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { SessionStore } from '../../core/aws/dynamodb/session-store.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { getSessionTranscriptOperation } from '../../core/api/operations/get-session-transcript.ts';
import { readConfig } from '../../core/base/config.ts';
import type { Session } from '../../core/job/session.ts';
import { writeRedactedSession } from '../../core/steps/sessions/redacted-session.ts';
import { sessionDocumentKey } from '../../core/steps/sessions/session-documents.ts';
import type { TranscriptFormat } from '../../core/transcript/transcript.ts';
import { storedDocument } from '../http/document.ts';
import { HttpProblem, TryLater } from '../http/problem.ts';
import { logged } from '../http/logged-read.ts';
import { keyHandler } from '../http/handler.ts';
import { ownedSession } from '../http/owned-session.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const sessions = new SessionStore(table);
const log = new AccessLog(table);
const writer = new ObjectWriter();
const sources = { objects: new ObjectReader(), signer: new ObjectSigner() };

/** Between two looks at sessions whose time has come. */
const ROUND_SECONDS = 300;

export const handler = keyHandler(
  getSessionTranscriptOperation,
  table,
  async ({ event, owner, keyId, query }) => {
    const { format, redacted } = query;
    const session = await ownedSession(event, owner, sessions);
    const { sessionId, sessionKey, documents } = session;
    if (documents === undefined) throw notYet(session);
    const key = redacted
      ? await redactedKeyOf({ ...session, revision: documents }, format)
      : sessionDocumentKey(sessionKey, documents, format);
    const answer = await storedDocument({ bucket: config.resultsBucket, key }, format, sources);
    if (answer) {
      const what = redacted ? 'redacted-session-transcript' : 'session-transcript';
      const read = { sessionId, what, format } as const;
      return logged(answer, { owner, who: { key: keyId }, ...read }, log);
    }
    throw new HttpProblem('not-found', 'The transcript has been deleted.');
  },
);

async function redactedKeyOf(session: Session, format: TranscriptFormat): Promise<string> {
  const chunks = await sessions.chunks(session.sessionKey);
  const key = await writeRedactedSession(
    session,
    { chunks, format },
    {
      ...config,
      ...sources,
      writer,
    },
  );
  if (key === undefined) {
    throw new HttpProblem('not-found', 'No chunk of the session has a redacted copy.');
  }
  return key;
}

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
