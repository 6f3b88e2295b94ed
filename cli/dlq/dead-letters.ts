/**
 * Dead letters of one queue. SQS has no list of a queue's messages: they are received, which hides them
 * from others, and then handed back. So a message that another reader holds at the moment is not seen.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { waitUntil, type Clock } from '../../computer/wait-until.ts';
import {
  deadOfferOf,
  REASON_CODE,
  REASON_MESSAGE,
  type DeadOffer,
} from '../../core/job/dead-letter.ts';
import { FIRST_ID } from '../../core/job/intake-message.ts';
import type { QueueName, QueuePair } from './queues.ts';

/** SQS's limit for one receive, and for one batch. */
const BATCH = 10;
/** SQS's limit for a message. */
const MOST_ATTRIBUTES = 10;
/** Held for one reading of the queue; after it SQS shows the messages again, whatever happened here. */
const HELD_SECONDS = 60;
/** Most messages of a queue that are searched for an id. */
const MOST_SEARCHED = 10_000;
/** A task goes on by itself; this is how long its end is awaited here. */
const TASK_MS = 60_000;

/** One message, or several copies of it: a message may become a dead letter twice. */
export interface DeadLetter {
  queue: QueueName;
  /** That of the message when it was sent first, by which the logs name it too. */
  id: string;
  sentAt: string;
  receives: number;
  /** Absent if SQS moved the message, after it was received in vain. */
  reason?: { code: string; message: string };
  /** Set for the queue `batch`, unless the body is something else. `jobStatus`: if the table could be read. */
  offer?: DeadOffer & { jobStatus?: string };
  copies: readonly [Message, ...Message[]];
}

export interface MoveTask {
  status: string;
  moved: number;
  failure?: string | undefined;
}

interface Queue {
  url: string;
  arn: string;
}

export class DeadLetters {
  private readonly client: SQSClient;
  private readonly dead: Queue;
  private readonly source: Queue;
  readonly queue: QueueName;

  private constructor(
    client: SQSClient,
    { queue, dead, source }: { queue: QueueName; dead: Queue; source: Queue },
  ) {
    this.client = client;
    this.queue = queue;
    this.dead = dead;
    this.source = source;
  }

  /** @throws QueueDoesNotExist */
  static async of(names: QueuePair, client: SQSClient): Promise<DeadLetters> {
    const [source, dead] = await Promise.all([
      queueOf(names.source, client),
      queueOf(names.dead, client),
    ]);
    return new DeadLetters(client, { queue: names.queue, source, dead });
  }

  /** How many messages SQS estimates there are, with those that a reader holds. */
  async count(): Promise<number> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const command = new GetQueueAttributesCommand({
      QueueUrl: this.dead.url,
      AttributeNames: [...names],
    });
    const { Attributes = {} } = await this.client.send(command);
    return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  /** Oldest first. Counts as a receive of each message, which for dead letters has no effect. */
  async list(limit: number): Promise<DeadLetter[]> {
    return this.holding(limit, (letters) => Promise.resolve([letters, []]));
  }

  /** @returns those of the ids that are there */
  async find(ids: readonly string[]): Promise<DeadLetter[]> {
    return this.holding(MOST_SEARCHED, (letters) => Promise.resolve([named(letters, ids), []]));
  }

  /** Sends each back, without the reason, then deletes it. @returns those that were there */
  async redrive(ids: readonly string[]): Promise<DeadLetter[]> {
    return this.taking(ids, async ({ id, copies: [message] }) => {
      await this.client.send(
        new SendMessageCommand({
          QueueUrl: this.source.url,
          MessageBody: message.Body,
          MessageAttributes: withoutReason(id, message),
        }),
      );
    });
  }

  /** Deletes each. @returns those that were there */
  async drop(ids: readonly string[]): Promise<DeadLetter[]> {
    return this.taking(ids, () => Promise.resolve());
  }

  /**
   * Has SQS move all of them back. The queue is named, since SQS itself knows it of those only that it
   * moved. @returns the task, which may still be running
   */
  async redriveAll(clock?: Clock): Promise<MoveTask> {
    const asked = { SourceArn: this.dead.arn, DestinationArn: this.source.arn };
    await this.client.send(new StartMessageMoveTaskCommand(asked));
    const deadline = (clock?.now() ?? Date.now()) + TASK_MS;
    let task: MoveTask = { status: 'RUNNING', moved: 0 };
    const isOver = async () => {
      task = await this.task();
      return task.status !== 'RUNNING';
    };
    const late = new Error('the task is still running');
    await waitUntil(isOver, {
      limit: { deadline, error: () => late },
      ...(clock && { clock }),
    }).catch((error: unknown) => {
      if (error !== late) throw error;
    });
    return task;
  }

  private async task(): Promise<MoveTask> {
    const command = new ListMessageMoveTasksCommand({ SourceArn: this.dead.arn, MaxResults: 1 });
    const { Results: [task] = [] } = await this.client.send(command);
    return {
      status: task?.Status ?? 'RUNNING',
      moved: task?.ApproximateNumberOfMessagesMoved ?? 0,
      failure: task?.FailureReason,
    };
  }

  private async taking(
    ids: readonly string[],
    act: (letter: DeadLetter) => Promise<void>,
  ): Promise<DeadLetter[]> {
    return this.holding(MOST_SEARCHED, async (letters) => {
      const found = named(letters, ids);
      const gone: Message[] = [];
      for (const letter of found) {
        await act(letter);
        for (const copy of letter.copies) {
          await this.client.send(
            new DeleteMessageCommand({
              QueueUrl: this.dead.url,
              ReceiptHandle: copy.ReceiptHandle,
            }),
          );
          gone.push(copy);
        }
      }
      return [found, gone];
    });
  }

  /** Receives, acts, and hands back what `act` does not report as gone. */
  private async holding(
    limit: number,
    act: (letters: DeadLetter[]) => Promise<[DeadLetter[], readonly Message[]]>,
  ): Promise<DeadLetter[]> {
    const held = new Map<string, Message>();
    let gone: readonly Message[] = [];
    try {
      await this.receive(limit, held);
      const [letters, deleted] = await act(lettersOf([...held.values()], this.queue));
      gone = deleted;
      return letters;
    } finally {
      await this.handBack([...held.values()].filter((message) => !gone.includes(message)));
    }
  }

  /** Into `held`, by id. */
  private async receive(limit: number, held: Map<string, Message>): Promise<void> {
    while (held.size < limit) {
      const command = new ReceiveMessageCommand({
        QueueUrl: this.dead.url,
        MaxNumberOfMessages: Math.min(BATCH, limit - held.size),
        VisibilityTimeout: HELD_SECONDS,
        // A long poll asks all of SQS's servers, a short one some of them.
        WaitTimeSeconds: 1,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      });
      const { Messages = [] } = await this.client.send(command);
      // Those that come again were held for too long: the queue has more than can be read at once.
      const isAgain = Messages.some(({ MessageId = '' }) => held.has(MessageId));
      // The newest receipt is the valid one.
      for (const message of Messages) held.set(message.MessageId ?? '', message);
      if (Messages.length === 0 || isAgain) return;
    }
  }

  private async handBack(messages: readonly Message[]): Promise<void> {
    for (let from = 0; from < messages.length; from += BATCH) {
      const Entries = messages.slice(from, from + BATCH).map(({ ReceiptHandle }, at) => ({
        Id: String(at),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      const asked = { QueueUrl: this.dead.url, Entries };
      await this.client.send(new ChangeMessageVisibilityBatchCommand(asked));
    }
  }
}

async function queueOf(QueueName: string, client: SQSClient): Promise<Queue> {
  const { QueueUrl: url = '' } = await client.send(new GetQueueUrlCommand({ QueueName }));
  const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] });
  const { Attributes } = await client.send(asked);
  return { url, arn: Attributes?.QueueArn ?? '' };
}

/** By first id, oldest first. */
export function lettersOf(messages: readonly Message[], queue: QueueName): DeadLetter[] {
  const letters = new Map<string, DeadLetter>();
  for (const message of messages) {
    const id = textIn(message, FIRST_ID) ?? message.MessageId ?? '';
    const earlier = letters.get(id);
    letters.set(
      id,
      earlier ? { ...earlier, copies: [...earlier.copies, message] } : letterOf(id, message, queue),
    );
  }
  return [...letters.values()].sort((one, other) => one.sentAt.localeCompare(other.sentAt));
}

function letterOf(id: string, message: Message, queue: QueueName): DeadLetter {
  const { SentTimestamp = '0', ApproximateReceiveCount = '0' } = message.Attributes ?? {};
  const code = textIn(message, REASON_CODE);
  const offer = queue === 'batch' ? deadOfferOf(message.Body ?? '') : undefined;
  return {
    ...{ queue, id },
    sentAt: new Date(Number(SentTimestamp)).toISOString(),
    receives: Number(ApproximateReceiveCount),
    ...(code !== undefined && {
      reason: { code, message: textIn(message, REASON_MESSAGE) ?? '' },
    }),
    ...(offer && { offer }),
    copies: [message],
  };
}

function textIn({ MessageAttributes }: Message, name: string): string | undefined {
  return MessageAttributes?.[name]?.StringValue;
}

function named(letters: readonly DeadLetter[], ids: readonly string[]): DeadLetter[] {
  return letters.filter(
    ({ id, copies }) =>
      ids.includes(id) || copies.some(({ MessageId = '' }) => ids.includes(MessageId)),
  );
}

/** The first id stays, by which the message is known to have become a job already. */
function withoutReason(
  id: string,
  { MessageAttributes = {} }: Message,
): Message['MessageAttributes'] {
  const kept = Object.entries(MessageAttributes).filter(
    ([name]) => name !== REASON_CODE && name !== REASON_MESSAGE,
  );
  const first = { DataType: 'String', StringValue: id };
  return kept.length < MOST_ATTRIBUTES
    ? { ...Object.fromEntries(kept), [FIRST_ID]: first }
    : Object.fromEntries(kept);
}
