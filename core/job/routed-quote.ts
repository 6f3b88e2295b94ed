/** Answer of POST /quote: the quote, and the same for each route side by side. */
import * as z from 'zod';
import { Quote } from './quote.ts';
import { RouteName } from './route-name.ts';
import { RejectedRoute } from './routing.ts';

const QuotedRoute = z.strictObject({
  route: RouteName,
  costUsd: Quote.shape.costUsd,
  completedInSeconds: Quote.shape.completedInSeconds,
  because: z.array(z.string()).describe('With the load and the queue that the figures are from.'),
});

export const RoutedQuote = Quote.extend({
  route: z
    .strictObject({
      chosen: RouteName,
      because: z.array(z.string()),
      rejected: z.array(RejectedRoute),
    })
    .describe('The route that such a job without a deadline would take now.'),
  routes: z
    .array(QuotedRoute)
    .describe('Each route that this deployment has at this moment, first the chosen one.'),
})
  .describe('An estimate for one attempt, and no promise; outside `routes`, for the route `spot`.')
  .meta({ id: 'RoutedQuote' });
export type RoutedQuote = z.infer<typeof RoutedQuote>;
