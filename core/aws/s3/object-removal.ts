/** Deletes S3 objects for good, with all versions and delete markers. */
import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  S3Client,
  type DeleteMarkerEntry,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
} from '@aws-sdk/client-s3';
import type { S3Object } from '../../audio/audio.ts';

/** `bytes` is undefined for a delete marker. */
export interface StoredVersion {
  key: string;
  versionId: string;
  bytes: number | undefined;
}

type PageStart = Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'>;

/** S3's limit per request. */
const AT_ONCE = 1000;
/** Version id of objects stored without versioning. */
const NO_VERSION = 'null';

/** Thrown when S3 refuses to delete some versions. */
export class ObjectsNotRemoved extends Error {
  constructor(count: number, code = 'unknown') {
    super(`S3 did not remove ${count} object versions: ${code}`);
    this.name = 'ObjectsNotRemoved';
  }
}

export class ObjectRemoval {
  private readonly client: S3Client;

  constructor(client = new S3Client({})) {
    this.client = client;
  }

  async below(Bucket: string, Prefix: string): Promise<StoredVersion[]> {
    const found: StoredVersion[] = [];
    for (let from: PageStart | undefined = {}; from;) {
      const page: ListObjectVersionsCommandOutput = await this.client.send(
        new ListObjectVersionsCommand({ Bucket, Prefix, ...from }),
      );
      found.push(...(page.Versions ?? []).map(storedVersion));
      found.push(...(page.DeleteMarkers ?? []).map(storedVersion));
      from = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
    }
    return found;
  }

  /** One version of an object, with its delete markers if no other version remains. */
  async version({ bucket, key }: S3Object, versionId = NO_VERSION): Promise<StoredVersion[]> {
    const all = (await this.below(bucket, key)).filter((one) => one.key === key);
    const others = all.filter((one) => one.bytes !== undefined && one.versionId !== versionId);
    return all.filter(
      (one) => one.versionId === versionId || (one.bytes === undefined && others.length === 0),
    );
  }

  /** @throws ObjectsNotRemoved */
  async remove(Bucket: string, versions: readonly StoredVersion[]): Promise<void> {
    for (let from = 0; from < versions.length; from += AT_ONCE) {
      const Objects = versions
        .slice(from, from + AT_ONCE)
        .map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
      const { Errors = [] } = await this.client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
      );
      if (Errors.length > 0) throw new ObjectsNotRemoved(Errors.length, Errors[0]?.Code);
    }
  }
}

function storedVersion(entry: ObjectVersion | DeleteMarkerEntry): StoredVersion {
  const { Key = '', VersionId = NO_VERSION } = entry;
  return { key: Key, versionId: VersionId, bytes: 'Size' in entry ? entry.Size : undefined };
}
