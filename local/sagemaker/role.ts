/**
 * What SageMaker does with the role of a model: it reads the input, writes the output and publishes, each
 * refused by IAM where the role has no right to it.
 */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { signedPost } from '../../core/aws/signed-post.ts';
import type { Connection } from '../connection.ts';

const ANSWER_MS = 30_000;

interface RoleConnection extends Connection {
  readonly credentials: Connection['credentials'] & { readonly sessionToken: string };
}

export interface ObjectBody {
  readonly bytes: number;
  readonly stream: ReadableStream;
}

export class ModelRole {
  readonly #connection: RoleConnection;
  readonly #s3: S3Client;

  private constructor(connection: RoleConnection) {
    this.#connection = connection;
    this.#s3 = new S3Client({ ...connection, forcePathStyle: true, maxAttempts: 2 });
  }

  /** @throws if the role is gone */
  static async assume(root: Connection, RoleArn: string): Promise<ModelRole> {
    const sts = new STSClient(root);
    const { Credentials: minted } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'SageMaker' }),
    );
    const credentials = {
      accessKeyId: minted?.AccessKeyId ?? '',
      secretAccessKey: minted?.SecretAccessKey ?? '',
      sessionToken: minted?.SessionToken ?? '',
    };
    return new ModelRole({ ...root, credentials });
  }

  /** @throws the SDK's error if it is gone, or the role may not read it */
  async read(location: string): Promise<ObjectBody> {
    const { Body, ContentLength = 0 } = await this.#s3.send(
      new GetObjectCommand(placeOf(location)),
    );
    if (!Body) throw new TypeError('S3 answered without a body');
    return { bytes: ContentLength, stream: Body.transformToWebStream() };
  }

  /** @throws the SDK's error if the role may not write there */
  async write(location: string, Body: Uint8Array, ContentType: string | undefined): Promise<void> {
    const place = placeOf(location);
    await this.#s3.send(
      new PutObjectCommand({ ...place, Body, ...(ContentType && { ContentType }) }),
    );
  }

  /** @throws PublishRefused */
  async publish(topic: string, message: object): Promise<void> {
    const { endpoint, region, credentials } = this.#connection;
    const post = signedPost({
      ...{ url: endpoint, service: 'sns', region },
      credentials: () => Promise.resolve(credentials),
    });
    const fields = { Action: 'Publish', Version: '2010-03-31', TopicArn: topic };
    const answer = await post({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...fields, Message: JSON.stringify(message) }).toString(),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!answer.ok) throw new PublishRefused(await answer.text());
  }
}

/** The topic did not take a message. */
class PublishRefused extends Error {
  override readonly name = 'PublishRefused';
}

function placeOf(location: string): { Bucket: string; Key: string } {
  const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
  return { Bucket, Key };
}
