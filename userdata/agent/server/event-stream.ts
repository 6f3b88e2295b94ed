/**
 * Server-sent events as an answer: https://html.spec.whatwg.org/multipage/server-sent-events.html. The
 * data of each event is one line of JSON, so no text of a recording or of a model can end an event.
 */
import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';

/** Proxies close a connection that says nothing for a minute. */
const BEAT_MS = 15_000;
/** Unread by a caller that is too slow; it is dropped then. Twelve hours of speech are some 20 MB. */
const MOST_UNREAD_BYTES = 128 * 1024 ** 2;

export class EventStream {
  readonly #response: ServerResponse;
  readonly #over = new AbortController();

  /** Answers 200 with the headers given beside its own. */
  constructor(response: ServerResponse, clock: Clock, headers: Record<string, string> = {}) {
    this.#response = response;
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream',
      // For nginx, which collects answers otherwise.
      'x-accel-buffering': 'no',
    });
    response.flushHeaders();
    response.once('close', () => this.#over.abort());
    this.#beat(clock).catch(() => undefined); // rejects only when it is over
  }

  /** @param event lower-case letters */
  send(event: string, data: unknown): void {
    this.#write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  close(): void {
    this.#over.abort();
    this.#response.end();
  }

  async #beat(clock: Clock): Promise<never> {
    for (;;) {
      await clock.sleep(BEAT_MS, this.#over.signal);
      this.#write(':\n\n');
    }
  }

  #write(text: string): void {
    if (this.#over.signal.aborted) return;
    this.#response.write(text);
    if (this.#response.writableLength > MOST_UNREAD_BYTES) this.#response.destroy();
  }
}
