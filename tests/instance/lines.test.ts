import { expect, test } from 'vitest';
import fc from 'fast-check';
import { lines } from '../../userdata/agent/lines.ts';

async function linesOf(bytes: Uint8Array, cuts: number[]): Promise<string[]> {
  const places = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  );
  async function* chunks() {
    let from = 0;
    for (const place of places) {
      yield await Promise.resolve(bytes.subarray(from, place));
      from = place;
    }
  }
  const found: string[] = [];
  for await (const one of lines(chunks())) found.push(one);
  return found;
}

const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''));

test('lines are the same wherever the stream is cut, inside a character too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (said, cuts) => {
      const bytes = new TextEncoder().encode(said.map((text) => `${text}\n`).join(''));
      expect(await linesOf(bytes, cuts)).toEqual(said);
    }),
  );
});

test('U+2028 does not end a line: JSON may hold it as it is', async () => {
  const bytes = new TextEncoder().encode('"a\u2028b"\nlast');
  expect(await linesOf(bytes, [])).toEqual(['"a\u2028b"', 'last']);
});
