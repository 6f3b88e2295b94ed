/** What a machine reports of a transcript; what matters to a test is given by it. */
import type { TaskResult } from '../../core/job/work-order.ts';

export function aResult(given: Partial<TaskResult> = {}, at = '2026-11-21T12:00:00.000Z') {
  return {
    segments: 1,
    language: 'sv',
    languageProbability: 1,
    confidence: 1,
    durationSeconds: 10,
    truncated: false,
    engine: { version: 'x', device: 'cpu', computeType: 'int8' },
    engineSeconds: 1,
    audio: { bytes: 5, sha256: '0'.repeat(64) },
    phases: {
      booted: at,
      claimed: at,
      modelReady: at,
      audioReady: at,
      firstSegment: null,
      transcribed: at,
      written: at,
    },
    ...given,
  } satisfies TaskResult;
}
