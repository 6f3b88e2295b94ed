/** S3's multipart uploads: begun, looked at, put together or ended. Their parts are put by the caller. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  S3Client,
  S3ServiceException,
  type ListPartsCommandOutput,
} from '@aws-sdk/client-s3';
import type { S3Object } from '../../audio/audio.ts';
import type { StoredPart } from '../../audio/upload-parts.ts';

/** An object to be, and S3's id of its upload. */
export interface S3Upload extends S3Object {
  s3UploadId: string;
}

/** `busy`: another request is at it. `changed`: a part was sent again meanwhile. */
export type Completion = 'completed' | 'there-already' | 'no-such-upload' | 'busy' | 'changed';

/** S3's answers to a completion that are no faults. */
const ENDS: Partial<Record<string, Completion>> = {
  PreconditionFailed: 'there-already',
  NoSuchUpload: 'no-such-upload',
  ConditionalRequestConflict: 'busy',
  InvalidPart: 'changed',
};

export class MultipartUploads {
  private readonly client: S3Client;

  constructor(
    // Newer SDKs would promise checksums of the parts, which no page sends.
    client = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
  ) {
    this.client = client;
  }

  /** @returns S3's id of the new upload */
  async begin({ bucket, key }: S3Object, contentType: string | undefined): Promise<string> {
    const { UploadId } = await this.client.send(
      new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType }),
    );
    if (UploadId === undefined) throw new TypeError('S3 has named no upload');
    return UploadId;
  }

  /** In the order of their numbers; undefined if S3 has no such upload (any more). */
  async parts(upload: S3Upload): Promise<StoredPart[] | undefined> {
    const found: StoredPart[] = [];
    let marker: string | undefined;
    try {
      do {
        const page: ListPartsCommandOutput = await this.client.send(
          new ListPartsCommand({ ...named(upload), PartNumberMarker: marker }),
        );
        for (const { PartNumber: part = 0, Size: bytes = 0, ETag: etag = '' } of page.Parts ?? []) {
          found.push({ part, bytes, etag: etag.replaceAll('"', '') });
        }
        marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
      } while (marker !== undefined);
    } catch (error) {
      if (isNamed(error, 'NoSuchUpload')) return undefined;
      throw error;
    }
    return found;
  }

  /** Puts the parts together, unless the object is there; S3 counts that they have `bytes` together. */
  async complete(
    upload: S3Upload & { bytes: number },
    parts: readonly StoredPart[],
  ): Promise<Completion> {
    const Parts = parts.map(({ part, etag }) => ({ PartNumber: part, ETag: `"${etag}"` }));
    const asked = {
      ...named(upload),
      MpuObjectSize: upload.bytes,
      IfNoneMatch: '*',
      MultipartUpload: { Parts },
    };
    try {
      await this.client.send(new CompleteMultipartUploadCommand(asked));
      return 'completed';
    } catch (error) {
      const end = error instanceof S3ServiceException ? ENDS[error.name] : undefined;
      if (!end) throw error;
      return end;
    }
  }

  /** Ends an upload; its parts are no longer stored. One that is over already is no fault. */
  async abort(upload: S3Upload): Promise<void> {
    try {
      await this.client.send(new AbortMultipartUploadCommand(named(upload)));
    } catch (error) {
      if (!isNamed(error, 'NoSuchUpload')) throw error;
    }
  }
}

function named({ bucket, key, s3UploadId }: S3Upload) {
  return { Bucket: bucket, Key: key, UploadId: s3UploadId };
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof S3ServiceException && error.name === name;
}
