/** The redacted copies of a session's chunks as one, with all decisions of people so far. */
import { redactedKey } from '../../job/redaction-keys.ts';
import { revisionPrefix, type Session, type SessionChunk } from '../../job/session.ts';
import { CONTENT_TYPES, render } from '../../transcript/subtitles.ts';
import type { TranscriptFormat } from '../../transcript/transcript.ts';
import { combinedChunks, type DocumentPorts } from './session-documents.ts';

/** Made anew for each request: a decision changes the copy of a chunk. It goes with its revision. */
function redactedSessionKey({ sessionKey, revision }: Session, format: TranscriptFormat): string {
  return `${revisionPrefix(sessionKey, revision)}redacted.${format}`;
}

/**
 * @returns the key of the copy in the results bucket; undefined if no chunk has a redacted copy. A chunk
 * without one is among what the transcript lacks: its original is in no copy.
 */
export async function writeRedactedSession(
  session: Session,
  { chunks, format }: { chunks: readonly SessionChunk[]; format: TranscriptFormat },
  using: DocumentPorts,
): Promise<string | undefined> {
  const combined = await combinedChunks(session, chunks, { ...using, keyOf: redactedKey });
  if (combined.transcript.chunks.length === 0) return undefined;
  const place = { bucket: using.resultsBucket, key: redactedSessionKey(session, format) };
  await using.writer.put(place, render(combined, format), CONTENT_TYPES[format]);
  return place.key;
}
