/** Writes the progress of the analyses, as often as it has changed. */
import type { AnalysisProgress } from '../../../core/analysis/analysis-result.ts';
import type { Clock } from '../clock.ts';
import type { AnalysisStore } from './analysis-store.ts';

const EVERY_MS = 5000;

/** Writes progress until the signal is aborted. One that fails is written the next time. */
export async function tellProgress(
  progress: () => AnalysisProgress,
  { store, clock, signal }: { store: AnalysisStore; clock: Clock; signal: AbortSignal },
): Promise<never> {
  for (let told = ''; ;) {
    await clock.sleep(EVERY_MS, signal);
    const { at: _, ...moved } = progress();
    const text = JSON.stringify(moved);
    if (text === told) continue;
    await store.putProgress(progress()).then(
      () => (told = text),
      () => undefined,
    );
  }
}
