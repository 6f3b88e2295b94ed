/** Reads the documents of a session's chunks and writes those of the session, in all formats. */
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import {
  missingOf,
  readyChunks,
  revisionPrefix,
  type Session,
  type SessionChunk,
} from '../../job/session.ts';
import { transcriptKey } from '../../job/work-order.ts';
import { ChunkCombiner, type Chunk } from '../../transcript/combine-chunks.ts';
import type { MissingChunk } from '../../transcript/session-chunk.ts';
import type { SessionTranscript } from '../../transcript/session-transcript.ts';
import { CONTENT_TYPES, cuesOfSrt, render } from '../../transcript/subtitles.ts';
import {
  Transcript,
  TRANSCRIPT_FORMATS,
  type Cue,
  type TranscriptFormat,
} from '../../transcript/transcript.ts';

export interface DocumentPorts {
  objects: Pick<ObjectReader, 'text'>;
  writer: Pick<ObjectWriter, 'put'>;
  resultsBucket: string;
}

/** Bounds the memory of a combination: 75 hours of speech with words take 560 MB and 4 s of CPU time. */
export const MOST_SESSION_BYTES = 64 * 1024 ** 2;
const READ_AT_ONCE = 8;

export function sessionDocumentKey(
  sessionKey: string,
  revision: number,
  format: TranscriptFormat,
): string {
  return `${revisionPrefix(sessionKey, revision)}transcript.${format}`;
}

/** Idempotent: the same chunks are the same documents. @returns what they lack */
export async function writeDocuments(
  session: Session,
  chunks: readonly SessionChunk[],
  using: DocumentPorts,
): Promise<{ missing: MissingChunk[] }> {
  const combined = await combinedChunks(session, chunks, { ...using, keyOf: transcriptKey });
  const bucket = using.resultsBucket;
  await Promise.all(
    TRANSCRIPT_FORMATS.map(async (format) => {
      const key = sessionDocumentKey(session.sessionKey, session.revision, format);
      await using.writer.put({ bucket, key }, render(combined, format), CONTENT_TYPES[format]);
    }),
  );
  return { missing: combined.transcript.missing };
}

interface ChunkDocuments extends Pick<DocumentPorts, 'objects' | 'resultsBucket'> {
  /** Key of a chunk's document. */
  keyOf: typeof transcriptKey;
}

/** The chunks' documents as one. */
export async function combinedChunks(
  session: Session,
  chunks: readonly SessionChunk[],
  using: ChunkDocuments,
): Promise<{ transcript: SessionTranscript; cues: readonly Cue[] }> {
  const combiner = new ChunkCombiner();
  const unread = await addAll(readyChunks(chunks), combiner, using);
  const missing = [...missingOf(session, chunks), ...unread].toSorted((a, b) => a.index - b.index);
  const { transcript: combined, cues } = combiner.result();
  const { sessionId, count } = session;
  const isComplete = missing.length === 0;
  const flags = [...new Set([...(combined.flags ?? []), ...(isComplete ? [] : ['incomplete'])])];
  const transcript: SessionTranscript = {
    ...{ sessionId, count },
    ...combined,
    ...(flags.length > 0 && { flags }),
    complete: isComplete,
    missing,
  };
  return { transcript, cues };
}

/** @returns chunks whose documents could not be used */
async function addAll(
  ready: readonly SessionChunk[],
  combiner: ChunkCombiner,
  using: ChunkDocuments,
): Promise<MissingChunk[]> {
  const unread: MissingChunk[] = [];
  let left = MOST_SESSION_BYTES;
  for (let from = 0; from < ready.length; from += READ_AT_ONCE) {
    const some = ready.slice(from, from + READ_AT_ONCE);
    const read = await Promise.all(some.map((chunk) => documentsOf(chunk, left, using)));
    for (const [nth, found] of read.entries()) {
      const { index, jobId } = some[nth] ?? { index: 0, jobId: '' };
      left -= found?.bytes ?? 0;
      // Nothing after it either: a later, shorter chunk would hide the gap.
      const reason = left < 0 ? 'too_large' : 'unreadable';
      if (found?.chunk && left >= 0) combiner.add(found.chunk);
      else unread.push({ index, reason, jobId });
    }
  }
  return unread;
}

interface Found {
  bytes: number;
  /** Undefined if it cannot be read. */
  chunk?: Chunk;
}

/** Undefined if one of the documents is gone. */
async function documentsOf(
  { jobId, index, start }: SessionChunk,
  mostBytes: number,
  { objects, resultsBucket: bucket, keyOf }: ChunkDocuments,
): Promise<Found | undefined> {
  if (mostBytes < 0) return { bytes: 0 };
  const [json, srt] = await Promise.all(
    (['json', 'srt'] as const).map((format) =>
      objects.text({ bucket, key: keyOf(jobId, format) }, MOST_SESSION_BYTES),
    ),
  );
  if (json === undefined || srt === undefined) return undefined;
  const bytes = json.length + srt.length;
  const transcript = transcriptIn(json);
  return transcript
    ? { bytes, chunk: { index, start, transcript: { ...transcript, jobId }, cues: cuesOfSrt(srt) } }
    : { bytes };
}

/** Undefined if it is none: the machine that wrote it may have been compromised. */
function transcriptIn(text: string): Transcript | undefined {
  try {
    return Transcript.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
