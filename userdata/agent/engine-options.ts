/** What the engine is asked for, of the options of a job or of a request to a server. */
import type { EngineRequest } from '../../core/transcript/engine-events.ts';

export interface TranscriptionOptions extends Pick<
  EngineRequest,
  'language' | 'words' | 'channels'
> {
  track?: EngineRequest['track'];
  speakers?: EngineRequest['speakers'];
  review?: boolean | undefined;
  vocabulary?: readonly string[] | undefined;
}

/** What is not asked for is absent: the engine then reads nothing more than it needs. */
export function engineOptions(of: TranscriptionOptions): Omit<EngineRequest, 'audio' | 'resume'> {
  const { language, words, channels, track, speakers, review = false, vocabulary = [] } = of;
  return {
    ...{ language, words, channels },
    ...(track !== undefined && { track }),
    ...(speakers !== undefined && { speakers }),
    ...(review && { review }),
    ...(vocabulary.length > 0 && { vocabulary: [...vocabulary] }),
  };
}
