/** Thrown for a body that is longer than it may be. */
export class TooManyBytes extends Error {
  override name = 'TooManyBytes';
}

/** All bytes of a body. @throws TooManyBytes */
export async function boundedBytes(
  body: AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new TooManyBytes(`more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
