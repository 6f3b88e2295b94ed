/** Addresses to which parts of an upload are sent. */
import { bytesOfPart, partCountOf } from '../../audio/upload-parts.ts';
import { RequestRefused } from '../../api/request-refused.ts';
import type { PartSigner, SignedPart } from '../../aws/s3/part-signer.ts';
import { assertOpen, s3UploadOf, type OwnedUpload } from './open-upload.ts';

/** Validity of a part's address. */
const PART_SECONDS = 900;

export interface AddressedPart extends SignedPart {
  part: number;
  bytes: number;
}

interface SignPartsPorts {
  signer: Pick<PartSigner, 'signedPart'>;
  now: Date;
}

/** None outlives the upload. @throws UploadOver, or RequestRefused for a number that no part has */
export async function signParts(
  upload: OwnedUpload,
  numbers: readonly number[],
  { signer, now }: SignPartsPorts,
): Promise<{ parts: AddressedPart[]; expiresAt: string }> {
  assertOpen(upload, now);
  const count = partCountOf(upload.record);
  if (numbers.some((part) => part > count)) {
    throw new RequestRefused('invalid', `The parts are 1 to ${count}.`, 'parts');
  }
  const leftMs = Date.parse(upload.record.expiresAt) - now.getTime();
  const seconds = Math.min(PART_SECONDS, Math.ceil(leftMs / 1000));
  const place = s3UploadOf(upload);
  const parts = await Promise.all(
    numbers.map(async (part) => {
      const bytes = bytesOfPart(upload.record, part);
      return { part, bytes, ...(await signer.signedPart(place, { part, bytes }, seconds)) };
    }),
  );
  return { parts, expiresAt: new Date(now.getTime() + seconds * 1000).toISOString() };
}
