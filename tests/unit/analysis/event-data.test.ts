import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventData, StreamInvalid } from '../../../userdata/agent/analysis/sse.ts';

const ENDS = ['\n', '\r\n', '\r'];

/** What is read of a text that comes in pieces of the given lengths. */
async function read(text: string, lengths: readonly number[] = []): Promise<string[]> {
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  pieces.push(bytes.subarray(at));
  const events: string[] = [];
  for await (const data of eventData(Readable.from(pieces))) events.push(data);
  return events;
}

/** Lines of events, comments and other fields. */
const line = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
  fc.constantFrom('', '', ': ping', 'data', 'event: x', 'id: 1', 'data:{"a":1}', 'å'),
);
const stream = fc
  .array(fc.tuple(line, fc.constantFrom(...ENDS)))
  .map((lines) => lines.map((parts) => parts.join('')).join(''));

test('an event is the same wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(stream, fc.array(fc.nat({ max: 9 })), async (text, lengths) => {
      expect(await read(text, lengths)).toEqual(await read(text));
    }),
  );
});

test('data of several lines is one event, and other fields are none', async () => {
  const text = ': hi\n\nevent: x\ndata: a\ndata:b\ndata\n\nid: 3\n\ndata: {"ö":1}\r\n\r\n';
  expect(await read(text)).toEqual(['a\nb\n', '{"ö":1}']);
});

test('an event that breaks off is left out', async () => {
  expect(await read('data: a\n\ndata: b\n')).toEqual(['a']);
});

test.each([
  ['a line', 'data: ' + 'x'.repeat(300_000)],
  ['an event', `data: ${'x'.repeat(1000)}\n`.repeat(300)],
  ['the stream', ': ping\n\n'.repeat(1_200_000)],
])('%s without end is refused', async (_, text) => {
  await expect(read(text, Array(200).fill(50_000))).rejects.toBeInstanceOf(StreamInvalid);
});
