/** What of an upload in parts S3 has, for going on with it. */
import type { MultipartUploads } from '../../aws/s3/multipart-uploads.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { StoredPart } from '../../audio/upload-parts.ts';
import { isComplete, s3UploadOf, type OwnedUpload } from './open-upload.ts';

interface ReadUploadPorts {
  multipart: Pick<MultipartUploads, 'parts'>;
  objects: Pick<ObjectReader, 'head'>;
}

export interface FoundParts {
  /** S3 has put them together: there is nothing to send. */
  isComplete: boolean;
  /** Empty once they are put together, or if the upload is over. */
  parts: StoredPart[];
}

export async function readUpload(
  upload: OwnedUpload,
  { multipart, objects }: ReadUploadPorts,
): Promise<FoundParts> {
  if (isComplete(upload)) return { isComplete: true, parts: [] };
  const place = s3UploadOf(upload);
  const parts = await multipart.parts(place);
  if (parts) return { isComplete: false, parts };
  // Put together by a request that ended before it could note it.
  return { isComplete: (await objects.head(place)) !== undefined, parts: [] };
}
