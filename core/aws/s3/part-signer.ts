/** Signed addresses for the parts of an upload. */
import { S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Upload } from './multipart-uploads.ts';

export interface SignedPart {
  url: string;
  headers: Record<string, string>;
}

export class PartSigner {
  private readonly client: S3Client;

  constructor(
    // Newer SDKs would sign the checksum of an empty body into the address, which no part matches.
    client = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
  ) {
    this.client = client;
  }

  /** Presigned PUT for one part of exactly `bytes`, valid for `seconds`. */
  async signedPart(
    upload: S3Upload,
    { part, bytes }: { part: number; bytes: number },
    seconds: number,
  ): Promise<SignedPart> {
    const command = new UploadPartCommand({
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.s3UploadId,
      PartNumber: part,
      ContentLength: bytes,
    });
    const headers = { 'content-length': bytes.toString() };
    const url = await getSignedUrl(this.client, command, {
      expiresIn: seconds,
      signableHeaders: new Set(['content-length', 'host']),
      unhoistableHeaders: new Set(['content-length']),
    });
    return { url, headers };
  }
}
