/** Audio for the fake engine: the steps that it shall take, as `fake-engine` reads them. */
import type { z } from 'zod';
import type {
  EngineCoverage,
  EngineCue,
  EngineDone,
  EngineError,
  EngineFinalCue,
  EngineFinalSegment,
  EngineProgress,
  EngineSegment,
  EngineSpeakersFound,
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
  | { voice: number }
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

/** The people that were told apart, each with a turn. */
export function speakers(...ids: string[]): { say: z.infer<typeof EngineSpeakersFound> } {
  const found = ids.map((id, nth) => ({ id, seconds: 2, turns: 1, firstHeard: nth * 2 }));
  return { say: { event: 'speakers', speakers: found } };
}

/** The segment once more, with its speaker. */
export function spoken(
  id: number,
  speaker: string,
  text: string,
): { say: z.infer<typeof EngineFinalSegment> } {
  const { start, end } = segment(id, text).say;
  const words = [{ start, end, word: text, probability: 0.9, speaker }];
  return { say: { ...segment(id, text).say, event: 'final-segment', speaker, words } };
}

/** Its subtitle, each line by its speaker. */
export function spokenCue(
  id: number,
  ...spoken: [string, string][]
): { say: z.infer<typeof EngineFinalCue> } {
  const { start, end } = cue(id).say;
  const lines = spoken.map(([, line]) => line);
  const speakers = spoken.map(([speaker]) => speaker);
  const [speaker, ...others] = new Set(speakers);
  const by = others.length > 0 ? { speakers } : { speaker };
  return { say: { event: 'final-cue', start, end, lines, ...by } };
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
