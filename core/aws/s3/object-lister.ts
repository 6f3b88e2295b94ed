/** Reads S3 objects that are found by their prefix: parts and checkpoints. */
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ObjectReader } from './object-reader.ts';

export interface FoundObject {
  key: string;
  bytes: number;
}

export interface Listing {
  most?: number;
  after?: string | undefined;
}

/** S3's limit per request. */
const S3_PAGE = 1000;

export class ObjectLister extends ObjectReader {
  /** Objects below a prefix, in S3's (alphabetical) order: at most the first `most` after a key. */
  async list(
    bucket: string,
    prefix: string,
    { most = Infinity, after }: Listing = {},
  ): Promise<FoundObject[]> {
    const found: FoundObject[] = [];
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          StartAfter: after,
          MaxKeys: Math.min(most, S3_PAGE),
          ContinuationToken: token,
        }),
      );
      for (const { Key: key, Size: bytes = 0 } of page.Contents ?? []) {
        if (key !== undefined) found.push({ key, bytes });
      }
      token = page.NextContinuationToken;
    } while (token !== undefined && found.length < most);
    return found.slice(0, most);
  }
}
