/** Makes a job's redacted copy anew, by what people decided about the first one. */
import * as z from 'zod';
import type { EditStore } from '../../aws/dynamodb/edit-store.ts';
import type { RedactionSecrets } from '../../aws/dynamodb/redaction-secrets.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import { applyVersions } from '../../editing/apply-versions.ts';
import type { EditVersion } from '../../editing/edit.ts';
import { editedSource } from '../../editing/edited-source.ts';
import { machineDocument } from '../../editing/machine-document.ts';
import type { Job } from '../../job/job.ts';
import {
  decisionsKey,
  foundKey,
  namesSearchKey,
  pseudonymsKey,
  redactedKey,
  redactedPrefix,
} from '../../job/redaction-keys.ts';
import { Found, NO_DECISIONS, RedactionDecisions } from '../../redaction/found.ts';
import { decided } from '../../redaction/decided.ts';
import { NamesSearch } from '../../redaction/names-search.ts';
import { keepNames } from '../../redaction/kept-pseudonyms.ts';
import { isGivenName } from '../../redaction/known-names.ts';
import { Pseudonyms } from '../../redaction/pseudonyms.ts';
import { redactEdited } from '../../redaction/redact-edited.ts';
import type { RedactionKind } from '../../redaction/redact-request.ts';
import type { TranscriptSource } from '../../transcript/documents/transcript-source.ts';
import { CONTENT_TYPES, render } from '../../transcript/subtitles.ts';
import { TRANSCRIPT_FORMATS, type Transcript } from '../../transcript/transcript.ts';
import { removeKeyOf, type KeyPlace } from './delete-redaction-key.ts';
import { TranscriptGone } from './machine-transcript.ts';
import { machineText } from './transcript-source.ts';

export interface RedactionPorts extends KeyPlace {
  objects: Pick<ObjectReader, 'text' | 'tagged'>;
  writer: Pick<ObjectWriter, 'put' | 'replace'>;
  secrets: Pick<RedactionSecrets, 'of' | 'areDestroyed' | 'areGone'>;
  edits: Pick<EditStore, 'all'>;
}

interface Reading extends Pick<RedactionPorts, 'resultsBucket'> {
  objects: Pick<ObjectReader, 'text'>;
}

/** Thrown when others decide all the time; nothing of the decisions is lost by a repetition. */
export class DecidedMeanwhile extends Error {
  constructor({ jobId }: Pick<Job, 'jobId'>) {
    super(`the copy of ${jobId} was made anew by others at every try`);
    this.name = 'DecidedMeanwhile';
  }
}

/** Several people, or one who clicks fast, decide at once. */
const MOST_TRIES = 12;

/** Size of the list for twelve hours with a name every second. */
const MOST_BYTES = 16 * 1024 ** 2;

interface FoundIn {
  found: Found[];
  /** Version of the edits that the copy is made of; 0: the machine's text. */
  editsVersion: number;
}

/** As the machine writes it, a list alone. */
const StoredFound = z
  .union([
    z.array(Found).transform((found) => ({ found, editsVersion: 0 })),
    z.object({ found: z.array(Found), editsVersion: z.int().min(1) }),
  ])
  .transform((stored): FoundIn => stored);

export type RedactedJob = Job & Required<Pick<Job, 'redact'>>;

/**
 * Makes the copy from the newest edits. The decisions are written first, in place of those that were read,
 * so that of two requests the second one knows those of the first. A request that finds newer ones after
 * it has written the copy makes it once more: documents of the first may be the last to arrive. `found`
 * is written last, and names the version of the documents.
 * @throws TranscriptGone, NoRedactionSecret, DecidedMeanwhile
 */
export async function redactAgain(
  job: RedactedJob,
  more: RedactionDecisions,
  using: RedactionPorts,
): Promise<void> {
  for (let tried = 0, newest = more; tried < MOST_TRIES; tried += 1) {
    const before = await storedDecisions(job, using);
    const made = await madeAnew(job, { before: before.decisions, newest }, using);
    const etag = await replaceDecisions(job, made, { using, etag: before.etag });
    if (etag === undefined) continue;
    newest = NO_DECISIONS;
    await writeCopy(job, made, using);
    if ((await storedDecisions(job, using)).etag === etag) return;
  }
  throw new DecidedMeanwhile(job);
}

interface Made extends ReturnType<typeof copied> {
  pseudonyms: Pseudonyms;
  decisions: RedactionDecisions;
}

async function madeAnew(
  job: RedactedJob,
  { before, newest }: { before: RedactionDecisions; newest: RedactionDecisions },
  using: RedactionPorts,
): Promise<Made> {
  const was = await foundOf(job, using);
  const [original, earlier, secret, versions] = await Promise.all([
    machineText(job, using),
    machineText(job, { ...using, keyOf: redactedKey }),
    using.secrets.of(job),
    using.edits.all(job.jobId),
  ]);
  const { style, kinds } = job.redact;
  const pseudonyms = new Pseudonyms(secret, style, isGivenName);
  const decisions = merged(before, newest);
  const copy = copied(
    { original, copy: earlier.transcript, was, versions },
    { kinds, decisions, newest },
    pseudonyms,
  );
  return { ...copy, pseudonyms, decisions };
}

/** With the version of the edits: of two copies of different ones, one is refused. */
function replaceDecisions(
  { jobId }: RedactedJob,
  { decisions, reject, editsVersion }: Made,
  { using, etag }: { using: RedactionPorts; etag: string | undefined },
): Promise<string | undefined> {
  const { writer, resultsBucket: bucket } = using;
  const text = JSON.stringify({ ...decisions, reject, editsVersion });
  const contentType = CONTENT_TYPES.json;
  return writer.replace({ bucket, key: decisionsKey(jobId) }, text, { contentType, etag });
}

async function writeCopy(job: RedactedJob, copy: Made, using: RedactionPorts): Promise<void> {
  const { writer, resultsBucket: bucket } = using;
  const put = (name: string, content: unknown) =>
    writer.put({ bucket, key: name }, JSON.stringify(content), CONTENT_TYPES.json);
  // A key that its owner has deleted stays deleted, also if that was since it was read.
  const key = await keyOf(job, using);
  if (key) {
    await put(pseudonymsKey(job.jobId), { ...key, ...copy.pseudonyms.key });
    if (await using.secrets.areDestroyed(job)) await removeKeyOf(job, using);
  }
  await Promise.all(
    TRANSCRIPT_FORMATS.map((format) => {
      const place = { bucket, key: redactedKey(job.jobId, format) };
      return writer.put(place, render(copy, format), CONTENT_TYPES[format]);
    }),
  );
  const { found, editsVersion } = copy;
  await put(foundKey(job.jobId), editsVersion === 0 ? found : { editsVersion, found });
  if (!(await using.secrets.areGone(job))) return;
  // The job was deleted meanwhile: it has looked for what there was to remove, or will find nothing.
  const { removal } = using;
  await removal.remove(bucket, await removal.below(bucket, redactedPrefix(job.jobId)));
  throw new TranscriptGone();
}

interface Copied {
  original: TranscriptSource;
  copy: Transcript;
  was: FoundIn;
  versions: readonly EditVersion[];
}

interface Deciding {
  kinds: readonly RedactionKind[];
  /** All so far. */
  decisions: RedactionDecisions;
  /** Those of this request. */
  newest: RedactionDecisions;
}

/** Without edits nothing is looked for again. */
function copied(
  { original: { transcript, cues = [] }, copy, was: { found, editsVersion }, versions }: Copied,
  { kinds, decisions, newest }: Deciding,
  pseudonyms: Pseudonyms,
) {
  if (versions.length === 0) {
    for (const one of found) keepNames(one, pseudonyms);
    const was = { original: { transcript, cues }, copy, found };
    return { ...decided(was, { ...decisions, newest }, pseudonyms), editsVersion: 0 };
  }
  const machine = machineDocument(transcript);
  const now = applyVersions(machine, versions);
  const before = applyVersions(machine, versions.slice(0, editsVersion));
  const { speakers } = editedSource(transcript, now).transcript;
  const made = redactEdited(
    { now, before, speakers, copy, found },
    { kinds: [...kinds], decisions, newest },
    pseudonyms,
  );
  return { ...made, editsVersion: now.version };
}

export async function decisionsOf(
  { jobId }: Pick<Job, 'jobId'>,
  { objects, resultsBucket: bucket }: Reading,
): Promise<RedactionDecisions> {
  const text = await objects.text({ bucket, key: decisionsKey(jobId) });
  return text === undefined ? NO_DECISIONS : decisionsIn(text);
}

async function storedDecisions(
  { jobId }: Pick<Job, 'jobId'>,
  { objects, resultsBucket: bucket }: RedactionPorts,
): Promise<{ decisions: RedactionDecisions; etag: string | undefined }> {
  const stored = await objects.tagged({ bucket, key: decisionsKey(jobId) });
  if (!stored) return { decisions: NO_DECISIONS, etag: undefined };
  return { decisions: decisionsIn(stored.text), etag: stored.etag };
}

function decisionsIn(text: string): RedactionDecisions {
  return RedactionDecisions.strip().parse(JSON.parse(text));
}

/** @throws TranscriptGone */
export async function foundOf(
  { jobId }: Pick<Job, 'jobId'>,
  { objects, resultsBucket: bucket }: Reading,
): Promise<FoundIn> {
  const text = await objects.text({ bucket, key: foundKey(jobId) }, MOST_BYTES);
  if (text === undefined) throw new TranscriptGone();
  return StoredFound.parse(JSON.parse(text));
}

/** How names were looked for; undefined for jobs of older images, and for those that keep names. */
export async function namesSearchOf(
  { jobId }: Pick<Job, 'jobId'>,
  { objects, resultsBucket: bucket }: Reading,
): Promise<NamesSearch | undefined> {
  const text = await objects.text({ bucket, key: namesSearchKey(jobId) });
  return text === undefined ? undefined : NamesSearch.parse(JSON.parse(text));
}

/** Undefined if its owner has deleted it. */
export async function keyOf(
  { jobId }: Pick<Job, 'jobId'>,
  { objects, resultsBucket: bucket }: Reading,
): Promise<Record<string, string> | undefined> {
  const text = await objects.text({ bucket, key: pseudonymsKey(jobId) }, MOST_BYTES);
  return text === undefined ? undefined : z.record(z.string(), z.string()).parse(JSON.parse(text));
}

function merged(before: RedactionDecisions, more: RedactionDecisions): RedactionDecisions {
  const known = new Set(before.add.map(({ kind, text }) => `${kind} ${text}`));
  const added = more.add.filter(({ kind, text }) => !known.has(`${kind} ${text}`));
  return {
    reject: [...new Set([...before.reject, ...more.reject])],
    add: [...before.add, ...added],
  };
}
