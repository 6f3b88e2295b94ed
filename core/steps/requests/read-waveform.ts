/** The waveform of a job's audio, which the machine wrote beside the transcript. */
import { Waveform } from '../../audio/waveform.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import { waveformKey } from '../../job/work-order.ts';

export interface WaveformPorts {
  objects: Pick<ObjectReader, 'text'>;
  resultsBucket: string;
}

const MOST_BYTES = 1024 ** 2;

/**
 * Undefined until the transcript is published, for a machine image that writes none, and for a document
 * that is no waveform: the machine that wrote it may have been compromised.
 */
export async function readWaveform(
  jobId: string,
  { objects, resultsBucket: bucket }: WaveformPorts,
): Promise<Waveform | undefined> {
  const text = await objects.text({ bucket, key: waveformKey(jobId) }, MOST_BYTES);
  if (text === undefined) return undefined;
  try {
    return Waveform.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
