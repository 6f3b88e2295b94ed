/** Server-sent events as a server sends them. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Clock } from '../../userdata/agent/clock.ts';
import { EventStream } from '../../userdata/agent/server/event-stream.ts';
import { readEvents } from '../support/server-sent-events.ts';

/** Each sleep ends when the test says so. */
class HandClock implements Clock {
  readonly asked: number[] = [];
  #wake: () => void = () => undefined;

  now(): number {
    return 0;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.asked.push(ms);
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  }

  async passes(): Promise<void> {
    this.#wake();
    await new Promise(setImmediate);
  }
}

/** What a caller reads of an answer. */
async function answered(give: (stream: EventStream, clock: HandClock) => void | Promise<void>) {
  const server = createServer((_, response: ServerResponse) => {
    const clock = new HandClock();
    const stream = new EventStream(response, clock, { 'cache-control': 'no-store' });
    void Promise.resolve(give(stream, clock)).then(() => stream.close());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    return { headers: answer.headers, ...readEvents(await answer.text()) };
  } finally {
    server.close();
  }
}

test('events with their names, as JSON', async () => {
  const { headers, events } = await answered((stream) => {
    stream.send('segment', { id: 0, text: 'Hej.' });
    stream.send('done', {});
  });
  expect(headers.get('content-type')).toBe('text/event-stream');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(events).toEqual([
    { event: 'segment', data: { id: 0, text: 'Hej.' } },
    { event: 'done', data: {} },
  ]);
});

test('whatever a recording or a model says stays within its event', async () => {
  const said = fc.sample(fc.string({ unit: 'binary' }), 200);
  const texts = [...said, 'data: x\n\nevent: done\ndata: {}\n\n', '\r\n\r\n', '\u2028', '\uFEFF:'];
  const { events } = await answered((stream) => {
    for (const text of texts) stream.send('claims', { text });
  });
  expect(events).toEqual(texts.map((text) => ({ event: 'claims', data: { text } })));
});

test('comments keep the connection, every quarter of a minute, until the end', async () => {
  const { comments, events } = await answered(async (stream, clock) => {
    await clock.passes();
    stream.send('done', {});
    await clock.passes();
    expect(clock.asked).toEqual([15_000, 15_000, 15_000]);
  });
  expect([comments, events.length]).toEqual([2, 1]);
});
