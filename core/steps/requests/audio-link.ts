/** Signs an address of a job's audio. */
import type { S3Object } from '../../audio/audio.ts';
import { mediaType } from '../../audio/media-type.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectSigner } from '../../aws/s3/object-signer.ts';
import type { Job } from '../../job/job.ts';
import { redactedAudioKey } from '../../job/redaction-keys.ts';
import type { AudioLink } from '../../view/audio-link.ts';

/** The address may end earlier, with the credentials of the function that signs it. */
const LINK_SECONDS = 3600;

export interface AudioLinkPorts {
  objects: Pick<ObjectReader, 'head'>;
  signer: Pick<ObjectSigner, 'signedGet'>;
}

/**
 * Undefined if the audio is not there: not uploaded yet, deleted, expired, or never kept, as that of
 * `audio.url`. The address is of the version that was transcribed.
 */
export async function audioLink(
  { audio }: Pick<Job, 'audio'>,
  now: Date,
  { objects, signer }: AudioLinkPorts,
): Promise<AudioLink | undefined> {
  if (audio.source === 'url') return undefined;
  const { bucket, key, versionId, filename } = audio;
  const object = { bucket, key, ...(versionId !== undefined && { versionId }) };
  return linkOf({ ...object, filename }, now, { objects, signer });
}

/** The copy with tones is named after the job: the name of the file may be a person's. */
export async function redactedAudioLink(
  { jobId }: Pick<Job, 'jobId'>,
  now: Date,
  { resultsBucket: bucket, ...using }: AudioLinkPorts & { resultsBucket: string },
): Promise<AudioLink | undefined> {
  return linkOf({ bucket, key: redactedAudioKey(jobId), filename: `${jobId}.m4a` }, now, using);
}

async function linkOf(
  { filename, ...object }: S3Object & { versionId?: string; filename: string },
  now: Date,
  { objects, signer }: AudioLinkPorts,
): Promise<AudioLink | undefined> {
  const head = await objects.head(object);
  if (!head) return undefined;
  const contentType = mediaType(filename);
  return {
    url: await signer.signedGet({ ...object, contentType, saveAs: filename }, LINK_SECONDS),
    ...{ contentType, bytes: head.bytes, filename },
    expiresAt: new Date(now.getTime() + LINK_SECONDS * 1000).toISOString(),
  };
}
