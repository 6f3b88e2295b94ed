/** A transcript of sentences, with words and times as the engine gives them. */
import { cuesOf } from '../../../core/transcript/cues/cues-of.ts';
import {
  textOf,
  transcriptSoFar,
  type Segment,
  type SubtitledTranscript,
} from '../../../core/transcript/transcript.ts';
import { sharedTimes } from '../../../core/editing/word-times.ts';
import { RedactRequest } from '../../../core/redaction/redact-request.ts';

const job = { jobId: 'job-0123456789abcdef01234567', model: 'kb-whisper-small' };

export function transcriptOf(texts: readonly string[], hasWords = true): SubtitledTranscript {
  const { transcript } = transcriptSoFar(job, []);
  const segments = texts.map((text, id): Segment => ({
    ...{ id, start: id * 6, end: id * 6 + 5.5, text, confidence: 0.9, flags: [] },
  }));
  const words = segments.flatMap((segment) => {
    const said = segment.text.split(' ');
    const times = sharedTimes(said, segment);
    return said.map((word, nth) => ({ ...(times[nth] ?? segment), word, probability: 0.8 }));
  });
  const whole = {
    ...transcript,
    segments,
    text: textOf(segments),
    durationSeconds: texts.length * 6,
  };
  return {
    transcript: hasWords
      ? {
          ...whole,
          words: words.map(({ start, end, word, probability }) => ({
            start,
            end,
            word,
            probability,
          })),
        }
      : whole,
    cues: cuesOf({ segments, words, durationSeconds: texts.length * 6 }).map(
      ({ start, end, lines }) => ({ start, end, lines }),
    ),
  };
}

export const asked = (options: Partial<RedactRequest> = {}) => RedactRequest.parse(options);
