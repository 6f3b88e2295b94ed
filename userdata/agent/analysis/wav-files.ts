/** Reads WAV files that stand one directly after the other in a stream, as `fast_transcribe stretches` writes them. */

const HEADER_BYTES = 44;
const RATE = 16_000;
const BYTES_A_SECOND = RATE * 2;

/** Thrown for a stream that is no such files, or one that is too long. */
export class WavInvalid extends Error {
  override name = 'WavInvalid';
}

export function secondsOf(wav: Uint8Array): number {
  return (wav.length - HEADER_BYTES) / BYTES_A_SECOND;
}

/** @param mostSeconds of one file @throws WavInvalid */
export async function* wavFiles(
  chunks: AsyncIterable<Uint8Array>,
  mostSeconds: number,
): AsyncGenerator<Uint8Array> {
  let [waiting, bytes, wanted]: [Uint8Array[], number, number] = [[], 0, 0];
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    while (bytes >= Math.max(wanted, HEADER_BYTES)) {
      const all = Buffer.concat(waiting);
      wanted = sizeOf(all, mostSeconds);
      waiting = [all];
      if (bytes < wanted) break;
      yield all.subarray(0, wanted);
      [waiting, bytes, wanted] = [[all.subarray(wanted)], bytes - wanted, 0];
    }
  }
  if (bytes > 0) throw new WavInvalid('the stream breaks off');
}

/** @throws WavInvalid */
function sizeOf(header: Buffer, mostSeconds: number): number {
  const isWav =
    header.toString('latin1', 0, 4) === 'RIFF' &&
    header.toString('latin1', 8, 16) === 'WAVEfmt ' &&
    header.readUInt16LE(20) === 1 &&
    header.readUInt16LE(22) === 1 &&
    header.readUInt32LE(24) === RATE &&
    header.readUInt16LE(34) === 16 &&
    header.toString('latin1', 36, 40) === 'data';
  if (!isWav) throw new WavInvalid('no WAV of 16 kHz, mono, 16 bits');
  const size = HEADER_BYTES + header.readUInt32LE(40);
  if (header.readUInt32LE(4) !== size - 8) throw new WavInvalid('two lengths');
  if (size > HEADER_BYTES + Math.ceil(mostSeconds) * BYTES_A_SECOND)
    throw new WavInvalid('too long');
  return size;
}
