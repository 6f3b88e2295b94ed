/**
 * Builds the reported result: counts and times, no text.
 *
 * On a machine that takes job after job (`LastingEngine`) the result is still this job's alone:
 * `engineSeconds` counts from its request, and `modelReady` is when it got an engine that an earlier
 * job had loaded, so before its audio was ready. Only `booted` is the machine's: the start of the
 * agent, earlier jobs ago. So booted to modelReady is no loading time there, and launch to audioReady
 * no preparation of this job.
 */
import { hasSeveral } from '../../core/audio/tracks.ts';
import type { TaskResult } from '../../core/job/work-order.ts';
import type { Downloaded } from './download.ts';
import type { EngineOutcome } from './engine.ts';

export interface Phases extends Record<Exclude<keyof TaskResult['phases'], 'firstSegment'>, Date> {
  firstSegment: Date | null;
}

export function taskResult(of: {
  outcome: EngineOutcome;
  audio: Downloaded;
  phases: Phases;
}): TaskResult {
  const { done, seconds } = of.outcome;
  const iso = (date: Date) => date.toISOString();
  return {
    segments: done.segments,
    language: done.language,
    languageProbability: done.languageProbability,
    confidence: done.confidence,
    durationSeconds: done.durationSeconds,
    truncated: done.truncated ?? false,
    ...(done.flags?.length && { flags: done.flags }),
    ...(hasSeveral(done.tracks) && { tracks: done.tracks.length }),
    engine: done.engine,
    engineSeconds: seconds,
    audio: of.audio,
    phases: {
      booted: iso(of.phases.booted),
      claimed: iso(of.phases.claimed),
      modelReady: iso(of.phases.modelReady),
      audioReady: iso(of.phases.audioReady),
      firstSegment: of.phases.firstSegment && iso(of.phases.firstSegment),
      transcribed: iso(of.phases.transcribed),
      written: iso(of.phases.written),
    },
  };
}
