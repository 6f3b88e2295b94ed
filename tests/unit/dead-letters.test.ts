import type { Message } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { lettersOf } from '../../cli/dlq/dead-letters.ts';
import { detailsOf, summaryOf, tableOf } from '../../cli/dlq/report.ts';
import { newJobId } from '../../core/base/job-id.ts';

function aMessage(MessageId: string, more: Partial<Message> = {}, attributes = {}): Message {
  return {
    ...{ MessageId, Body: '{}', ReceiptHandle: 'r' },
    Attributes: { SentTimestamp: '1764000000000', ApproximateReceiveCount: '6' },
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue: String(StringValue) },
      ]),
    ),
    ...more,
  };
}

describe('dead letters', () => {
  test('are listed by the id that their message had first, copies as one, oldest first', () => {
    const older = { SentTimestamp: '1763000000000', ApproximateReceiveCount: '1' };
    const refusal = { messageId: 'm1', errorCode: 'invalid', errorMessage: 'why' };
    const messages = [
      aMessage('d1', {}, refusal),
      aMessage('d2', { Attributes: older }),
      aMessage('d3', {}, refusal),
    ];
    const found = lettersOf(messages, 'intake');
    expect(found.map(({ id, copies }) => [id, copies.length])).toEqual([
      ['d2', 1],
      ['m1', 2],
    ]);
    expect(found[1]?.reason).toEqual({ code: 'invalid', message: 'why' });
  });

  test('that SQS moved itself say how often they were received', () => {
    const [letter] = lettersOf([aMessage('d1')], 'intake');
    expect(letter && summaryOf(letter)).toMatchObject({
      receives: 6,
      reason: expect.stringContaining('received 6 times'),
    });
  });

  test('print a line each, which steers no terminal and has an end', () => {
    const attributes = { errorCode: 'invalid', errorMessage: `\u001b[2J\n${'x'.repeat(900)}` };
    const lines = tableOf(lettersOf([aMessage('d1', {}, attributes)], 'intake')).split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^d1 +2025-11-24T16:00Z +intake +invalid +\[2J x+…$/);
    expect(lines[1]?.length).toBeLessThan(200);
  });

  test('show a long body in part, and the attributes of their sender alone', () => {
    const attributes = { errorCode: 'too-large', trace: 't'.repeat(900) };
    const message = aMessage('d1', { Body: 'x'.repeat(100_000) }, attributes);
    const [letter] = lettersOf([message], 'intake');
    const details = letter && detailsOf(letter);
    expect(details).toMatchObject({
      body: 'x'.repeat(64 * 1024),
      bodyCharacters: 100_000,
      attributes: { trace: 't'.repeat(200) },
    });
  });

  test('that are offers say their job and attempt, and never the token', () => {
    const job = { jobId: newJobId(), attempt: 2 };
    const offer = { ...job, offerId: 'f'.repeat(32), offerToken: 'the-token' };
    const bodies = [
      JSON.stringify(offer),
      JSON.stringify({ offerToken: 'the-token' }),
      'the-token',
    ];
    const letters = lettersOf(
      bodies.map((Body, at) => aMessage(`d${at}`, { Body })),
      'batch',
    );
    expect(letters.map(summaryOf)).toMatchObject([
      { queue: 'batch', ...job, reason: expect.stringContaining(`attempt 2 of ${job.jobId}`) },
      { reason: expect.stringContaining('not an offer') },
      { reason: expect.stringContaining('not an offer') },
    ]);
    const shown = [tableOf(letters), JSON.stringify(letters.map(detailsOf))];
    for (const text of shown) expect(text).not.toMatch(/the-token|f{32}/);
  });
});
