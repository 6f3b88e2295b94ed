/**
 * A strict reader of server-sent events: of the grammar
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream) it takes only
 * comments, one `event` and one `data` line for each event, and LF.
 */

export interface ServerSentEvent {
  event: string;
  data: unknown;
}

/** What came, whole; comments are counted. @throws if it is not as above, or breaks off */
export function readEvents(text: string): { events: ServerSentEvent[]; comments: number } {
  if (text !== '' && !text.endsWith('\n\n')) throw new Error('the stream breaks off');
  const blocks = text.split('\n\n').slice(0, -1);
  const events = blocks.filter((block) => !/^:[^\r\n]*$/.test(block)).map(readEvent);
  return { events, comments: blocks.length - events.length };
}

/** Each event as soon as it is whole. @throws as `readEvents` does */
export async function* eventsOf(answer: Response): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  const chunks: AsyncIterable<Uint8Array> | never[] = answer.body ?? [];
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    const end = rest.lastIndexOf('\n\n') + 2;
    if (end < 2) continue;
    yield* readEvents(rest.slice(0, end)).events;
    rest = rest.slice(end);
  }
  if (rest !== '') throw new Error('the stream breaks off');
}

function readEvent(block: string): ServerSentEvent {
  const found = /^event: ([a-z]+)\ndata: ([^\r\n]*)$/.exec(block);
  if (!found) throw new Error(`this is no event: ${JSON.stringify(block.slice(0, 200))}`);
  const [, event = '', data = ''] = found;
  return { event, data: JSON.parse(data) };
}
