/**
 * Recognises by their magic bytes files that the engine cannot decode: documents, images, archives
 * and other containers. Two bytes are not enough: MP3 may follow any bytes, and decoders search for
 * it. The page uses it, too.
 */
import { latin1 } from '../../base/latin1.ts';

/** One character a byte. */
const MARKS = [
  ['PK\x03\x04', 'an archive'],
  ['\x1f\x8b\x08', 'an archive'],
  ['Rar!\x1a\x07', 'an archive'],
  ['7z\xbc\xaf\x27\x1c', 'an archive'],
  ['%PDF', 'a document'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'a document'],
  ['\x89PNG', 'an image'],
  ['GIF8', 'an image'],
  ['\xff\xd8\xff', 'an image'],
  ['RIFX', 'a WAV with its bytes in big-endian order (RIFX)'],
  ['riff\x2e\x91\xcf\x11', 'a Wave64 file'],
  ['FORM', 'an AIFF file'],
  ['caff', 'a Core Audio file'],
  ['.snd', 'a Sun audio file'],
  ['wvpk', 'a WavPack file'],
  ['MAC ', "a Monkey's Audio file"],
  ['MPCK', 'a Musepack file'],
  ['MThd', 'a MIDI file'],
  ['#!AMR', 'an AMR file'],
  ['\x30\x26\xb2\x75', 'a Windows Media file'],
  ['.RMF', 'a RealMedia file'],
  ['FLV\x01', 'a Flash video'],
  ['\0\0\x01\xba', 'an MPEG program stream'],
  ['\0\0\x01\xb3', 'an MPEG video without sound'],
] as const;

/** RIFF forms other than WAVE. Unknown ones are let through: some programs put MP3 into their own. */
const RIFF_FORMS = new Map([
  ['AVI ', 'an AVI file'],
  ['AVIX', 'an AVI file'],
  ['CDXA', 'a Video CD file'],
  ['RMID', 'a MIDI file'],
  ['WEBP', 'an image'],
  ['ACON', 'an image'],
]);

/** The kind, as a noun with its article; undefined for possible audio. */
export function otherKind(bytes: Uint8Array): string | undefined {
  const text = (from: number, length: number) => latin1(bytes, from, from + length);
  const mark = MARKS.find(([start]) => text(0, start.length) === start);
  if (mark) return mark[1];
  if (text(0, 4) === 'RIFF') return RIFF_FORMS.get(text(8, 4));
  return isTransportStream(bytes) ? 'an MPEG transport stream' : undefined;
}

/** [packet bytes, offset of the first sync byte]: plain, Blu-ray with timestamps, with error correction. */
const PACKETS = [
  [188, 0],
  [192, 4],
  [204, 0],
] as const;
const SYNC = 0x47;
const ENOUGH_PACKETS = 8;

/** Source: ISO/IEC 13818-1, section 2.4.3.2. */
function isTransportStream(bytes: Uint8Array): boolean {
  return PACKETS.some(([length, first]) =>
    Array.from({ length: ENOUGH_PACKETS }, (_, nth) => bytes[first + nth * length]).every(
      (byte) => byte === SYNC,
    ),
  );
}
