/** How a job's copy is to know names: by the rules, and by the image's model where it has one. */
import { existsSync } from 'node:fs';
import { wordsOfSegments, type NameSpan } from '../../core/redaction/name-spans.ts';
import type { NamesSearch } from '../../core/redaction/names-search.ts';
import type { Transcript } from '../../core/transcript/transcript.ts';
import type { AgentConfig } from './agent-config.ts';
import type { Log } from './log.ts';
import { NamesUnavailable, runNamesProgram } from './names-program.ts';

/** Wall time that a copy waits for the model: at least so much, and this share of the recording. */
const LEAST_MS = 180_000;
const SHARE = 0.1;

export interface FoundNames {
  spans: NameSpan[];
  search: NamesSearch;
}

export interface NamesOptions {
  config: AgentConfig;
  transcript: Pick<Transcript, 'segments'>;
  onProgress: () => void;
  signal: AbortSignal;
  log: Log;
}

/** A model that fails costs the copy nothing but its finds. @throws the signal's reason */
export async function findNames(of: NamesOptions): Promise<FoundNames> {
  const { config, transcript, onProgress, signal, log } = of;
  const folder = `${config.home}/names`;
  if (!existsSync(folder)) return byRules('The machine has no model for names.');
  const seconds = transcript.segments.at(-1)?.end ?? 0;
  const mostMs = Math.max(LEAST_MS, SHARE * seconds * 1000);
  const words = wordsOfSegments(transcript.segments);
  try {
    const { model, spans } = await runNamesProgram({
      ...{ config, folder, words, mostMs, onProgress, signal },
    });
    return { spans, search: { by: ['rules', 'model'], model } };
  } catch (error) {
    if (!(error instanceof NamesUnavailable)) throw error;
    log.warn('The model for names was of no use; names are found by rules.', error, {
      reason: error.message,
    });
    return byRules(error.message);
  }
}

function byRules(withoutModel: string): FoundNames {
  return { spans: [], search: { by: ['rules'], withoutModel } };
}
