/** Figures of an instance of the job's own: its quote. */
import { seconds, usd } from '../../base/figures.ts';
import { rest } from '../../costs/ranges.ts';
import type { QuoteParts } from '../../costs/quote-parts.ts';
import type { KeptQuote } from '../../job/quote.ts';
import { figures, type RouteEstimate } from '../route-figures.ts';

export function spotEstimate(quote: KeptQuote, { workSeconds }: QuoteParts): RouteEstimate {
  const { costUsd, completedInSeconds: completed } = quote;
  const starts = {
    low: rest(completed.low, workSeconds.low),
    high: rest(completed.high, workSeconds.high),
  };
  return {
    ...figures('spot', { costUsd, completed, starts }),
    because: [
      `An instance of its own is launched, boots and loads the model in ${seconds(starts)}, and works for ${seconds(workSeconds)}: done in ${seconds(completed)}, for ${usd(costUsd)}.`,
    ],
  };
}
