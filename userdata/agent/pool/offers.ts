/**
 * The queue of a pool's offers. A received message is invisible to other machines for 30 s; it is
 * deleted once its job is this machine's or over, handed back, or left to return by itself.
 */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { Offer } from '../../../core/job/offer.ts';

/** The longest that SQS holds a request open. */
const WAIT_SECONDS = 20;
const VISIBILITY_SECONDS = 30;
const ANSWER_MS = 10_000;

export interface ReceivedOffer {
  offer: Offer;
  /** Names this receipt of the message. */
  receipt: string;
}

export interface Offers {
  /** Waits up to 20 s for one. Undefined: none came. @throws if the queue cannot be read */
  next(): Promise<ReceivedOffer | undefined>;
  delete(receipt: string): Promise<void>;
  /** Makes the message visible again at once. */
  handBack(receipt: string): Promise<void>;
}

/** Thrown for a message that is no offer: it is left to the queue's dead letters. */
export class OfferNotUnderstood extends Error {
  override name = 'OfferNotUnderstood';
}

export class SqsOffers implements Offers {
  readonly #client: SQSClient;
  readonly #queue: string;

  constructor(of: {
    queueUrl: string;
    region: string;
    credentials: AwsCredentialIdentityProvider;
  }) {
    const { region, credentials } = of;
    this.#queue = of.queueUrl;
    this.#client = new SQSClient({
      region,
      credentials,
      // The endpoint is the region's, or the environment's.
      useQueueUrlAsEndpoint: false,
      requestHandler: {
        connectionTimeout: 5000,
        requestTimeout: WAIT_SECONDS * 1000 + ANSWER_MS,
        throwOnRequestTimeout: true,
      },
    });
  }

  /** Never aborted: SQS may give a message to a connection that is gone, which then waits for 30 s. */
  async next(): Promise<ReceivedOffer | undefined> {
    const { Messages: [message] = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queue,
        MaxNumberOfMessages: 1,
        WaitTimeSeconds: WAIT_SECONDS,
        VisibilityTimeout: VISIBILITY_SECONDS,
      }),
    );
    if (message?.ReceiptHandle === undefined) return undefined;
    return { offer: offerIn(message.Body ?? ''), receipt: message.ReceiptHandle };
  }

  async delete(receipt: string): Promise<void> {
    await this.#client.send(
      new DeleteMessageCommand({ QueueUrl: this.#queue, ReceiptHandle: receipt }),
    );
  }

  async handBack(receipt: string): Promise<void> {
    const message = { QueueUrl: this.#queue, ReceiptHandle: receipt };
    await this.#client.send(
      new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 0 }),
    );
  }
}

function offerIn(body: string): Offer {
  try {
    return Offer.parse(JSON.parse(body));
  } catch {
    // Without the cause, which would quote the token.
    throw new OfferNotUnderstood('A message of the queue is no offer: image and stack differ.');
  }
}
