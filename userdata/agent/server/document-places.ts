/** Where the documents of an object on S3 are written. */
import type { S3Object } from '../../../core/audio/audio.ts';
import { TRANSCRIPT_FORMATS, type TranscriptFormat } from '../../../core/transcript/transcript.ts';
import { ServerProblem } from './problem.ts';

/**
 * `a/b.mp3` gives `a/b.json` and so on; `to` names another place: a folder (`out/`), or a key without
 * its extension.
 * @throws ServerProblem invalid if a document would replace the audio
 */
export function documentPlaces(audio: S3Object, to?: S3Object): Record<TranscriptFormat, S3Object> {
  const base = withoutExtension(audio.key);
  const bucket = to?.bucket ?? audio.bucket;
  const key = to?.key.endsWith('/')
    ? `${to.key}${base.split('/').at(-1) ?? ''}`
    : (to?.key ?? base);
  const places = TRANSCRIPT_FORMATS.map(
    (format) => [format, { bucket, key: `${key}.${format}` }] as const,
  );
  if (places.some(([, place]) => place.bucket === audio.bucket && place.key === audio.key)) {
    const message = 'A document would replace the audio. Name another s3_output_path.';
    throw new ServerProblem('invalid', message);
  }
  return Object.fromEntries(places) as Record<TranscriptFormat, S3Object>;
}

function withoutExtension(key: string): string {
  return key.replace(/(?<=[^/])\.[^./]*$/, '');
}
