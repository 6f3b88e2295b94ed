/** The most that a job may cost with its next attempt: what it reserves. */
import { likelySeconds, mostUsd, needsMachine } from '../../costs/most-usd.ts';
import { minimumBudgetUsd, spentUsd } from '../../costs/cost-ceiling.ts';
import type { Job } from '../../job/job.ts';
import { quoteAudio, type Quoting } from './quote-audio.ts';

export interface Costed extends Quoting {
  maxAudioSeconds: number;
}

/** USD. Of an upload or a URL, whose length is not known yet, as it is likely to be, or the longest. */
export async function mostOfJob(job: Job, now: Date, using: Costed): Promise<number> {
  const isKnown = job.quote !== undefined || job.maxCostUsd !== undefined || !needsMachine(job);
  const quote = isKnown ? job.quote : await likelyQuote(job, { ...using, now });
  const { instanceTypes, region } = using;
  return mostUsd(
    { ...job, quote },
    {
      spentUsd: spentUsd(job.earlierInstances, region),
      leastUsd: minimumBudgetUsd(instanceTypes, region) ?? 0,
    },
  );
}

async function likelyQuote(job: Job, using: Costed & { now: Date }) {
  const durationSeconds = Math.min(using.maxAudioSeconds, likelySeconds(job.audio));
  const spotPrices = using.prices.spotPrices();
  return quoteAudio({ durationSeconds }, job, { ...using, spotPrices });
}
