/** Audio for the fake engine: the steps that it shall take, as `fake-engine` reads them. */
import type { z } from 'zod';
import type {
  EngineCoverage,
  EngineCue,
  EngineDone,
  EngineError,
  EngineProgress,
  EngineSegment,
} from '../../core/transcript/engine-events.ts';
import type { CoverageSpan } from '../../core/transcript/transcript.ts';

const ENGINE = { version: '0.1.0', device: 'cpu', computeType: 'int8' };

type Step =
  | { say: unknown }
  | { print: string }
  | { complain: string }
  | { pause: number }
  | { hang: true }
  | { until: string }
  | { sound: number }
  | { deaf: number }
  | { window: number }
  | { once: Step }
  | Ending;
type Ending = { exit: number } | { kill: number };

export function steps(...list: Step[]): Buffer {
  return Buffer.from(JSON.stringify(list));
}

/** Segment `id` lasts from second 2 × id to the next. */
export function segment(id: number, text: string): { say: z.infer<typeof EngineSegment> } {
  const [start, end] = [id * 2, id * 2 + 2];
  return { say: { event: 'segment', id, start, end, text, confidence: 0.9, flags: [] } };
}

/** The subtitle of that segment. */
export function cue(id: number, ...lines: string[]): { say: z.infer<typeof EngineCue> } {
  return { say: { event: 'cue', start: id * 2, end: id * 2 + 2, lines } };
}

export function covered(
  start: number,
  end: number,
  what: Pick<CoverageSpan, 'kind' | 'reason'>,
): { say: z.infer<typeof EngineCoverage> } {
  return { say: { event: 'coverage', start, end, ...what } };
}

/** A window of the checkpoint, and the segment and subtitle that came of it. */
export function heard(id: number, text: string): Step[] {
  return [{ window: id }, segment(id, text), cue(id, text), progress(id * 2 + 2)];
}

export function progress(transcribedSeconds: number): { say: EngineProgress } {
  const fraction = transcribedSeconds / 100;
  return { say: { event: 'progress', transcribedSeconds, durationSeconds: 100, fraction } };
}

export function done(segments: number, more: Partial<EngineDone> = {}): { say: EngineDone } {
  return {
    say: {
      event: 'done',
      language: 'sv',
      languageProbability: 0.99,
      durationSeconds: segments * 2,
      confidence: segments > 0 ? 0.9 : null,
      segments,
      model: 'micro-whisper',
      engine: ENGINE,
      timings: { importSeconds: 0.1, modelLoadSeconds: 0.2, totalSeconds: 1 },
      ...more,
    },
  };
}

export function error(
  code: z.infer<typeof EngineError>['code'],
  message: string,
): { say: z.infer<typeof EngineError> } {
  return { say: { event: 'error', code, message } };
}
