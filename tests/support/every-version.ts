/** All object versions and delete markers below a prefix, in all pages: one answer has 1,000. */
import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';

export interface Version {
  key: string;
  versionId: string;
  bytes: number;
  isLatest: boolean;
  isMarker: boolean;
}

type Place = Pick<ListObjectVersionsCommandInput, 'Bucket' | 'Prefix'>;

export async function everyVersion(s3: S3Client, place: Place): Promise<Version[]> {
  const found: Version[] = [];
  let from: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> | undefined = {};
  while (from) {
    const command: ListObjectVersionsCommand = new ListObjectVersionsCommand({ ...place, ...from });
    const page: ListObjectVersionsCommandOutput = await s3.send(command);
    const markers = (page.DeleteMarkers ?? []).map((one) => ({ ...one, Size: 0, isMarker: true }));
    const versions = (page.Versions ?? []).map((one) => ({ ...one, isMarker: false }));
    found.push(
      ...[...versions, ...markers].map(
        ({ Key = '', VersionId = '', Size = 0, IsLatest = false, isMarker }) => {
          return { key: Key, versionId: VersionId, bytes: Size, isLatest: IsLatest, isMarker };
        },
      ),
    );
    from = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
      : undefined;
  }
  return found;
}
