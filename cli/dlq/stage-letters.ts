/** Dead letters of several queues of a stage. */
import { QueueDoesNotExist, type SQSClient } from '@aws-sdk/client-sqs';
import { DeadLetters, type DeadLetter, type MoveTask } from './dead-letters.ts';
import { queueNames, type QueueName } from './queues.ts';

/** None of the queues is there. */
export class NoQueues extends Error {
  override readonly name = 'NoQueues';
}

/** Several queues, where one has to be named. */
export class WhichQueue extends Error {
  override readonly name = 'WhichQueue';
}

export class StageLetters {
  private readonly queues: readonly DeadLetters[];

  private constructor(queues: readonly DeadLetters[]) {
    this.queues = queues;
  }

  /** For the queues that the stage has: an older deployment has fewer. @throws NoQueues */
  static async of(
    stage: string,
    names: readonly QueueName[],
    client: SQSClient,
  ): Promise<StageLetters> {
    const pairs = names.map((name) => queueNames(stage, name));
    const found: DeadLetters[] = [];
    for (const pair of pairs) {
      try {
        found.push(await DeadLetters.of(pair, client));
      } catch (error) {
        if (!(error instanceof QueueDoesNotExist)) throw error;
      }
    }
    if (found.length > 0) return new StageLetters(found);
    throw new NoQueues(`There is no queue ${pairs.map(({ dead }) => dead).join(', nor ')}`);
  }

  async count(): Promise<number> {
    const counts = await Promise.all(this.queues.map(async (letters) => letters.count()));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Oldest first; at most so many of each queue. */
  async list(limit: number): Promise<DeadLetter[]> {
    const all = await this.each((letters) => letters.list(limit));
    return all.sort((one, other) => one.sentAt.localeCompare(other.sentAt));
  }

  async find(ids: readonly string[]): Promise<DeadLetter[]> {
    return this.each((letters) => letters.find(ids));
  }

  async redrive(ids: readonly string[]): Promise<DeadLetter[]> {
    return this.each((letters) => letters.redrive(ids));
  }

  async drop(ids: readonly string[]): Promise<DeadLetter[]> {
    return this.each((letters) => letters.drop(ids));
  }

  /** @throws WhichQueue */
  async redriveAll(): Promise<MoveTask> {
    const [letters, ...others] = this.queues;
    if (letters && others.length === 0) return letters.redriveAll();
    const names = this.queues.map(({ queue }) => queue).join(' or ');
    throw new WhichQueue(`Which queue is to be redriven? Give --queue ${names}.`);
  }

  private async each(act: (letters: DeadLetters) => Promise<DeadLetter[]>): Promise<DeadLetter[]> {
    const found: DeadLetter[] = [];
    for (const letters of this.queues) found.push(...(await act(letters)));
    return found;
  }
}
