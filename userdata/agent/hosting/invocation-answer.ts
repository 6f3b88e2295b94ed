/** Bodies of POST /invocations: result and documents of an attempt in one, or why there are none. */
import { hasSeveral, shownTracks, type AttemptTracks } from '../../../core/audio/tracks.ts';
import { JobErrorCode } from '../../../core/base/job-errors.ts';
import type {
  InvocationAnswer,
  InvocationFailure,
} from '../../../core/machines/sagemaker/messages.ts';
import { render } from '../../../core/transcript/subtitles.ts';
import type { Downloaded } from '../download.ts';
import type { Heard } from '../server/local-work.ts';
import type { ServerProblem } from '../server/problem.ts';
import { taskResult } from '../task-result.ts';

export const INVOCATIONS = '/invocations';

export interface Invoked {
  audio: Downloaded;
  /** When the request came, and when its audio was on the disk. */
  claimed: Date;
  audioReady: Date;
  heard: Heard;
}

/**
 * The documents of an attempt, and what an agent reports of it. The container ran before: as on a machine
 * of a pool, it counts for a job from when it had the job.
 */
export function invocationAnswer({ audio, claimed, audioReady, heard }: Invoked): InvocationAnswer {
  const { outcome, modelReady, firstSegment, transcribed, waveform } = heard;
  const { tracks } = outcome.done;
  const made = { modelReady, audioReady, firstSegment, transcribed, written: new Date() };
  return {
    version: 1,
    result: taskResult({ outcome, audio, phases: { booted: claimed, claimed, ...made } }),
    documents: {
      'transcript.json': render(heard, 'json'),
      'transcript.txt': render(heard, 'txt'),
      'transcript.srt': render(heard, 'srt'),
      'transcript.vtt': render(heard, 'vtt'),
      ...(waveform && { 'waveform.json': JSON.stringify(waveform) }),
      ...(hasSeveral(tracks) && {
        'tracks.json': JSON.stringify({ tracks: shownTracks(tracks) } satisfies AttemptTracks),
      }),
    },
  };
}

/** OptionInvalid for a request whose options could not be read; any other code is the container's own. */
const CODES: Partial<Record<ServerProblem['code'], JobErrorCode>> = {
  invalid: 'OptionInvalid',
  'not-found': 'OptionInvalid',
};

export function invocationFailure({ code, message, more }: ServerProblem): InvocationFailure {
  const failure = JobErrorCode.safeParse(more.failure).data ?? CODES[code] ?? 'AgentCrashed';
  return { error: { code: failure, message } };
}
