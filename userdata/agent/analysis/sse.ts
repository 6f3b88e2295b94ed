/** Server-sent events, as https://html.spec.whatwg.org/multipage/server-sent-events.html; `data` only. */

/** Longest line, and longest event, in characters. */
const LONGEST = 256 * 1024;
/** Longest stream. */
const MOST_BYTES = 8 * 1024 ** 2;

/** Thrown for a stream that is no such stream, or too long. */
export class StreamInvalid extends Error {
  override name = 'StreamInvalid';
}

/**
 * The data of each event, wherever the chunks are cut. An event that the stream breaks off is left out.
 * @throws StreamInvalid
 */
export async function* eventData(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  let size = 0;
  for await (const line of linesOf(chunks)) {
    if (line === '') {
      if (data.length > 0) yield data.join('\n');
      [data, size] = [[], 0];
    } else if (line === 'data' || line.startsWith('data:')) {
      const value = line.slice('data:'.length).replace(/^ /, '');
      size += value.length + 1;
      if (size > LONGEST) throw new StreamInvalid('an event is too long');
      data.push(value);
    }
  }
}

/** Lines end with CRLF, LF or CR. The rest at the end of the stream is no line. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder(); // drops a byte order mark
  let [rest, bytes] = ['', 0];
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new StreamInvalid('the stream is too long');
    rest += decoder.decode(chunk, { stream: true });
    // A CR at the end may be half of a CRLF.
    const whole = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    const lines = whole.split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + rest.slice(whole.length);
    yield* lines;
    if (rest.length > LONGEST) throw new StreamInvalid('a line is too long');
  }
}
