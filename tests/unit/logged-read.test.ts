import { expect, test } from 'vitest';
import { TryLater } from '../../functions/http/problem.ts';
import { logged } from '../../functions/http/logged-read.ts';

const READ = { owner: 'demo', who: { key: 'ssk_000000' }, what: 'transcript' } as const;
const ANSWER = { status: 200, body: 'text' };

test('a read that cannot be noted in the access log is not answered', async () => {
  const log = { add: () => Promise.reject(new Error('no table')) };
  const read = logged(ANSWER, READ, log);
  await expect(read).rejects.toThrow(TryLater);
  await expect(read).rejects.toMatchObject({ code: 'busy', seconds: 2 });
});

test('an answer waits until its entry is written', async () => {
  const order: string[] = [];
  const log = {
    add: async () => {
      await Promise.resolve();
      order.push('written');
    },
  };
  expect(await logged(ANSWER, READ, log).finally(() => order.push('answered'))).toBe(ANSWER);
  expect(order).toEqual(['written', 'answered']);
});
