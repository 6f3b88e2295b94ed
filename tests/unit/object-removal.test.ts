import { describe, expect, test } from 'vitest';
import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type DeleteObjectsCommandOutput,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { ObjectsNotRemoved, ObjectRemoval } from '../../core/aws/s3/object-removal.ts';

interface Entry {
  Key: string;
  VersionId: string;
  isMarker: boolean;
}

/** S3's side of versions, at the border of the SDK: pages of two, and a version that it will not remove. */
class FakeS3 {
  entries: Entry[];
  kept: string | undefined;

  constructor(entries: Entry[]) {
    this.entries = entries;
  }

  send = (command: unknown): Promise<object> => {
    if (command instanceof ListObjectVersionsCommand) {
      return Promise.resolve(this.#list(command.input));
    }
    if (!(command instanceof DeleteObjectsCommand)) throw new TypeError('not known to the fake');
    const wanted = (command.input.Delete?.Objects ?? []).map(
      ({ Key, VersionId }) => `${Key} ${VersionId}`,
    );
    return Promise.resolve(this.#delete(wanted));
  };

  #list({
    Prefix = '',
    KeyMarker,
    VersionIdMarker,
  }: ListObjectVersionsCommandInput): Partial<ListObjectVersionsCommandOutput> {
    const below = this.entries.filter(({ Key }) => Key.startsWith(Prefix));
    const last = below.findIndex(
      (one) => one.Key === KeyMarker && one.VersionId === VersionIdMarker,
    );
    const page = below.slice(last + 1, last + 3);
    const end = page.at(-1);
    return {
      Versions: page.filter(({ isMarker }) => !isMarker).map((one) => ({ ...one, Size: 5 })),
      DeleteMarkers: page.filter(({ isMarker }) => isMarker),
      IsTruncated: last + 3 < below.length,
      ...(end && { NextKeyMarker: end.Key, NextVersionIdMarker: end.VersionId }),
    };
  }

  #delete(wanted: string[]): Partial<DeleteObjectsCommandOutput> {
    const isKept = (name: string) => name === this.kept;
    const gone = wanted.filter((name) => !isKept(name));
    this.entries = this.entries.filter((one) => !gone.includes(nameOf(one)));
    return { Errors: wanted.filter(isKept).map((Key) => ({ Key, Code: 'InternalError' })) };
  }
}

const nameOf = ({ Key, VersionId }: Entry) => `${Key} ${VersionId}`;

const entries = fc
  .array(fc.record({ Key: fc.constantFrom('a/1', 'a/10', 'a/2', 'b/1'), isMarker: fc.boolean() }), {
    maxLength: 12,
  })
  .map((some) =>
    some
      .map((one, nth) => ({ ...one, VersionId: `v${nth}` }))
      .sort((one, other) => one.Key.localeCompare(other.Key)),
  );

function removalFrom(entriesThere: Entry[]) {
  const s3 = new FakeS3(entriesThere);
  return { s3, removal: new ObjectRemoval(s3 as unknown as S3Client) };
}

describe('what is stored below a prefix', () => {
  test('is found over all pages, and goes with its markers; the rest stays', async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (there) => {
        const { s3, removal } = removalFrom(there);
        const found = await removal.below('bucket', 'a/');
        expect(found).toHaveLength(there.filter(({ Key }) => Key.startsWith('a/')).length);
        await removal.remove('bucket', found);
        expect(s3.entries).toEqual(there.filter(({ Key }) => !Key.startsWith('a/')));
      }),
    );
  });

  test('is not taken for removed if S3 says that it was not', async () => {
    const { s3, removal } = removalFrom([{ Key: 'a/1', VersionId: 'v1', isMarker: false }]);
    s3.kept = 'a/1 v1';
    const found = await removal.below('bucket', 'a/');
    await expect(removal.remove('bucket', found)).rejects.toThrow(ObjectsNotRemoved);
  });
});

test('one version goes alone, and takes markers along that would hide nothing more', async () => {
  await fc.assert(
    fc.asyncProperty(entries, fc.nat(11), async (there, nth) => {
      const { s3, removal } = removalFrom(there);
      const versionId = `v${nth}`;
      await removal.remove(
        'bucket',
        await removal.version({ bucket: 'bucket', key: 'a/1' }, versionId),
      );
      const others = there.filter((one) => one.Key !== 'a/1' || one.VersionId !== versionId);
      const isHiding = others.some(({ Key, isMarker }) => Key === 'a/1' && !isMarker);
      expect(s3.entries).toEqual(others.filter(({ Key }) => Key !== 'a/1' || isHiding));
    }),
  );
});
