/** A quote with all routes side by side, as POST /quote answers it. */
import { explained, type KeptQuote } from '../job/quote.ts';
import type { RequestedRoute } from '../job/route-name.ts';
import type { RoutedQuote } from '../job/routed-quote.ts';
import type { PoolsNow } from '../machines/pools-now.ts';
import { chooseRoute } from '../machines/route-choice.ts';

interface Asked {
  requestedRoute: RequestedRoute;
  pools: PoolsNow;
  now: Date;
}

/** The route that the job would take stands first. */
export function routedQuote(quote: KeptQuote, { requestedRoute, pools, now }: Asked): RoutedQuote {
  const job = { model: quote.model, requestedRoute, quote, earlierInstances: [] };
  const { route: chosen, because, rejected, figures } = chooseRoute(job, pools, now);
  const others = figures.filter(({ route }) => route !== chosen);
  return {
    ...explained(quote),
    route: { chosen, because, rejected },
    routes: [...figures.filter(({ route }) => route === chosen), ...others],
  };
}
