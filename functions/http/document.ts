/** Answers with a stored document: as it is, or above 4 MB by a signed address. */
import type { S3Object } from '../../core/audio/audio.ts';
import type { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import type { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { CONTENT_TYPES } from '../../core/transcript/subtitles.ts';
import type { TranscriptFormat } from '../../core/transcript/transcript.ts';

/** Lambda's limit is 6 MB, and JSON escaping grows text. */
export const INLINE_BYTES = 4 * 1024 ** 2;
const LINK_SECONDS = 900;

interface DocumentSources {
  objects: Pick<ObjectReader, 'head' | 'text'>;
  signer: Pick<ObjectSigner, 'signedGet'>;
}

/** Undefined if it is not there. */
export async function storedDocument(
  place: S3Object,
  format: TranscriptFormat,
  { objects, signer }: DocumentSources,
) {
  const head = await objects.head(place);
  if (head && head.bytes > INLINE_BYTES) return elsewhere(place, format, signer);
  const text = head && (await objects.text(place));
  return text === undefined ? undefined : inline(text, format);
}

export async function elsewhere(
  place: S3Object,
  format: TranscriptFormat,
  signer: Pick<ObjectSigner, 'signedGet'>,
) {
  return signedElsewhere(place, CONTENT_TYPES[format], signer);
}

export async function signedElsewhere(
  place: S3Object,
  contentType: string,
  signer: Pick<ObjectSigner, 'signedGet'>,
) {
  const location = await signer.signedGet({ ...place, contentType }, LINK_SECONDS);
  return { status: 303, headers: { Location: location }, body: '' } as const;
}

export function inline(body: string, format: TranscriptFormat) {
  return { status: 200, headers: { 'content-type': CONTENT_TYPES[format] }, body } as const;
}
