/** Reads the track list that an attempt wrote; titles are free text, so they are not in the task's result. */
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import { AttemptTracks, type AudioTrack } from '../../audio/tracks.ts';
import { logError, logWarning } from '../../base/log.ts';
import { attemptTracksKey } from '../../job/work-order.ts';

/** A list of a hundred tracks with long titles has a tenth of it. */
const MOST_BYTES = 256 * 1024;

interface Place {
  objects: Pick<ObjectReader, 'text'>;
  resultsBucket: string;
}

/** Undefined for a single track, and for an unreadable list, which is logged: it is not essential. */
export async function readTracks(
  attempt: { jobId: string; attempt: number },
  result: { tracks?: number | undefined },
  { objects, resultsBucket: bucket }: Place,
): Promise<AudioTrack[] | undefined> {
  if (result.tracks === undefined) return undefined;
  const { jobId } = attempt;
  const text = await objects.text({ bucket, key: attemptTracksKey(attempt) }, MOST_BYTES);
  if (text === undefined) {
    logWarning('the tracks of the audio are not there', { jobId });
    return undefined;
  }
  try {
    return AttemptTracks.parse(JSON.parse(text)).tracks;
  } catch (error) {
    logError('the tracks of the audio are not understood', error, { jobId });
    return undefined;
  }
}
