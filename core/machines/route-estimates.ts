/** Cost and time of one job by each route that a deployment has, side by side. */
import { partsOf } from '../costs/quote-parts.ts';
import type { KeptQuote } from '../job/quote.ts';
import { batchEstimate } from './pool/batch-figures.ts';
import { warmEstimate } from './pool/warm-figures.ts';
import { hasPool, type PoolsNow } from './pools-now.ts';
import type { RouteEstimate } from './route-figures.ts';
import { sagemakerEstimate } from './sagemaker/sagemaker-figures.ts';
import { spotEstimate } from './spot/spot-figures.ts';

/** Estimates of all routes that this deployment has: spot always. */
export function routeEstimates(quote: KeptQuote, pools: PoolsNow, now: Date): RouteEstimate[] {
  const parts = partsOf(quote);
  const endpoint = pools.endpoint && sagemakerEstimate(quote, parts, pools.endpoint);
  return [
    spotEstimate(quote, parts),
    ...(hasPool(pools, 'batch', now) ? [batchEstimate(parts, pools, now)] : []),
    ...(hasPool(pools, 'warm', now) ? [warmEstimate(parts, pools.servers, now)] : []),
    ...(endpoint ? [endpoint] : []),
  ];
}
