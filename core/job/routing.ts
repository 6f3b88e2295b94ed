/** Why a job takes its route, as stored and shown. */
import * as z from 'zod';
import { RouteName } from './route-name.ts';

/** A route that the job does not take. */
export const RejectedRoute = z.strictObject({
  route: z.string(),
  because: z.string().describe('With the figures that decided.'),
});
export type RejectedRoute = z.infer<typeof RejectedRoute>;

export const Routing = z.object({
  chosen: RouteName,
  /** Sentences for the job's owner. */
  because: z.array(z.string()),
  rejected: z.array(RejectedRoute),
  decidedAt: z.iso.datetime(),
});
export type Routing = z.infer<typeof Routing>;
