import { expect, test } from 'vitest';
import { QuestionQueue } from '../../../userdata/agent/analysis/question-queue.ts';

const never = new AbortController().signal;

/** Questions that end when the test says so. */
class Questions {
  readonly begun: string[] = [];
  readonly moves: string[] = [];
  readonly #queue = new QuestionQueue();
  readonly #ends = new Map<string, () => void>();

  join(): number {
    return this.#queue.join();
  }

  ask(name: string, job: number, signal: AbortSignal = never): Promise<void> {
    const onMove = () => this.moves.push(name);
    return this.#queue.inTurn({ job, onMove, signal }, () => {
      this.begun.push(name);
      return new Promise((resolve) => this.#ends.set(name, resolve));
    });
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.();
    await new Promise(setImmediate);
  }

  moved(): void {
    this.#queue.moved();
  }
}

test('there is one question at a time, and the first job has the next turn', async () => {
  const questions = new Questions();
  const [first, second] = [questions.join(), questions.join()];
  const all = [questions.ask('a1', first), questions.ask('b1', second), questions.ask('a2', first)];
  expect(questions.begun).toEqual(['a1']);
  await questions.end('a1');
  expect(questions.begun).toEqual(['a1', 'a2']);
  await questions.end('a2');
  await questions.end('b1');
  await Promise.all(all);
  expect(questions.begun).toEqual(['a1', 'a2', 'b1']);
});

test('what waits moves with the question before it', async () => {
  const questions = new Questions();
  void questions.ask('a1', 0);
  void questions.ask('b1', 1);
  questions.moved();
  expect(questions.moves).toEqual(['b1']);
  await questions.end('a1');
  questions.moved();
  expect(questions.moves).toEqual(['b1']);
});

test('a job that ends gives up its place', async () => {
  const questions = new Questions();
  const end = new AbortController();
  void questions.ask('a1', 0);
  const given = questions.ask('b1', 1, end.signal);
  void questions.ask('c1', 2);
  end.abort(new RangeError('over'));
  await expect(given).rejects.toThrow('over');
  await questions.end('a1');
  expect(questions.begun).toEqual(['a1', 'c1']);
});

test('a question that fails gives the turn to the next', async () => {
  const queue = new QuestionQueue();
  const turn = { job: 0, onMove: () => undefined, signal: never };
  const failed = queue.inTurn(turn, () => Promise.reject(new RangeError('no')));
  const next = queue.inTurn(turn, () => Promise.resolve('yes'));
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
