/** SQS adapter of functions: sends dead letters, and postpones messages. */
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Attributes of a message, as SQS has them; bytes in base64, as Lambda passes them on. */
export type MessageAttributes = Readonly<
  Record<
    string,
    {
      dataType: string;
      stringValue?: string | undefined;
      binaryValue?: string | undefined;
    }
  >
>;

export interface QueueMessage {
  body: string;
  attributes: MessageAttributes;
}

export class Queue {
  private readonly url: string;
  private readonly client: SQSClient;

  constructor(url: string, client = new SQSClient({})) {
    this.url = url;
    this.client = client;
  }

  async send({ body, attributes }: QueueMessage): Promise<void> {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, { dataType, stringValue, binaryValue }]) => [
        name,
        {
          DataType: dataType,
          StringValue: stringValue,
          BinaryValue: binaryValue === undefined ? undefined : Buffer.from(binaryValue, 'base64'),
        },
      ]),
    );
    const sent = { QueueUrl: this.url, MessageBody: body, MessageAttributes };
    await this.client.send(new SendMessageCommand(sent));
  }

  /** Hides a received message from now on. */
  async hide(receiptHandle: string, seconds: number): Promise<void> {
    const asked = { QueueUrl: this.url, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
    await this.client.send(new ChangeMessageVisibilityCommand(asked));
  }
}
