/** Lets each analysis of a job hear the recording, stretch by stretch. */
import type { Stretch } from '../../../core/analysis/asking/stretch-chapters.ts';
import type { Log } from '../log.ts';
import { CannotHear, type Hearing, type HeardStretch } from './hearing.ts';
import type { OneAnalysis } from './one-analysis.ts';

export interface HearRecording {
  /** Those that have not failed. */
  open: () => readonly OneAnalysis[];
  hear: (one: OneAnalysis, stretch: HeardStretch) => Promise<void>;
  /** In seconds of the recording. */
  transcribedTo: () => number;
  /** Called after each stretch, with how many there were, and are so far. */
  onHeard: (count: { read: number; of: number }) => void;
  log: Log;
  signal: AbortSignal;
}

/**
 * @returns all stretches; undefined if it cannot be heard, if the model has no usable answer to the first
 * one, or if no analysis is left
 * @throws the signal's reason
 */
export async function hearRecording(
  hearing: Hearing,
  { open, hear, transcribedTo, onHeard, log, signal }: HearRecording,
): Promise<Stretch[] | undefined> {
  if (open().length === 0) return undefined;
  const heard: Stretch[] = [];
  try {
    for await (const stretch of hearing.stretches(signal)) {
      for (const one of open()) await hear(one, stretch);
      if (!open().some(({ hasHeard }) => hasHeard)) throw new CannotHear('no usable answer');
      heard.push({ start: stretch.start, end: stretch.end });
      const read = heard.length;
      onHeard({ read, of: Math.max(read, Math.ceil(transcribedTo() / hearing.seconds)) });
    }
  } catch (error) {
    if (!(error instanceof CannotHear)) throw error;
    log.warn('The language model cannot hear the recording; it reads the transcript.', error);
    return undefined;
  }
  return heard.length > 0 ? heard : undefined;
}
