/**
 * Calls of AWS of which one write is carried out and its answer is lost, as if the process had died
 * after it. Only calls of the step under test are counted, whichever client they use.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from '@smithy/core/client';

const WRITES =
  /^(Put|Update|Delete|TransactWrite|Copy|StartExecution|SendTask|CreateFleet|Terminate)/;

class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
}

class Writes {
  count = 0;
  readonly lost: number | undefined;

  constructor(lost: number | undefined) {
    this.lost = lost;
  }

  async pass<T>(call: () => Promise<T>): Promise<T> {
    const isLost = this.lost === this.count;
    this.count += 1;
    const answer = await call();
    if (isLost) throw new AnswerLost('injected');
    return answer;
  }
}

const current = new AsyncLocalStorage<Writes>();

type Send = (this: unknown, command: object, ...more: unknown[]) => Promise<unknown>;

/** @returns a function that undoes it */
export function watchWrites(): () => void {
  const prototype = Client.prototype as unknown as { send: Send };
  const original = prototype.send;
  prototype.send = function send(command, ...more) {
    const writes = current.getStore();
    const call = () => original.call(this, command, ...more);
    return writes && WRITES.test(command.constructor.name) ? writes.pass(call) : call();
  };
  return () => {
    prototype.send = original;
  };
}

/**
 * @param lost number of the write whose answer is lost, from 0
 * @returns the answer, or the name of the error, and how many writes there were
 */
export async function withLoss(
  lost: number | undefined,
  step: () => Promise<unknown>,
): Promise<{ answer: unknown; writes: number }> {
  const writes = new Writes(lost);
  return current.run(writes, async () => {
    try {
      return { answer: await step(), writes: writes.count };
    } catch (error) {
      const name = error instanceof Error ? error.name : String(error);
      return { answer: { error: name }, writes: writes.count };
    }
  });
}
