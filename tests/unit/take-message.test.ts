import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OverBudget } from '../../core/budgets/over-budget.ts';
import { QuotaReached } from '../../core/access/job-quota.ts';
import { AlreadyExists } from '../../core/aws/dynamodb/job-store.ts';
import type { QueueMessage } from '../../core/aws/sqs/queue.ts';
import { deadLetterOf } from '../../core/job/dead-letter.ts';
import type { IntakeMessage } from '../../core/job/intake-message.ts';
import { MessageRefused, takeMessage } from '../../core/steps/arrivals/take-message.ts';

const MAX_RECEIVES = 5;
const lines: string[] = [];
beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  lines.length = 0;
});

function aMessage(receives = 1): IntakeMessage {
  return {
    ...{ messageId: 'm1', receiptHandle: 'r1', body: '{"secret": 1}', eventSourceARN: 'queue' },
    attributes: { ApproximateReceiveCount: receives },
    messageAttributes: { bytes: { dataType: 'Binary', binaryValue: 'aGVq' } },
  };
}

/** The queues of one message, and what its function does with it. */
async function taken(
  error: Error | undefined,
  { receives = 1, isDown = false }: { receives?: number; isDown?: boolean } = {},
) {
  const dead: QueueMessage[] = [];
  const hidden: number[] = [];
  const end = await takeMessage(aMessage(receives), {
    createJob: () => (error ? Promise.reject(error) : Promise.resolve({ jobId: 'job-1' })),
    intake: {
      hide: (_, seconds) => {
        hidden.push(seconds);
        return Promise.resolve();
      },
    },
    deadLetters: {
      send: (message) => {
        if (isDown) return Promise.reject(new Error('down'));
        dead.push(message);
        return Promise.resolve();
      },
    },
    maxReceives: MAX_RECEIVES,
  });
  return { end, dead, hidden };
}

const refusal = new MessageRefused({ code: 'invalid', message: 'audio.s3: There is none.' });
const quota = (time: string) => new QuotaReached(3, new Date(`2026-11-29T${time}Z`));

describe('a message', () => {
  test('that became a job is done, and so is one whose job was deleted', async () => {
    expect(await taken(undefined)).toEqual({ end: 'accepted', dead: [], hidden: [] });
    const again = await taken(new AlreadyExists());
    expect(again).toEqual({ end: 'accepted', dead: [], hidden: [] });
  });

  test('that can be no job is a dead letter at its first receive, as it came', async () => {
    const { end, dead } = await taken(refusal);
    expect(end).toBe('refused');
    const text = (stringValue: string) => ({ dataType: 'String', stringValue });
    expect(dead).toEqual([
      {
        body: '{"secret": 1}',
        attributes: {
          bytes: { dataType: 'Binary', binaryValue: 'aGVq' },
          messageId: text('m1'),
          errorCode: text('invalid'),
          errorMessage: text('audio.s3: There is none.'),
        },
      },
    ]);
  });

  test.each([
    ['23:00:00', 3600],
    ['23:59:55', 60],
    ['01:00:00', 41_400],
  ])('beyond the quota at %s waits in its queue, hidden', async (time, seconds) => {
    const { end, dead, hidden } = await taken(quota(time));
    expect({ end, dead, hidden }).toEqual({ end: 'kept', dead: [], hidden: [seconds] });
  });

  test('without the money waits longer each time, until held money has come back', async () => {
    const purse = { name: 'owner#anna#2026-11', limit: 2_000_000 };
    const state = { committed: 1_500_000, held: 1_500_000 };
    const now = new Date('2026-11-29T12:00:00.000Z');
    const over = new OverBudget(purse, state, { needed: 750_000, now });
    const waits = [];
    for (let receives = 1; receives < MAX_RECEIVES; receives += 1) {
      waits.push(...(await taken(over, { receives })).hidden);
    }
    expect(waits).toEqual([300, 1200, 4800, 19_200]);
  });

  test('that met a failure is received again, and with its last receive is a dead letter', async () => {
    const failure = new Error('no connection');
    for (let receives = 1; receives < MAX_RECEIVES; receives += 1) {
      expect(await taken(failure, { receives })).toEqual({ end: 'kept', dead: [], hidden: [] });
    }
    const last = await taken(failure, { receives: MAX_RECEIVES });
    expect(last).toMatchObject({
      end: 'refused',
      dead: [
        {
          attributes: {
            errorCode: { stringValue: 'internal-error' },
            errorMessage: { stringValue: 'Error: no connection' },
          },
        },
      ],
    });
    expect(await taken(quota('01:00:00'), { receives: MAX_RECEIVES })).toMatchObject({
      end: 'refused',
      dead: [{ attributes: { errorCode: { stringValue: 'over-budget' } } }],
    });
  });

  test('whose dead letter cannot be sent stays in its queue', async () => {
    expect(await taken(refusal, { isDown: true })).toMatchObject({ end: 'kept', dead: [] });
  });

  test('is in the log by its id, without its content', async () => {
    await taken(refusal);
    await taken(undefined);
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { level: 'warning', messageId: 'm1', code: 'invalid', receives: 1 },
      { level: 'info', messageId: 'm1', jobId: 'job-1' },
    ]);
    expect(lines.join('')).not.toContain('secret');
  });
});

describe('the reason of a dead letter', () => {
  test('is text that SQS takes, and bounded, whatever the message was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.repeat(40)),
        (message) => {
          const { attributes } = deadLetterOf(aMessage(), { code: 'invalid', message });
          const { stringValue } = attributes.errorMessage;
          expect(stringValue.length).toBeGreaterThan(0);
          expect(stringValue.length).toBeLessThanOrEqual(1000);
          // eslint-disable-next-line no-control-regex
          expect(stringValue).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/);
          expect(stringValue.isWellFormed()).toBe(true);
        },
      ),
    );
  });

  test('of a redriven message is the new one, and its first id stays', () => {
    const first = deadLetterOf(aMessage(), { code: 'busy', message: 'old' });
    const redriven = { ...aMessage(), messageId: 'm2', messageAttributes: first.attributes };
    const { attributes } = deadLetterOf(redriven, { code: 'invalid', message: 'new' });
    expect(attributes).toMatchObject({
      messageId: { stringValue: 'm1' },
      errorCode: { stringValue: 'invalid' },
      errorMessage: { stringValue: 'new' },
    });
  });
});
