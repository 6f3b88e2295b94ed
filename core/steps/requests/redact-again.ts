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
  objects: Pick<ObjectReader, 'head' | 'text'>;
  writer: Pick<ObjectWriter, 'put'>;
  secrets: Pick<RedactionSecrets, 'of' | 'areDestroyed'>;
  edits: Pick<EditStore, 'all'>;
}

type Reading = Pick<RedactionPorts, 'objects' | 'resultsBucket'>;

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
 * Makes the copy from the newest edits. The documents are written before `found`, which names their version.
 * @throws TranscriptGone, NoRedactionSecret
 */
export async function redactAgain(
  job: RedactedJob,
  more: RedactionDecisions,
  using: RedactionPorts,
): Promise<void> {
  const { writer, resultsBucket: bucket } = using;
  const [original, earlier, was, secret, before, key, versions] = await Promise.all([
    machineText(job, using),
    machineText(job, { ...using, keyOf: redactedKey }),
    foundOf(job, using),
    using.secrets.of(job),
    decisionsOf(job, using),
    keyOf(job, using),
    using.edits.all(job.jobId),
  ]);
  const { style, kinds } = job.redact;
  const pseudonyms = new Pseudonyms(secret, style, isGivenName);
  const decisions = merged(before, more);
  const copy = copied(
    { original, copy: earlier.transcript, was, versions },
    { kinds, decisions, more },
    pseudonyms,
  );
  const put = (name: string, content: unknown) =>
    writer.put({ bucket, key: name }, JSON.stringify(content), CONTENT_TYPES.json);
  // A key that its owner has deleted stays deleted, also if that was since it was read.
  if (key) {
    await put(pseudonymsKey(job.jobId), { ...key, ...pseudonyms.key });
    if (await using.secrets.areDestroyed(job)) await removeKeyOf(job, using);
  }
  await Promise.all(
    TRANSCRIPT_FORMATS.map((format) => {
      const place = { bucket, key: redactedKey(job.jobId, format) };
      return writer.put(place, render(copy, format), CONTENT_TYPES[format]);
    }),
  );
  await put(decisionsKey(job.jobId), { ...decisions, reject: copy.reject });
  const { found, editsVersion } = copy;
  await put(foundKey(job.jobId), editsVersion === 0 ? found : { editsVersion, found });
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
  more: RedactionDecisions;
}

/** Without edits nothing is looked for again. */
function copied(
  { original: { transcript, cues = [] }, copy, was: { found, editsVersion }, versions }: Copied,
  { kinds, decisions, more }: Deciding,
  pseudonyms: Pseudonyms,
) {
  if (versions.length === 0) {
    for (const one of found) keepNames(one, pseudonyms);
    const made = decided({ original: { transcript, cues }, copy, found }, more, pseudonyms);
    return { ...made, reject: decisions.reject, editsVersion: 0 };
  }
  const machine = machineDocument(transcript);
  const now = applyVersions(machine, versions);
  const before = applyVersions(machine, versions.slice(0, editsVersion));
  const { speakers } = editedSource(transcript, now).transcript;
  const made = redactEdited(
    { now, before, speakers, copy, found },
    { kinds: [...kinds], decisions },
    pseudonyms,
  );
  return { ...made, editsVersion: now.version };
}

export async function decisionsOf(
  { jobId }: Pick<Job, 'jobId'>,
  { objects, resultsBucket: bucket }: Reading,
): Promise<RedactionDecisions> {
  const text = await objects.text({ bucket, key: decisionsKey(jobId) });
  return text === undefined ? NO_DECISIONS : RedactionDecisions.parse(JSON.parse(text));
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
